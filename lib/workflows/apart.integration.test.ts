import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { inTransaction, pool } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import { type ApartOptions, startWorkflowsApart, stopWorkflowsApart } from './apart'
import { closeWorkflowEngine, workflowEngine } from './engine'
import { isEngineLaunched } from './launched'
import type { RunId, WorkflowKey } from './model'
import { insertRun, renewLease } from './repository'

let folder: string
let begun: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-apart-'))
  begun = join(folder, 'begun')
})

afterEach(stopWorkflowsApart)
afterAll(async () => {
  await closeWorkflowEngine()
  await rm(folder, { recursive: true, force: true })
})

/** Starts a program in the place of its own, which notes its process and is then at `work`. */
async function startProgram(work: string, options: Omit<ApartOptions, 'program'> = {}): Promise<void> {
  const path = join(folder, `${randomUUID()}.mjs`)
  const begin = `import { appendFileSync } from 'node:fs'
    appendFileSync(${JSON.stringify(begun)}, process.pid + ' ')
    process.on('message', () => {})`
  await writeFile(begun, '')
  await writeFile(path, `${begin}\n${work}`)
  startWorkflowsApart({ program: { path, execArgv: [] }, stopMs: 200, ...options })
}

const pids = async () => (await readFile(begun, 'utf8')).split(' ').filter(Boolean).map(Number)
const starts = async () => (await pids()).length
const sayLaunched = (id: string) => `process.send({ launched: ${JSON.stringify(id)} })`
const launched = () => expect.poll(isEngineLaunched, { timeout: 25_000, interval: 50 }).toBe(true)
const leaseOf = async (id: string) =>
  (await pool().query('SELECT lease_until > now() AS holds FROM workflow_executor WHERE id = $1', [id])).rows
const living = 'SELECT count(*)::int AS living FROM workflow_executor WHERE lease_until > now()'
const START = `import('./lib/workflows/apart.ts').then((apart) => apart.startWorkflowsApart())`
const ENDED = 'the process of workflows ended; it will be started again'

