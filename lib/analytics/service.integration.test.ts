import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Actor, ConditionedRight, Ctx } from '@/lib/access/model'
import { BUILT_IN_ROLES, rightsOf } from '@/lib/access/roles'
import { ConnectorError } from '@/lib/connectors/errors'
import type { Row } from '@/lib/connectors/tabular'
import { db } from '@/lib/platform/db'
import type { AppError } from '@/lib/platform/errors'
import { forgetAnswers } from '@/lib/testing/analytics'
import { closeEngine, engine } from './engine'
import type { QueryKey } from './model'
import { exportQuery, getQuery, listQueries, runQuery } from './service'

const ROLES = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))
const TOTAL = 'total-revenue' as QueryKey
const MONTHS = 'revenue-by-month' as QueryKey
const GROUPS = 'revenue-by-group' as QueryKey
const BEST = 'best-products' as QueryKey

function actorWith(rights: readonly ConditionedRight[]): Actor {
  return { kind: 'user', id: randomUUID(), name: 'Reader', rights }
}

function as(roleKey: string, productGroups?: string[]): Ctx {
  const condition = productGroups === undefined ? null : { kind: 'productGroup' as const, in: productGroups }
  return ctxOf(actorWith(rightsOf([{ roleKey, condition }], ROLES)))
}

function ctxOf(actor: Actor): Ctx {
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: AppError) => error.code,
  )
}

async function runsOf(ctx: Ctx) {
  return await db().analyticsRun.findMany({ where: { actorId: ctx.actor.id }, orderBy: { startedAt: 'asc' } })
}

async function refusalsOf(ctx: Ctx) {
  return await db().auditEvent.findMany({
    where: { actorId: ctx.actor.id, outcome: 'refused' },
    select: { action: true, subjectKind: true, subjectId: true },
  })
}

function column(answer: { columns: readonly { name: string }[]; rows: readonly Row[] }, name: string) {
  const index = answer.columns.findIndex((one) => one.name === name)
  return answer.rows.map((row) => row[index])
}

beforeEach(forgetAnswers)
afterAll(closeEngine)

describe('the figures of Northwind', () => {
  it('come to 1,265,793.04, exact before it is rounded once', async () => {
    const answer = await runQuery(as('analyst'), { key: TOTAL, purpose: 'page' })
    expect(column(answer, 'revenue')).toEqual(['1265793.04'])
    expect(column(answer, 'revenue_exact')).toEqual(['1265793.0395'])
    expect(column(answer, 'orders')).toEqual(['830'])
    expect(answer).toMatchObject({ truncated: false, engine: 'DuckDB' })
  })

  it('are the same whichever way they are cut', async () => {
    const ctx = as('analyst')
    const sum = (values: unknown[]) =>
      values.reduce<bigint>((all, text) => all + BigInt(String(text).replace('.', '')), 0n)
    const months = await runQuery(ctx, { key: MONTHS, purpose: 'page' })
    const groups = await runQuery(ctx, { key: GROUPS, purpose: 'page' })
    const best = await runQuery(ctx, { key: BEST, purpose: 'page', parameters: { count: '77' } })
    expect(months.rows).toHaveLength(23)
    expect(groups.rows).toHaveLength(8)
    expect(best.rows).toHaveLength(77)
    for (const answer of [months, groups, best]) expect(sum(column(answer, 'revenue'))).toBe(12657930395n)
  })
})

describe('rows of a reader held to product groups', () => {
  it('are those of the groups alone, in every query', async () => {
    const ctx = as('analyst', ['BEVERAGES'])
    const groups = await runQuery(ctx, { key: GROUPS, purpose: 'page' })
    expect(column(groups, 'product_group')).toEqual(['Beverages'])
    const total = await runQuery(ctx, { key: TOTAL, purpose: 'page' })
    expect(column(total, 'revenue_exact')).toEqual(column(groups, 'revenue'))
    const best = await runQuery(ctx, { key: BEST, purpose: 'page', parameters: { count: '77' } })
    expect(new Set(column(best, 'product_group'))).toEqual(new Set(['Beverages']))
    expect(best.rows).toHaveLength(12)
  })

  it('are none for a group that is not there', async () => {
    const answer = await runQuery(as('analyst', ['NO-SUCH-GROUP']), { key: MONTHS, purpose: 'page' })
    expect(answer.rows).toEqual([])
  })

  it('are none for a group with a code that tries to be SQL', async () => {
    const answer = await runQuery(as('analyst', [`X') OR true --`]), { key: GROUPS, purpose: 'page' })
    expect(answer.rows).toEqual([])
  })

  it('are, in an export, those that reading and exporting both reach', async () => {
    const ctx = ctxOf(
      actorWith([
        { right: 'read:query', condition: { kind: 'productGroup', in: ['BEVERAGES', 'SEAFOOD'] } },
        { right: 'export:query', condition: { kind: 'productGroup', in: ['SEAFOOD', 'PRODUCE'] } },
      ]),
    )
    const taken = await exportQuery(ctx, { key: GROUPS })
    const rows: Row[] = []
    for await (const batch of taken.batches) rows.push(...batch)
    expect(rows.map(([group]) => group)).toEqual(['Seafood'])
  })
})

