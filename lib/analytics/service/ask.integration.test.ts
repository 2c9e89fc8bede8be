import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import type { AppError } from '@/lib/platform/errors'
import { askedEngine } from '@/lib/testing/asked-engine'
import { answerFrom, reader, SCOPED, SHORT_LIVED, STEADY } from '@/lib/testing/questions'
import type { QueryAnswer, QueryKey } from '../model'
import { refreshAnswer, runQuery } from '../service'
import { flushAsks } from './record-asks'

/** Files are looked at once a second. */
const SEEN_MS = 1_050

const { engine, questions } = askedEngine()

async function ask(ctx: Ctx, key: QueryKey = STEADY, signal?: AbortSignal): Promise<QueryAnswer> {
  return await runQuery(ctx, { key, purpose: 'page', signal })
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: AppError) => error.code,
  )
}

async function ageBy(minutes: number): Promise<void> {
  await db().$executeRaw`UPDATE analytics_answer SET as_of = as_of - ${minutes}::float8 * interval '1 minute'`
}

async function runs() {
  await flushAsks()
  return await db().analyticsRun.findMany({ orderBy: [{ answer: 'asc' }, { startedAt: 'asc' }] })
}

describe('fifty readers who ask the same slow question at once', () => {
  it('are answered by one execution, each recorded', async () => {
    engine().behave({ delayMs: 300 })
    const given = await Promise.all(Array.from({ length: 50 }, () => ask(reader())))
    expect(engine().asked).toHaveLength(1)
    expect(new Set(given.map(({ rows }) => JSON.stringify(rows)))).toEqual(new Set(['[["1"]]']))
    expect(given.filter(({ kind }) => kind === 'fresh')).toHaveLength(1)
    expect(given.filter(({ kind }) => kind === 'joined')).toHaveLength(49)
    const kinds = (await runs()).map(({ answer, outcome }) => `${answer} ${outcome}`)
    expect(kinds.filter((kind) => kind === 'fresh done')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'joined done')).toHaveLength(49)
  })

  it('are all told of a failure, and none of them is given it afterwards', async () => {
    engine().behave({ delayMs: 300, fault: 'no such thing' })
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(ask(reader()))))
    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_FAILED']))
    expect(engine().asked).toHaveLength(1)
    engine().behave({ fault: null, delayMs: 0 })
    expect(await ask(reader())).toMatchObject({ kind: 'fresh', rows: [['1']], fault: null })
  })
})

describe('a kept answer', () => {
  it('is given without the engine, with its age, and counted', async () => {
    const first = await ask(reader())
    const ctx = reader()
    const again = [await ask(ctx), await ask(ctx), await ask(ctx)]
    expect(engine().asked).toHaveLength(1)
    expect(again[0]).toMatchObject({ kind: 'kept', asOf: first.asOf, rows: first.rows, asking: false })
    expect(await runs()).toMatchObject([
      { answer: 'fresh', times: 1 },
      { answer: 'kept', times: 3, actorId: ctx.actor.id, userId: ctx.actor.id, outcome: 'done', rows: 1 },
    ])
  })

  it('is not the answer to other parameters', async () => {
    await ask(reader())
    await runQuery(reader(), { key: STEADY, purpose: 'page', parameters: { n: '2' } })
    await runQuery(reader(), { key: STEADY, purpose: 'page', parameters: { n: '01' } })
    expect(engine().asked.map(({ values }) => values.n)).toEqual(['1', '2'])
  })

  it('that does not change is good at any age; one that does is asked for anew when it is too old', async () => {
    await ask(reader())
    await ask(reader(), SHORT_LIVED)
    await ageBy(0.5)
    expect((await ask(reader(), SHORT_LIVED)).kind).toBe('kept')
    await ageBy(100)
    expect((await ask(reader())).kind).toBe('kept')
    expect((await ask(reader(), SHORT_LIVED)).kind).toBe('fresh')
  })

  it('is no answer to a question whose file has changed', async () => {
    await questions().write('changing.sql', '/*---\ntitle: C\nowner: T\nsources: [a]\n---*/\nSELECT 1 AS n')
    const key = 'changing' as QueryKey
    await sleep(SEEN_MS)
    await ask(reader(), key)
    await questions().write('changing.sql', '/*---\ntitle: C\nowner: T\nsources: [a]\n---*/\nSELECT 22 AS n')
    await sleep(SEEN_MS)
    expect((await ask(reader(), key)).kind).toBe('fresh')
    expect(engine().asked.map(({ sql }) => sql)).toEqual(['SELECT 1 AS n', 'SELECT 22 AS n'])
  })

  it('is no answer over other data, and one that was asked while the data changed is asked anew', async () => {
    let version = 'v1'
    const changing = () => Object.assign(answerFrom(engine().url), { dataVersion: async () => version })
    changing()
    await ask(reader())
    version = 'v2'
    expect((await ask(reader())).kind).toBe('fresh')
    version = 'v1'
    expect((await ask(reader())).kind).toBe('kept')
    version = 'v3'
    engine().behave({ hold: true })
    const asked = ask(reader())
    while (engine().running() === 0) await sleep(20)
    version = 'v4'
    engine().release()
    await asked
    engine().behave({ hold: false })
    version = 'v3'
    expect((await ask(reader())).kind).toBe('fresh')
  })

  it('is refreshed for everybody when somebody wants a newer one, but not every moment', async () => {
    await ask(reader())
    expect(await refreshAnswer(reader(), { key: STEADY })).toEqual({ wanted: false })
    expect((await ask(reader())).kind).toBe('kept')
    await ageBy(1)
    expect(await refreshAnswer(reader(), { key: STEADY })).toEqual({ wanted: true })
    expect((await ask(reader())).kind).toBe('fresh')
    expect((await ask(reader())).kind).toBe('kept')
  })

  it('is refreshed by nobody without the right, and that is recorded', async () => {
    const ctx = reader(undefined, ['read:product'])
    expect(await codeOf(refreshAnswer(ctx, { key: STEADY }))).toBe('FORBIDDEN')
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'query.read', outcome: 'refused', subjectId: STEADY },
    ])
    const held = reader(['BEVERAGES'])
    expect(await codeOf(refreshAnswer(held, { key: STEADY }))).toBe('NOT_FOUND')
  })
})

