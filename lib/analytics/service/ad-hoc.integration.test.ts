import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { erasePerson } from '@/lib/access/service/erase-person'
import { flushRefusals } from '@/lib/audit/service'
import { db } from '@/lib/platform/db'
import { isAppError } from '@/lib/platform/errors'
import { BEVERAGES, createTestCtx } from '@/lib/testing/actors'
import { closeEngine } from '../engine'
import {
  askStatement,
  forgetStatements,
  getWorkbench,
  listDataTables,
  mayAskStatements,
  stopStatements,
} from './ad-hoc'
import { closeAdHoc } from './ad-hoc-engine'

const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'
const TAGGED: Condition = { kind: 'tag', in: ['revenue'] }

afterAll(async () => {
  await closeAdHoc()
  await closeEngine()
})

const page = (sql: string) => ({ sql, purpose: 'page' as const })

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )
}

/** What the audit record says of somebody's statements, personal values beside. */
async function recordOf(ctx: Ctx) {
  const events = await db().auditEvent.findMany({
    where: { actorId: ctx.actor.id, subjectKind: 'statement' },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, action: true, outcome: true, changes: true },
  })
  const personal = await db().$queryRaw<{ event_id: string; field: string; value: string | null }[]>`
    SELECT event_id, field, value FROM audit_personal WHERE field = 'actor.statement'`
  return events.map(({ id, ...event }) => ({
    ...event,
    statement: personal.find((one) => one.event_id === id)?.value,
  }))
}

async function runsOf(ctx: Ctx) {
  return await db().analyticsRun.findMany({ where: { actorId: ctx.actor.id }, orderBy: { startedAt: 'asc' } })
}

async function untilRunning(ctx: Ctx): Promise<void> {
  while ((await getWorkbench(ctx)).running === null) await sleep(20)
}

describe('a statement of one’s own', () => {
  it('is answered exactly, recorded who asked what and what came of it, and kept for its asker', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const sql = 'SELECT sum(unit_price * quantity * (1 - discount)) AS revenue FROM order_details'
    const asked = await askStatement(ctx, page(sql))
    expect(asked).toMatchObject({
      ok: true,
      engine: 'DuckDB',
      answer: { rows: [['1265793.0395']], cut: null },
    })
    expect(await recordOf(ctx)).toEqual([
      {
        action: 'statement.asked',
        outcome: 'done',
        statement: sql,
        changes: { engine: { before: null, after: 'duckdb' }, purpose: { before: null, after: 'page' } },
      },
      {
        action: 'statement.answered',
        outcome: 'done',
        statement: undefined,
        changes: {
          outcome: { before: null, after: 'done' },
          rows: { before: null, after: 1 },
          elapsedMs: { before: null, after: asked.elapsedMs },
        },
      },
    ])
    expect(await runsOf(ctx)).toMatchObject([
      {
        queryKey: 'sql',
        parameters: {},
        purpose: 'page',
        engine: 'duckdb',
        rows: 1,
        outcome: 'done',
        failure: null,
      },
    ])
    expect((await getWorkbench(ctx)).recent).toMatchObject([{ statement: sql, outcome: 'done', rows: 1 }])
  })

  it('that fails says where and why, and that is recorded without what it may quote', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const asked = await askStatement(ctx, page(`SELECT 1,\n  company_name::INTEGER\nFROM customers`))
    expect(asked).toMatchObject({
      ok: false,
      fault: { outcome: 'failed', place: { line: 2, column: 15, text: '  company_name::INTEGER' } },
    })
    expect(asked.ok ? '' : asked.fault.words).toMatch(/Could not convert/)
    const [run] = await runsOf(ctx)
    expect(run).toMatchObject({ outcome: 'failed', rows: null, failure: 'Conversion Error' })
    expect((await recordOf(ctx)).map(({ changes }) => JSON.stringify(changes)).join()).not.toMatch(/convert/)
  })

  it('is cut at its rows, and says so', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const asked = await askStatement(ctx, page('SELECT range FROM range(1001)'))
    expect(asked).toMatchObject({ ok: true, answer: { cut: 'rows' } })
    expect(asked.ok ? asked.answer.rows.length : 0).toBe(1_000)
    const taken = await askStatement(ctx, { sql: 'SELECT range FROM range(10000)', purpose: 'export' })
    expect(taken).toMatchObject({ ok: true, answer: { cut: null } })
  })

  it.each([
    'DELETE FROM orders',
    'SELECT 1; SELECT 2',
    `COPY orders TO 'x.csv'`,
    'SET threads = 8',
    `ATTACH 'x.db'`,
    `SELECT * FROM read_csv('/etc/passwd')`,
  ])('reads and nothing else: %s', async (sql) => {
    const ctx = await createTestCtx({ role: 'analyst' })
    expect(await askStatement(ctx, page(sql))).toMatchObject({ ok: false, fault: { outcome: 'failed' } })
    expect(await runsOf(ctx)).toMatchObject([{ outcome: 'failed' }])
  })

  it('runs alone, is stopped by its reader from anywhere, and leaves the way free', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const running = askStatement(ctx, page(ENDLESS))
    await untilRunning(ctx)
    expect(await codeOf(askStatement(ctx, page('SELECT 1')))).toBe('CONFLICT')
    const other = await createTestCtx({ role: 'analyst' })
    expect(await stopStatements(other)).toEqual({ stopped: 0 })
    expect(await stopStatements(ctx)).toEqual({ stopped: 1 })
    expect(await running).toMatchObject({ ok: false, fault: { outcome: 'cancelled' } })
    expect(await runsOf(ctx)).toMatchObject([{ outcome: 'cancelled' }])
    expect(await askStatement(ctx, page('SELECT 1 AS one'))).toMatchObject({ ok: true })
  })

  it('that a portal left when it ended does not stand in the way for ever', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    await db().$executeRaw`
      INSERT INTO analytics_statement (id, user_id, statement, asked_at)
      VALUES (gen_random_uuid(), ${ctx.actor.id}::uuid, 'SELECT 1', now() - interval '2 minutes')`
    expect((await getWorkbench(ctx)).running).toBeNull()
    expect(await askStatement(ctx, page('SELECT 1 AS one'))).toMatchObject({ ok: true })
  })
})

