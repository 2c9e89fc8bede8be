import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { inTransaction, pool } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import { closeWorkflowEngine, workflowEngine } from './engine'
import { isEngineLaunched } from './launched'
import type { RunId, WorkflowKey } from './model'
import { insertRun } from './repository'
import { startWorkflowThread, stopWorkflowThread } from './thread'

let folder: string
let begun: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-thread-'))
  begun = join(folder, 'begun')
})

afterEach(stopWorkflowThread)
afterAll(async () => {
  await closeWorkflowEngine()
  await rm(folder, { recursive: true, force: true })
})

/** A program in the place of the thread's own, which notes that it began and is then at `work`. */
async function program(work: string): Promise<{ path: string; execArgv: string[] }> {
  const path = join(folder, `${randomUUID()}.mjs`)
  const begin = `import { appendFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    appendFileSync(${JSON.stringify(begun)}, 'begun ')
    parentPort.on('message', () => {})`
  await writeFile(begun, '')
  await writeFile(path, `${begin}\n${work}`)
  return { path, execArgv: [] }
}

const starts = async () => (await readFile(begun, 'utf8')).split(' ').length - 1
const launched = (value: boolean) =>
  expect.poll(isEngineLaunched, { timeout: 25_000, interval: 50 }).toBe(value)

describe('the thread of workflows', () => {
  it('does the work of a run beside this thread, and gives its lease back at the end', async () => {
    startWorkflowThread()
    await launched(true)
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
    const living = 'SELECT count(*)::int AS living FROM workflow_executor WHERE lease_until > now()'
    expect((await pool().query(living)).rows).toEqual([{ living: 1 }])
    await stopWorkflowThread()
    expect(isEngineLaunched()).toBe(false)
    expect((await pool().query(living)).rows).toEqual([{ living: 0 }])
  })

  it('is started again when it ends by itself, and then no more once it is stopped', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    const failing = `parentPort.postMessage('launched')
      setTimeout(() => { throw new Error('out of order') }, 50)`
    startWorkflowThread({ program: await program(failing), againMs: 20 })
    await expect.poll(starts, { timeout: 10_000 }).toBeGreaterThan(2)
    expect(told).toHaveBeenCalledWith(
      { err: expect.objectContaining({ message: 'out of order' }) },
      'the thread of workflows failed',
    )
    await stopWorkflowThread()
    const before = await starts()
    await new Promise((done) => setTimeout(done, 300))
    expect(await starts()).toBe(before)
    expect(isEngineLaunched()).toBe(false)
  })

  it('waits longer and longer for a thread that never takes up runs', async () => {
    const told = vi.spyOn(logger, 'error').mockReturnValue()
    startWorkflowThread({ program: await program('process.exit(3)'), againMs: 20 })
    await expect.poll(starts, { timeout: 10_000 }).toBeGreaterThan(3)
    const ended = 'the thread of workflows ended; it will be started again'
    const waits = told.mock.calls.filter(([, words]) => words === ended).map(([facts]) => facts)
    expect(waits.slice(0, 3)).toEqual([20, 40, 80].map((waitMs) => ({ code: 3, waitMs })))
  })

  it('is ended without its leave when it does not end in time', async () => {
    const busy = `setInterval(() => appendFileSync(${JSON.stringify(begun)}, 'begun '), 5)`
    startWorkflowThread({ program: await program(busy), stopMs: 200 })
    await expect.poll(starts).toBeGreaterThan(5)
    await stopWorkflowThread()
    const before = await starts()
    await new Promise((done) => setTimeout(done, 100))
    expect(await starts()).toBe(before)
  })

  it('has what packages print in the log', async () => {
    const told = vi.spyOn(logger, 'warn').mockReturnValue()
    startWorkflowThread({ program: await program(`console.error('a line\\nand another')`), stopMs: 200 })
    await expect.poll(() => told.mock.calls.length).toBe(2)
    expect(told.mock.calls).toEqual([
      [{ source: 'workflows' }, 'a line'],
      [{ source: 'workflows' }, 'and another'],
    ])
  })
})