describe('the rows of readers', () => {
  it('are theirs alone: an answer is shared by those of the same groups, in any order', async () => {
    engine().behave({ rows: [['of A and B']] })
    await ask(reader(['A', 'B']), SCOPED)
    engine().behave({ rows: [['of A']] })
    expect((await ask(reader(['B', 'A']), SCOPED)).rows).toEqual([['of A and B']])
    expect((await ask(reader(['A']), SCOPED)).rows).toEqual([['of A']])
    expect(engine().asked.map(({ values }) => values.scope_groups)).toEqual([['A', 'B'], ['A']])
  })

  it('are never another reader’s when the engine is away', async () => {
    engine().behave({ rows: [['secret of A']] })
    const ctx = reader(['A'])
    await ask(ctx, SCOPED)
    answerFrom('http://127.0.0.1:1')
    for (const other of [reader(['B']), reader(['A', 'B']), reader(), reader([])]) {
      const error = await ask(other, SCOPED).catch((thrown: AppError) => thrown)
      expect(error).toMatchObject({ name: 'AppError' })
      expect(JSON.stringify(error)).not.toContain('secret')
    }
    expect((await ask(ctx, SCOPED)).rows).toEqual([['secret of A']])
  })

  it('are others at the next request of a reader whose grants changed', async () => {
    const ctx = reader(['A'])
    engine().behave({ rows: [['of A']] })
    await ask(ctx, SCOPED)
    engine().behave({ rows: [['of B']] })
    const changed = { ...ctx, actor: { ...ctx.actor, rights: reader(['B']).actor.rights } }
    expect((await ask(changed, SCOPED)).rows).toEqual([['of B']])
    const taken = { ...ctx, actor: { ...ctx.actor, rights: [] } }
    expect(await codeOf(ask(taken, SCOPED))).toBe('FORBIDDEN')
  })
})

describe('an engine that fails or is away', () => {
  it('is a plain fault where there is no answer yet', async () => {
    answerFrom('http://127.0.0.1:1')
    expect(await codeOf(ask(reader()))).toBe('UPSTREAM_FAILED')
    expect(await db().analyticsAnswer.count()).toBe(0)
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(['failed'])
  })

  it('leaves the last answer with its age, and why beside it; it is not troubled again at once', async () => {
    const first = await ask(reader(), SHORT_LIVED)
    await ageBy(5)
    engine().behave({ fault: 'cannot read “Ikura”' })
    const mayReadSql = reader(undefined, ['read:query', 'readSql:query'])
    const old = await ask(mayReadSql, SHORT_LIVED)
    expect(old).toMatchObject({
      kind: 'kept',
      rows: first.rows,
      asking: false,
      fault: { code: 'UPSTREAM_FAILED', detail: 'cannot read “Ikura”' },
    })
    expect(old.asOf.getTime()).toBe(first.asOf.getTime() - 5 * 60_000)
    expect(engine().asked).toHaveLength(2)
    const next = await ask(reader(), SHORT_LIVED)
    expect(next.fault).toMatchObject({ code: 'UPSTREAM_FAILED', detail: '' })
    expect(engine().asked).toHaveLength(2)
  })

  it('is asked again after a while, and when somebody wants it', async () => {
    await ask(reader(), SHORT_LIVED)
    await ageBy(5)
    engine().behave({ fault: 'out of order' })
    await ask(reader(), SHORT_LIVED)
    engine().behave({ fault: null, rows: [['2']] })
    await refreshAnswer(reader(), { key: SHORT_LIVED })
    expect(await ask(reader(), SHORT_LIVED)).toMatchObject({ kind: 'fresh', rows: [['2']], fault: null })
    await ageBy(5)
    engine().behave({ fault: 'out of order' })
    await ask(reader(), SHORT_LIVED)
    engine().behave({ fault: null, rows: [['3']] })
    await db().$executeRaw`UPDATE analytics_answer SET failed_at = failed_at - interval '16 seconds'`
    expect(await ask(reader(), SHORT_LIVED)).toMatchObject({ kind: 'fresh', rows: [['3']], fault: null })
  })

  it('that is slow leaves the old answer to be looked at meanwhile, and the new one to whoever looks next', async () => {
    await ask(reader(), SHORT_LIVED)
    await ageBy(5)
    engine().behave({ hold: true, rows: [['new']] })
    const ctx = reader()
    expect(await ask(ctx, SHORT_LIVED)).toMatchObject({
      kind: 'kept',
      rows: [['1']],
      asking: true,
      fault: null,
    })
    expect(await ask(reader(), SHORT_LIVED)).toMatchObject({ rows: [['1']], asking: true })
    const waiting = ask(reader(), SHORT_LIVED)
    await sleep(50)
    engine().release()
    expect(await waiting).toMatchObject({ kind: 'joined', rows: [['new']] })
    expect(engine().asked).toHaveLength(2)
    expect(await ask(ctx, SHORT_LIVED)).toMatchObject({ kind: 'kept', rows: [['new']], asking: false })
  })
})
