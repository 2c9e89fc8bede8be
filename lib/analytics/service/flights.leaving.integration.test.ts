import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import type { AppError } from '@/lib/platform/errors'
import { askedEngine } from '@/lib/testing/asked-engine'
import { reader, SHORT_LIVED, STEADY } from '@/lib/testing/questions'
import { fingerprintOf } from '../answer-key'
import { exportQuery, runQuery } from '../service'
import { toStatement } from '../statement'
import { answeringEngine } from './answering-engine'
import { askAnswer, type Patience } from './ask'
import type { Asking } from './flight'
import { currentCatalogue } from './reach'
import { flushAsks } from './record-asks'

const { engine } = askedEngine()

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20)
}

/** Of all that was asked, once nothing is under way: a run is recorded before its flight is over. */
async function outcomes(): Promise<string[]> {
  await until(async () => (await db().analyticsFlight.count()) === 0)
  await flushAsks()
  const rows = await db().analyticsRun.findMany({ orderBy: { startedAt: 'asc' } })
  return rows.map(({ outcome }) => outcome)
}

/** Any question, told apart by its number. */
function ask(n: number, signal?: AbortSignal, ctx = reader()) {
  return runQuery(ctx, { key: STEADY, purpose: 'page', parameters: { n: String(n) }, signal })
}

/** What an operation does below its rights, with a patience of the test's own. */
async function askWithin(patience: Omit<Patience, 'newerWithinMs'>, { key = 'steady', ctx = reader() } = {}) {
  const query = [...(await currentCatalogue()).queries.values()].find((one) => one.key === key)
  if (query === undefined) throw new Error(`there is no query ${key}`)
  const at = await answeringEngine(query)
  const access = { reach: 'all' as const }
  const asking: Omit<Asking, 'seenAsOf'> = {
    ...{ ctx, query, at, access, texts: {}, purpose: 'cli', key: `${fingerprintOf(query)} of the test` },
    ...toStatement(query, key === 'steady' ? { n: { type: 'integer', value: 1n } } : {}, access),
  }
  return await askAnswer(asking, { ...patience, newerWithinMs: patience.deadlineMs }, true)
}

describe('a reader who leaves', () => {
  it('ends the statement at the engine when nobody else waits, and the run is recorded as cancelled', async () => {
    engine().behave({ hold: true })
    const before = engine().cancelled()
    const leaving = new AbortController()
    const asked = ask(1, leaving.signal)
    await until(() => engine().running() === 1)
    leaving.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
    await until(() => engine().cancelled() === before + 1)
    expect(await outcomes()).toEqual(['cancelled'])
    engine().behave({ hold: false })
    expect((await ask(1)).kind).toBe('fresh')
  })

  it('ends nothing while another waits, who has the answer; the last one ends it', async () => {
    engine().behave({ hold: true })
    const before = engine().cancelled()
    const leaving = [new AbortController(), new AbortController()] as const
    const first = ask(1, leaving[0].signal)
    const second = ask(1, leaving[1].signal)
    const third = ask(1)
    await until(() => engine().running() === 1)
    leaving[0].abort(new Error('gone'))
    leaving[1].abort(new Error('gone too'))
    await expect(first).rejects.toThrow('gone')
    await expect(second).rejects.toThrow('gone too')
    engine().release()
    expect((await third).rows).toEqual([['1']])
    expect(engine().cancelled()).toBe(before)
    expect(engine().asked).toHaveLength(1)
  })

  it('before anything was asked asks nothing', async () => {
    await expect(ask(1, AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
    expect(engine().asked).toEqual([])
  })

  it('with an old answer on the page is missed when they do not look again, and the newer one is asked for no longer', async () => {
    await runQuery(reader(), { key: SHORT_LIVED, purpose: 'page' })
    await db().$executeRaw`UPDATE analytics_answer SET as_of = as_of - interval '5 minutes'`
    engine().behave({ hold: true })
    const before = engine().cancelled()
    expect((await runQuery(reader(), { key: SHORT_LIVED, purpose: 'page' })).asking).toBe(true)
    await sleep(1_000)
    expect(engine().running()).toBe(1)
    await until(() => engine().cancelled() === before + 1)
    expect(await outcomes()).toEqual(['done', 'cancelled'])
  })
})

describe('a reader whose time is up', () => {
  it('is told so; the statement ends with the last of them, and is recorded as timed out', async () => {
    engine().behave({ hold: true })
    const before = engine().cancelled()
    const error = await askWithin({ deadlineMs: 1_000 }).catch((thrown: AppError) => thrown)
    expect(error).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { detail: 'no answer within 1 s' } })
    await until(() => engine().cancelled() === before + 1)
    expect(await outcomes()).toEqual(['timeout'])
  })

  it('has the old answer with that beside it, where there is one', async () => {
    await askWithin({ deadlineMs: 5_000 }, { key: SHORT_LIVED })
    await db().$executeRaw`UPDATE analytics_answer SET as_of = as_of - interval '5 minutes'`
    engine().behave({ hold: true })
    const asked = await askWithin({ deadlineMs: 300 }, { key: SHORT_LIVED })
    expect(asked).toMatchObject({ kind: 'kept', asking: false, fault: { code: 'UPSTREAM_TIMEOUT' } })
  })

  it('leaves those with more time waiting', async () => {
    engine().behave({ hold: true })
    const patient = askWithin({ deadlineMs: 10_000 })
    await expect(askWithin({ deadlineMs: 300 })).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    engine().release()
    expect((await patient).answer.rows).toEqual([['1']])
    expect(engine().asked).toHaveLength(1)
  })
})