describe('somebody who may not ask', () => {
  it.each(['viewer', 'editor', 'operator'])('is refused as %s, and that is recorded', async (role) => {
    const ctx = await createTestCtx({ role })
    expect(await codeOf(askStatement(ctx, page('SELECT 1')))).toBe('FORBIDDEN')
    expect(await codeOf(getWorkbench(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(listDataTables(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(stopStatements(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(forgetStatements(ctx, { id: null }))).toBe('FORBIDDEN')
    await flushRefusals()
    expect(await recordOf(ctx)).toContainEqual(
      expect.objectContaining({ action: 'statement.asked', outcome: 'refused' }),
    )
    expect(await runsOf(ctx)).toEqual([])
  })

  it.each([
    ['product groups', BEVERAGES],
    ['tags', TAGGED],
  ])('is an analyst held to %s, who sees no table, no answer and no way', async (_name, condition) => {
    const ctx = await createTestCtx({ grants: [{ role: 'analyst', condition }] })
    expect(mayAskStatements(ctx)).toBe(false)
    expect(await codeOf(getWorkbench(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(listDataTables(ctx))).toBe('FORBIDDEN')
    expect(await codeOf(askStatement(ctx, page('SELECT count(*) FROM orders')))).toBe('FORBIDDEN')
    await flushRefusals()
    expect(await recordOf(ctx)).toContainEqual(
      expect.objectContaining({ action: 'statement.asked', outcome: 'refused' }),
    )
    expect(await runsOf(ctx)).toEqual([])
  })

  it('does not take away without the right to', async () => {
    const whole = await createTestCtx({ role: 'analyst' })
    const rights = whole.actor.rights.filter(({ right }) => right !== 'export:query')
    const ctx = { ...whole, actor: { ...whole.actor, rights } }
    expect((await getWorkbench(ctx)).mayExport).toBe(false)
    expect(await codeOf(askStatement(ctx, { sql: 'SELECT 1', purpose: 'export' }))).toBe('FORBIDDEN')
    expect(await askStatement(ctx, page('SELECT 1'))).toMatchObject({ ok: true })
  })
})

describe('what is kept', () => {
  it('is one’s own: nobody else sees it or takes it away', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const other = await createTestCtx({ role: 'admin' })
    await askStatement(ctx, page(`SELECT 'mine' AS whose`))
    const [mine] = (await getWorkbench(ctx)).recent
    expect((await getWorkbench(other)).recent).toEqual([])
    expect(await forgetStatements(other, { id: mine?.id ?? '' })).toEqual({ forgotten: 0 })
    expect(await forgetStatements(ctx, { id: mine?.id ?? '' })).toEqual({ forgotten: 1 })
    expect((await getWorkbench(ctx)).recent).toEqual([])
  })

  it('goes with a person who is erased, from the audit record too', async () => {
    const ctx = await createTestCtx({ role: 'analyst' })
    const admin = await createTestCtx({ role: 'admin' })
    await askStatement(ctx, page(`SELECT 'private' AS words`))
    await db().user.update({ where: { id: ctx.actor.id }, data: { disabledAt: new Date() } })
    await erasePerson(admin, { userId: ctx.userId })
    expect(await db().analyticsStatement.count({ where: { userId: ctx.actor.id } })).toBe(0)
    expect((await recordOf(ctx)).filter(({ statement }) => statement != null)).toEqual([])
    expect(await recordOf(ctx)).toHaveLength(2)
  })

  it('lists tables and columns with their types', async () => {
    const tables = await listDataTables(await createTestCtx({ role: 'analyst' }))
    expect(tables.map(({ name }) => name)).toContain('order_details')
    expect(tables.find(({ name }) => name === 'order_details')?.columns).toContainEqual({
      name: 'unit_price',
      type: 'DECIMAL(10,2)',
    })
  })
})
