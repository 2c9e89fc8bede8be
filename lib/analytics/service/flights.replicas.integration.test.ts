import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { forgetAnswers } from '@/lib/testing/analytics'
import { type EngineServer, startEngineServer } from '@/lib/testing/engine-server'
import { makeQuestions } from '@/lib/testing/questions'

// Two processes of the operating system, as two replicas are, on one database; what the engine was asked is counted at it.

/** A process that runs from source takes its time to begin on a busy machine. */
const START_MS = 120_000

type Given = string[]
type Replica = {
  child: ChildProcess
  ask: (order: {
    readers: number
    leaveAfterMs?: number
    parameters?: Record<string, string>
  }) => Promise<Given>
}

let engine: EngineServer
let questions: Awaited<ReturnType<typeof makeQuestions>>
let one: Replica
let other: Replica
const replicas: Replica[] = []

beforeAll(async () => {
  engine = await startEngineServer()
  questions = await makeQuestions()
  ;[one, other] = await Promise.all([start(), start()])
}, START_MS)
beforeEach(async () => {
  engine.asked.length = 0
  engine.behave({ rows: [['1']], delayMs: 0, hold: false, fault: null })
  await forgetAnswers()
})
afterAll(async () => {
  engine.release()
  await Promise.all(
    replicas.map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'close')
      child.stdin?.end()
      await ended
    }),
  )
  await engine.stop()
  await questions.remove()
})

async function start(): Promise<Replica> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/asking-process.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', ENGINE_URL: engine.url, QUESTIONS: questions.root },
  })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await until(() => said.includes('ready'))
  let orders = 0
  const ask: Replica['ask'] = async (order) => {
    orders += 1
    const id = String(orders)
    child.stdin?.write(`${JSON.stringify({ id, ...order })}\n`)
    for (;;) {
      const line = said.split('\n').find((one) => one.startsWith(`{"id":"${id}"`))
      if (line !== undefined && said.includes(`${line}\n`))
        return (JSON.parse(line) as { given: Given }).given
      if (child.signalCode !== null) return []
      await sleep(20)
    }
  }
  const replica = { child, ask }
  replicas.push(replica)
  return replica
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20)
}

/** Somebody of another replica waits for what is under way. */
async function waitedForElsewhere(): Promise<boolean> {
  return (await db().analyticsFlight.count({ where: { wantedUntil: { gt: new Date() } } })) === 1
}

it('fifty readers of two replicas who ask the same at once are answered by one execution', async () => {
  engine.behave({ delayMs: 1_500 })
  const given = (await Promise.all([one.ask({ readers: 25 }), other.ask({ readers: 25 })])).flat()
  expect(engine.asked).toHaveLength(1)
  expect(given.filter((what) => what === 'fresh [["1"]]')).toHaveLength(1)
  expect(given.filter((what) => what === 'joined [["1"]]')).toHaveLength(49)
  expect(await db().analyticsRun.count({ where: { answer: 'fresh' } })).toBe(1)
  expect(await db().analyticsRun.count({ where: { answer: 'joined' } })).toBe(49)
  expect((await other.ask({ readers: 2 })).concat(await one.ask({ readers: 1 }))).toEqual(
    Array(3).fill('kept [["1"]]'),
  )
  expect(engine.asked).toHaveLength(1)
})

it(
  'a replica that is killed while it asks is missed, and another asks in its place',
  async () => {
    const doomed = await start()
    engine.behave({ hold: true })
    void doomed.ask({ readers: 5 })
    await until(() => engine.asked.length === 1)
    const waiting = other.ask({ readers: 10 })
    await until(waitedForElsewhere)
    doomed.child.kill('SIGKILL')
    await until(() => engine.asked.length === 2)
    engine.release()
    const given = await waiting
    expect(given.filter((what) => what === 'fresh [["1"]]')).toHaveLength(1)
    expect(given.filter((what) => what === 'joined [["1"]]')).toHaveLength(9)
    expect(engine.asked).toHaveLength(2)
    expect(await db().analyticsFlight.count()).toBe(0)
  },
  START_MS,
)

it('a failure is told to those who wait elsewhere too, once', async () => {
  engine.behave({ hold: true, fault: 'out of order' })
  const here = one.ask({ readers: 3 })
  await until(() => engine.asked.length === 1)
  const there = other.ask({ readers: 3 })
  await until(waitedForElsewhere)
  engine.release()
  expect([...(await here), ...(await there)]).toEqual(Array(6).fill('UPSTREAM_FAILED'))
  expect(engine.asked).toHaveLength(1)
})

it('a question goes on while somebody waits for it elsewhere, and ends when they have left too', async () => {
  engine.behave({ hold: true })
  const before = engine.cancelled()
  const leaver = one.ask({ readers: 1, leaveAfterMs: 2_000 })
  await until(() => engine.asked.length === 1)
  const there = other.ask({ readers: 1, leaveAfterMs: 5_000 })
  await until(waitedForElsewhere)
  expect(await leaver).toEqual(['TimeoutError'])
  await sleep(1_500)
  expect(engine.running()).toBe(1)
  expect(await there).toEqual(['TimeoutError'])
  await until(() => engine.cancelled() === before + 1)
  expect(engine.asked).toHaveLength(1)
})

it('the places at an engine are counted over both', async () => {
  engine.behave({ hold: true })
  const number = (n: number) => ({ readers: 1, parameters: { n: String(n) } })
  const asked = [1, 2, 3].map((n) => one.ask(number(n))).concat([4, 5, 6].map((n) => other.ask(number(n))))
  await until(() => engine.running() === 4)
  await until(async () => (await db().analyticsFlight.count()) === 6)
  await sleep(1_000)
  expect(engine.running()).toBe(4)
  engine.behave({ hold: false })
  engine.release()
  expect((await Promise.all(asked)).flat()).toEqual(Array(6).fill('fresh [["1"]]'))
})
