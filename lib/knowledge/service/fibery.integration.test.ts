import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { introspectionOf } from '@/lib/testing/fibery'
import { json, startHttpServer, type TestHttpServer } from '@/lib/testing/http-server'
import { spaceSdl } from '@/lib/testing/knowledge'

// The limits of Fibery, counted where Fibery would count: at the receiver, with four processes of the operating system.

const PROCESSES = [1, 2, 3, 4]
const PER_SECOND = 3
const LAST_MS = 9_000

let receiver: TestHttpServer
let running: ChildProcess[] = []
/** When the receiver itself last had a turn: a request that came since then may have come at any time since. */
let lastTurn = 0
const lookedAt = new Map<number, number>()
const ticking = setInterval(() => {
  lastTurn = performance.now()
}, 5)

beforeAll(async () => {
  const answer = json(introspectionOf(spaceSdl('X', { Guide: 'name: String' })))
  receiver = await startHttpServer((request, response) => {
    lookedAt.set(request.at, Math.min(lastTurn, request.at))
    answer(request, response)
  })
})

afterAll(async () => {
  clearInterval(ticking)
  for (const child of running) child.kill('SIGKILL')
  await receiver.close()
})

const own = (number: number) => [`P${number} A`, `P${number} B`]
const byProcess = (url: string) => Number(/space\/P(\d)_/.exec(url)?.[1] ?? 0)

async function startProcess(number: number): Promise<{ child: ChildProcess; end: () => Promise<unknown> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/discovering-process.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      FIBERY_URL: receiver.url,
      FIBERY_TOKEN: 'one-token-for-all',
      DISCOVER: [...own(number), 'Shared'].join(','),
    },
  })
  running.push(child)
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  while (!said.includes('ready')) await sleep(50)
  const end = async () => {
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
    running = running.filter((one) => one !== child)
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as unknown
  }
  return { child, end }
}

it('four processes discover at once: no sliding second holds more than three, and none of them starves', async () => {
  for (const name of [...PROCESSES.flatMap(own), 'Shared'])
    await db().kbSpace.create({ data: { name, slug: name.toLowerCase().replaceAll(' ', '-') } })
  const processes = await Promise.all(PROCESSES.map(startProcess))
  for (const { child } of processes) child.stdin?.write('go\n')
  await sleep(LAST_MS)
  const ended = await Promise.all(processes.map(({ end }) => end()))

  const calls = receiver.heard.map(({ at, url }) => ({ at, since: lookedAt.get(at) ?? at, url }))
  expect(calls.length).toBeGreaterThanOrEqual(8)
  for (const [index, { since }] of calls.entries()) {
    const fourth = calls[index + PER_SECOND]
    // From the earliest moment at which the first can have come.
    if (fourth !== undefined) expect(fourth.at - since).toBeGreaterThanOrEqual(1_000)
  }
  const ofOwn = calls.filter(({ url }) => byProcess(url) > 0)
  for (const number of PROCESSES) {
    const share = ofOwn.filter(({ url }) => byProcess(url) === number).length
    expect(share).toBeGreaterThanOrEqual(Math.floor(ofOwn.length / PROCESSES.length / 2))
    expect(share).toBeGreaterThan(0)
  }
  // Each told an end of its own, and none a failure. Of the space that all of them know some joined another's discovery.
  for (const outcomes of ended) {
    const kinds = Object.keys(outcomes as object)
    expect(kinds.filter((kind) => !['published', 'joined', 'superseded'].includes(kind))).toEqual([])
  }
  const told = ended.reduce<number>((sum, one) => sum + ((one as { published?: number }).published ?? 0), 0)
  expect(told).toBeGreaterThanOrEqual(ofOwn.length)
}, 120_000)