describe('turns', () => {
  it('are three for a reader: the fourth question waits, and goes when one of them is answered', async () => {
    engine().behave({ hold: true })
    const ctx = reader()
    const asked = [1, 2, 3, 4].map((n) => ask(n, undefined, ctx))
    await until(() => engine().running() === 3)
    await sleep(500)
    expect(engine().running()).toBe(3)
    engine().behave({ hold: false })
    engine().release()
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['fresh', 'fresh', 'fresh', 'fresh'])
    const last = await db().analyticsRun.findFirstOrThrow({ orderBy: { startedAt: 'desc' } })
    expect(last.queueMs).toBeGreaterThanOrEqual(500)
  })

  it('are four at an engine, in the order in which questions came; the fifth reader’s waits', async () => {
    engine().behave({ hold: true })
    const first = [1, 2, 3, 4].map((n) => ask(n))
    await until(() => engine().running() === 4)
    const fifth = ask(5)
    await until(async () => (await db().analyticsFlight.count()) === 5)
    const sixth = ask(6)
    await until(async () => (await db().analyticsFlight.count()) === 6)
    expect(engine().running()).toBe(4)
    engine().release(1)
    await until(() => engine().asked.length === 5)
    engine().release(1)
    await until(() => engine().asked.length === 6)
    expect(
      engine()
        .asked.map(({ values }) => values.n)
        .slice(4),
    ).toEqual(['5', '6'])
    engine().release()
    await Promise.all([...first, fifth, sixth])
  })

  it('that do not come in time are named as what was waited for', async () => {
    engine().behave({ hold: true })
    const ctx = reader()
    const others = [1, 2, 3].map((n) => ask(n, undefined, ctx))
    await until(() => engine().running() === 3)
    const own = await askWithin({ deadlineMs: 3_000 }, { ctx }).catch((thrown: AppError) => thrown)
    expect(own).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { phase: 'reader' } })
    const fourth = ask(4)
    await until(() => engine().running() === 4)
    const another = await askWithin({ deadlineMs: 3_000 }).catch((thrown: AppError) => thrown)
    expect(another).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { phase: 'engine' } })
    expect(engine().asked).toHaveLength(4)
    engine().release()
    await Promise.all([...others, fourth])
    expect((await outcomes()).filter((outcome) => outcome === 'timeout')).toHaveLength(2)
  })

  it('are never all taken by exports, which take long', async () => {
    const exporting = ['read:query', 'export:query']
    const open = await Promise.all(
      [1, 2, 3].map((n) =>
        exportQuery(reader(undefined, exporting), { key: STEADY, parameters: { n: String(n) } }),
      ),
    )
    const leaving = new AbortController()
    const fourth = exportQuery(reader(undefined, exporting), { key: STEADY, signal: leaving.signal })
    await until(async () => (await db().analyticsFlight.count()) === 4)
    expect((await ask(7)).kind).toBe('fresh')
    leaving.abort(new Error('gone'))
    await expect(fourth).rejects.toThrow('gone')
    await Promise.all(open.map(({ close }) => close()))
    expect(await db().analyticsFlight.count()).toBe(0)
  })
})
