import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { logger } from '@/lib/platform/logger'
import { soon } from '@/lib/platform/soon'
import { setEngineLaunched } from './launched'
import { LEASE_TIMING, releaseLease } from './service/lease'

/** Where the build puts the program (start/bundle-apart.ts); in the repository its source runs as it is. */
const BUNDLE = 'dist/workflows/apart.mjs'
const SOURCE = 'workflows/apart-program.ts'

const STOP_MS = 7_500
const AGAIN_FIRST_MS = 1_000
const AGAIN_MOST_MS = 15_000
const LOOK_MS = 5_000
/** So many looks in a row without a word of it: half a minute. */
const SILENT_LOOKS = 6

/** What the process says: who it is once it takes up runs, and again and again that it still comes to speak. */
export type FromApart = { launched: string } | 'alive'
/** What it is told when it is to end. */
export type ToApart = 'stop'

type Program = { path: string; execArgv: string[]; execPath?: string }

export type ApartOptions = {
  program?: Program
  /** Longer than the engine waits for what runs (runtime.ts). */
  stopMs?: number
  /** Before the next try; twice as long each time, until one has lived for a while. */
  againMs?: number
  /** For how long, in milliseconds. */
  steadyMs?: number
  /** How often it is looked whether it has said anything; one that spoke and is silent six times in a row is killed. */
  lookMs?: number
}

type Apart = Required<ApartOptions> & {
  child: ChildProcess | undefined
  executorId: string | undefined
  startedAt: number
  waitMs: number
  again: NodeJS.Timeout | undefined
  stopped: boolean
}

let apart: Apart | undefined

/**
 * Starts the workflow engine in a process of its own, so that neither a run's work nor the looking for runs holds up an
 * answer (ADR 0164). One that ends by itself is started again, and what ran in it is taken up.
 */
export function startWorkflowsApart(options: ApartOptions = {}): void {
  if (apart !== undefined) return
  const againMs = options.againMs ?? AGAIN_FIRST_MS
  const settled = {
    program: ownProgram(),
    stopMs: STOP_MS,
    steadyMs: LEASE_TIMING.ttlMs,
    lookMs: LOOK_MS,
    ...options,
    againMs,
  }
  const begun = { child: undefined, executorId: undefined, startedAt: 0, again: undefined, stopped: false }
  apart = { ...settled, ...begun, waitMs: againMs }
  begin(apart)
}

function begin(own: Apart): void {
  own.startedAt = performance.now()
  own.executorId = undefined
  try {
    own.child = launch(own)
  } catch (error) {
    logger.error({ err: error }, 'the process of workflows could not be started')
    end(own, {})
  }
}

function launch(own: Apart): ChildProcess {
  const { path, ...how } = own.program
  // Its log is the portal's; what packages print there is put into it line by line.
  const child = fork(path, { ...how, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  child.on('error', (error) => {
    logger.error({ err: error }, 'the process of workflows failed')
    // One that never was has no end either, in most cases.
    if (child.pid === undefined && own.child === child) end(own, {})
  })
  child.on('exit', (code, signal) => {
    if (own.child === child) end(own, { code, signal })
  })
  // There is none where the system had no file left to give.
  if (child.stderr) {
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => logger.warn({ source: 'workflows' }, line))
  }
  const heard = killWhenSilent(child, own.lookMs)
  child.on('message', (said: FromApart) => {
    heard()
    if (said === 'alive') return
    own.executorId = said.launched
    setEngineLaunched(!own.stopped)
  })
  return child
}

/** One whose loop stands still renews no lease, ends no run and hears of no end. Answers what is to be called at each word of it. */
function killWhenSilent(child: ChildProcess, lookMs: number): () => void {
  // Looks are counted, not time: while the portal itself stands still there are none. A start may take what it takes.
  let silent = Number.NEGATIVE_INFINITY
  const looks = setInterval(() => {
    silent += 1
    if (silent < SILENT_LOOKS) return
    logger.error({ silentMs: silent * lookMs }, 'the process of workflows stands still: it is killed')
    child.kill('SIGKILL')
  }, lookMs).unref()
  child.once('exit', () => clearInterval(looks))
  child.once('error', () => clearInterval(looks))
  return () => {
    silent = 0
  }
}

function end(own: Apart, how: { code?: number | null; signal?: string | null }): void {
  own.child = undefined
  setEngineLaunched(false)
  if (own.stopped) return
  void handOn(own.executorId)
  if (performance.now() - own.startedAt >= own.steadyMs) own.waitMs = own.againMs
  const { waitMs } = own
  logger.error({ ...how, waitMs }, 'the process of workflows ended; it will be started again')
  own.waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS)
  own.again = setTimeout(() => begin(own), waitMs).unref()
}

/** It is dead, so that nobody has to wait for its lease to lapse. */
async function handOn(executorId: string | undefined): Promise<void> {
  if (executorId === undefined) return
  try {
    await releaseLease(executorId)
  } catch (error) {
    logger.warn({ err: error, executorId }, 'the lease of a process that ended will lapse by itself')
  }
}

/** Takes up nothing more, lets what runs finish for a moment, and ends the process. */
export async function stopWorkflowsApart(): Promise<void> {
  const own = apart
  if (own === undefined) return
  apart = undefined
  own.stopped = true
  clearTimeout(own.again)
  setEngineLaunched(false)
  const { child } = own
  if (child?.pid === undefined) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  // It may have ended a moment ago.
  child.send('stop' satisfies ToApart, () => {})
  if ((await soon(gone, own.stopMs)) !== null) return
  logger.error({ stopMs: own.stopMs }, 'the process of workflows did not end in time: it is killed')
  child.kill('SIGKILL')
  await gone
  await handOn(own.executorId)
}

function ownProgram(): Program {
  const bundle = join(/* turbopackIgnore: true */ process.cwd(), BUNDLE)
  if (existsSync(bundle)) return { path: bundle, execArgv: [] }
  const source = join(/* turbopackIgnore: true */ process.cwd(), SOURCE)
  return { path: source, execArgv: ['--import', 'tsx'] }
}