/** The process of workflows that another one has started; 0 while there is none. */
function childOf(pid = 0): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  const isIt = (child: string) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('apart-program')
  return Number(children.find(isIt) ?? 0)
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the process of workflows', () => {
  it('does the work of a run, and gives its lease back at the end', async () => {
    startWorkflowsApart()
    await launched()
    const runId = randomUUID() as RunId
    await inTransaction((tx) =>
      insertRun(tx, {
        runId,
        workflowKey: 'check-links' as WorkflowKey,
        actorKind: 'job',
        actorId: 'test',
        reason: 'test',
        at: new Date(),
      }),
    )
    const stateOf = async () => (await workflowEngine().client.getRun(runId)).state
    await expect.poll(stateOf, { timeout: 15_000, interval: 100 }).toBe('succeeded')
    expect((await pool().query(living)).rows).toEqual([{ living: 1 }])
    await stopWorkflowsApart()
    expect(isEngineLaunched()).toBe(false)
    expect((await pool().query(living)).rows).toEqual([{ living: 0 }])
  })

  it('is started again when it ends by itself, and its lease is ended for it', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    vi.spyOn(logger, 'warn').mockReturnValue()
    const id = randomUUID()
    await renewLease(id, 60_000)
    await startProgram(`${sayLaunched(id)}\nsetTimeout(() => { throw new Error('out of order') }, 50)`, {
      againMs: 20,
      steadyMs: 0,
    })
    await expect.poll(starts, { timeout: 10_000 }).toBeGreaterThan(2)
    expect(told.mock.calls.map(([facts]) => facts).slice(0, 2)).toEqual(
      Array(2).fill({ code: 1, signal: null, waitMs: 20 }),
    )
    await expect.poll(() => leaseOf(id)).toEqual([{ holds: false }])
  })

  it('waits longer and longer for one that does not live, and no more once it is stopped', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    await startProgram(`${sayLaunched(randomUUID())}\nprocess.exit(3)`, { againMs: 100 })
    const waits = () => told.mock.calls.filter(([, words]) => words === ENDED).map(([facts]) => facts)
    await expect.poll(() => waits().length, { timeout: 10_000, interval: 5 }).toBe(3)
    expect(waits()).toEqual([100, 200, 400].map((waitMs) => ({ code: 3, signal: null, waitMs })))
    await stopWorkflowsApart()
    const before = await starts()
    await new Promise((done) => setTimeout(done, 600))
    expect(await starts()).toBe(before)
    expect(isEngineLaunched()).toBe(false)
  })

  it.each([
    ['has no program', { path: '/nowhere.mjs', execArgv: [] }],
    ['has no Node', { path: '/nowhere.mjs', execArgv: [], execPath: '/nowhere' }],
    ['is refused before it is tried', { path: 'no\0where', execArgv: [] }],
  ])('is tried again where it %s', async (_why, program) => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    vi.spyOn(logger, 'warn').mockReturnValue()
    startWorkflowsApart({ program, againMs: 20 })
    await expect.poll(() => told.mock.calls.filter(([, words]) => words === ENDED).length).toBeGreaterThan(1)
  })

  it('is killed when it does not end in time, and its lease is ended for it', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    const id = randomUUID()
    await renewLease(id, 60_000)
    await startProgram(sayLaunched(id))
    await launched()
    const [pid = 0] = await pids()
    expect(lives(pid)).toBe(true)
    await stopWorkflowsApart()
    expect(lives(pid)).toBe(false)
    expect(await leaseOf(id)).toEqual([{ holds: false }])
    expect(told).toHaveBeenCalledWith({ stopMs: 200 }, expect.stringContaining('did not end in time'))
  })

  it('is killed and started again when it spoke and its loop stands still, not while it speaks', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    const id = randomUUID()
    await renewLease(id, 60_000)
    const speaks = `${sayLaunched(id)}\nconst says = setInterval(() => process.send('alive'), 20)`
    await startProgram(`${speaks}\nsetTimeout(() => { for (;;); }, 1_000)`, { lookMs: 50, againMs: 20 })
    await launched()
    expect(await starts()).toBe(1)
    const [pid = 0] = await pids()
    await expect.poll(starts, { timeout: 10_000 }).toBe(2)
    expect(lives(pid)).toBe(false)
    expect(told.mock.calls[0]).toEqual([{ silentMs: 300 }, expect.stringContaining('stands still')])
    await expect.poll(() => leaseOf(id)).toEqual([{ holds: false }])
  })

  it('ends with the portal, however that ends, and whenever', async () => {
    for (const waitsFor of ['', 'takes up runs']) {
      const portal = spawn(process.execPath, ['--import', 'tsx', '--eval', START], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, LOG_LEVEL: 'info' },
      })
      const said = createInterface({ input: portal.stdout })[Symbol.asyncIterator]()
      await expect.poll(() => childOf(portal.pid), { timeout: 15_000, interval: 5 }).not.toBe(0)
      const pid = childOf(portal.pid)
      for (let line = ''; !line.includes(waitsFor); ) line = (await said.next()).value ?? waitsFor
      expect(lives(pid)).toBe(true)
      portal.kill('SIGKILL')
      await expect.poll(() => lives(pid), { timeout: 15_000, interval: 20 }).toBe(false)
    }
  })

  it('ends with the portal while its loop stands still', async () => {
    // Put into it before it begins: after it has said what it is, its loop never comes round again.
    const busy = `import { writeFileSync } from 'node:fs'
      import { isMainThread } from 'node:worker_threads'
      const stand = () => {
        if (process.title !== 'pergola-workflows') return setTimeout(stand, 50)
        setTimeout(() => { writeFileSync(${JSON.stringify(begun)}, String(process.pid)); for (;;); }, 1_500)
      }
      if (isMainThread && process.argv[1]?.endsWith('apart-program.ts')) stand()`
    await writeFile(begun, '')
    const portal = spawn(process.execPath, ['--import', 'tsx', '--eval', START], {
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(busy)}` },
    })
    await expect.poll(starts, { timeout: 20_000 }).toBe(1)
    const [pid = 0] = await pids()
    expect(lives(pid)).toBe(true)
    portal.kill('SIGKILL')
    await expect.poll(() => lives(pid), { timeout: 10_000, interval: 20 }).toBe(false)
  })

  it('has what packages print in the log', async () => {
    const told = vi.spyOn(logger, 'warn').mockReturnValue()
    await startProgram(`console.error('a line\\nand another')`)
    await expect.poll(() => told.mock.calls.length).toBe(2)
    expect(told.mock.calls).toEqual([
      [{ source: 'workflows' }, 'a line'],
      [{ source: 'workflows' }, 'and another'],
    ])
  })
})