describe('a reader without the right', () => {
  it.each(['viewer', 'editor', 'operator'])('is refused as %s, and that is recorded', async (role) => {
    const ctx = as(role)
    expect(await codeOf(listQueries(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(getQuery(ctx, { key: TOTAL }))).toBe('FORBIDDEN')
    expect(await codeOf(runQuery(ctx, { key: TOTAL, purpose: 'page' }))).toBe('FORBIDDEN')
    expect(await codeOf(exportQuery(ctx, { key: TOTAL }))).toBe('FORBIDDEN')
    const refusals = await refusalsOf(ctx)
    expect(refusals).toContainEqual({ action: 'query.read', subjectKind: 'query', subjectId: '*' })
    expect(refusals).toContainEqual({
      action: 'query.exported',
      subjectKind: 'query',
      subjectId: 'total-revenue',
    })
    expect(await runsOf(ctx)).toEqual([])
  })

  it('may look but not take away', async () => {
    const ctx = ctxOf(actorWith([{ right: 'read:query' }]))
    expect(await getQuery(ctx, { key: TOTAL })).toMatchObject({ sql: null, mayExport: false })
    expect(await codeOf(exportQuery(ctx, { key: TOTAL }))).toBe('FORBIDDEN')
    expect(await refusalsOf(ctx)).toEqual([
      { action: 'query.exported', subjectKind: 'query', subjectId: 'total-revenue' },
    ])
  })

  it('finds nothing at a query held to other tags, as if it were not there, and that is recorded', async () => {
    const ctx = ctxOf(actorWith([{ right: 'read:query', condition: { kind: 'tag', in: ['products'] } }]))
    const keys = (await listQueries(ctx)).queries.map(({ key }) => key)
    expect(keys).toContain(BEST)
    expect(keys).not.toContain(TOTAL)
    expect(await codeOf(runQuery(ctx, { key: TOTAL, purpose: 'page' }))).toBe('NOT_FOUND')
    expect(await codeOf(runQuery(ctx, { key: 'no-such-query' as QueryKey, purpose: 'page' }))).toBe(
      'NOT_FOUND',
    )
    expect(await refusalsOf(ctx)).toEqual([
      { action: 'query.read', subjectKind: 'query', subjectId: 'total-revenue' },
    ])
  })
})

describe('the catalogue', () => {
  it('lists every query by title, with when it last gave an answer', async () => {
    const ctx = as('analyst')
    await runQuery(ctx, { key: GROUPS, purpose: 'page' })
    const { queries, faults } = await listQueries(ctx)
    const titles = queries.map(({ title }) => title)
    expect(titles).toEqual(expect.arrayContaining(['Best products', 'Revenue by month', 'Total revenue']))
    expect(titles).toEqual([...titles].sort((one, other) => one.localeCompare(other, 'en')))
    expect(queries.find(({ key }) => key === GROUPS)?.lastRunAt).toBeInstanceOf(Date)
    expect(faults).toEqual([])
  })

  it('shows the statement only to those who may read it', async () => {
    expect((await getQuery(as('analyst'), { key: TOTAL })).sql).toMatch(/^SELECT/)
  })
})

describe('a run', () => {
  it('is recorded: who, what, what for, how long, how many rows', async () => {
    const ctx = as('analyst')
    await runQuery(ctx, { key: BEST, purpose: 'page', parameters: { count: '5' } })
    expect(await runsOf(ctx)).toEqual([
      expect.objectContaining({
        queryKey: BEST,
        parameters: { count: '5' },
        purpose: 'page',
        engine: 'duckdb',
        userId: ctx.actor.id,
        actorKind: 'user',
        rows: 5,
        outcome: 'done',
        failure: null,
        answer: 'fresh',
        rowScope: 'all',
        times: 1,
      }),
    ])
  })

  it('with parameters that do not fit is refused before the engine is asked', async () => {
    const ctx = as('analyst')
    const parameters = { count: '6', other: 'x' }
    const error = await runQuery(ctx, { key: BEST, purpose: 'page', parameters }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'VALIDATION' })
    expect(Object.keys(error.fieldErrors)).toEqual(['other', 'count'])
    expect(await runsOf(ctx)).toEqual([])
  })

  it('is cut at the rows asked for, and says so', async () => {
    const answer = await runQuery(as('analyst'), { key: MONTHS, purpose: 'page', maxRows: 5 })
    expect(answer.rows).toHaveLength(5)
    expect(answer.truncated).toBe(true)
    const whole = await runQuery(as('analyst'), { key: MONTHS, purpose: 'page', maxRows: 23 })
    expect(whole.truncated).toBe(false)
  })

  it('that its reader left is recorded as cancelled', async () => {
    const ctx = as('analyst')
    const signal = AbortSignal.abort(new Error('left'))
    await expect(exportQuery(ctx, { key: TOTAL, signal })).rejects.toThrow('left')
    expect(await runsOf(ctx)).toMatchObject([{ outcome: 'cancelled', rows: null }])
  })

  it('of an export is recorded when it is read to its end, or left early', async () => {
    const ctx = as('analyst')
    const whole = await exportQuery(ctx, { key: MONTHS })
    for await (const batch of whole.batches) expect(batch).toHaveLength(23)
    const left = await exportQuery(ctx, { key: MONTHS })
    for await (const _batch of left.batches) break
    expect(await runsOf(ctx)).toMatchObject([
      { purpose: 'export', outcome: 'done', rows: 23 },
      { purpose: 'export', outcome: 'cancelled', rows: 23 },
    ])
  })

  it('of an export whose file could not be written is recorded as failed, with what there was of it', async () => {
    const ctx = as('analyst')
    const broken = await exportQuery(ctx, { key: MONTHS, fileBytes: () => 12 })
    for await (const batch of broken.batches) expect(batch).toHaveLength(23)
    expect(await runsOf(ctx), 'the file is not whole yet').toEqual([])
    await broken.finish(new RangeError('a cell has 32767 characters'))
    await broken.close()
    expect(await runsOf(ctx)).toMatchObject([
      { outcome: 'failed', rows: 23, bytes: 12n, failure: 'a cell has 32767 characters' },
    ])
  })
})

describe('an engine that fails', () => {
  function failOnce(detail: string): void {
    const fault = { layer: 'protocol', code: 'QUERY_FAILED', system: 'duckdb', operation: 'query' } as const
    vi.spyOn(engine(), 'open').mockRejectedValueOnce(
      new ConnectorError({ ...fault, retryable: false, detail }),
    )
  }

  it('is a failed answer with its fault, recorded, and the next answer comes when it is back', async () => {
    const ctx = as('analyst')
    failOnce(`could not convert 'Chai'`)
    const error = await runQuery(ctx, { key: TOTAL, purpose: 'page' }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED', details: { detail: `could not convert 'Chai'` } })
    expect((await runQuery(ctx, { key: TOTAL, purpose: 'page' })).rows).toHaveLength(1)
    expect((await runsOf(ctx)).map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
  })

  it('quotes no value of a row to a reader who may not see every row', async () => {
    failOnce(`could not convert 'Ikura'`)
    const run = runQuery(as('analyst', ['BEVERAGES']), { key: TOTAL, purpose: 'page' })
    const error = await run.catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED', details: { detail: '' } })
  })

  it('that cannot load its data says so, is shown as failing, and is asked anew', async () => {
    await closeEngine()
    const root = await mkdtemp(join(tmpdir(), 'pergola-analytics-'))
    onTestFinished(async () => await rm(root, { recursive: true }))
    await cp('analytics', join(root, 'analytics'), { recursive: true, filter: (from) => !/data$/.test(from) })
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(root)
    const ctx = as('analyst')
    const error = await runQuery(ctx, { key: TOTAL, purpose: 'page' }).catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: {
        code: 'UNREACHABLE',
        detail: 'the tables could not be loaded: the files cannot be read (ENOENT)',
      },
    })
    expect(await db().connectionStatus.findUnique({ where: { system: 'duckdb' } })).toMatchObject({
      failureCode: 'UNREACHABLE',
    })
    cwd.mockRestore()
    expect((await runQuery(ctx, { key: TOTAL, purpose: 'page' })).rows).toHaveLength(1)
    const status = await db().connectionStatus.findUniqueOrThrow({ where: { system: 'duckdb' } })
    expect(status.lastSuccessAt?.getTime()).toBeGreaterThan(status.lastFailureAt?.getTime() ?? Infinity)
    expect(status.latencyMs).toBeGreaterThanOrEqual(0)
    expect((await runsOf(ctx)).map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
  })
})
