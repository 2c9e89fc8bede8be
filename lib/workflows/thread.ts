import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { logger } from '@/lib/platform/logger'
import { soon } from '@/lib/platform/soon'
import { setEngineLaunched } from './launched'

/** Where the build puts the program (start/bundle-apart.ts); in the repository its source runs as it is. */
const BUNDLE = 'dist/workflows/thread.mjs'
const SOURCE = 'workflows/thread-program.ts'

export type ThreadOptions = {
  program?: Program
  /** Longer than the engine waits for what runs (runtime.ts). */
  stopMs?: number
  /** Before the next try, after a thread that never took up runs twice as long each time. */
  againMs?: number
}

const STOP_MS = 7_500
const AGAIN_FIRST_MS = 1_000
const AGAIN_MOST_MS = 15_000

/** What the thread says once the engine takes up runs, and what it is told when it is to end. */
export type FromThread = 'launched'
export type ToThread = 'stop'

type Program = { path: string; execArgv: string[] }
type Thread = { worker: Worker; stopped: boolean; stopMs: number; again: NodeJS.Timeout | undefined }

let thread: Thread | undefined

/**
 * Starts the workflow engine in a thread of its own, so that neither a run's work nor the looking for runs holds up an
 * answer (ADR 0164). A thread that ends by itself is started again; what ran in it is taken up when its lease has lapsed.
 */
export function startWorkflowThread(options: ThreadOptions = {}): void {
  if (thread !== undefined) return
  begin(options, options.againMs ?? AGAIN_FIRST_MS)
}

function begin(options: ThreadOptions, againMs: number): void {
  const { path, execArgv } = options.program ?? ownProgram()
  const worker = new Worker(path, { name: 'workflows', execArgv, stdout: true, stderr: true })
  const own: Thread = { worker, stopped: false, stopMs: options.stopMs ?? STOP_MS, again: undefined }
  let waitMs = againMs
  thread = own
  tellLines(worker)
  worker.on('message', (_said: FromThread) => {
    waitMs = options.againMs ?? AGAIN_FIRST_MS
    setEngineLaunched(!own.stopped)
  })
  worker.on('error', (error) => logger.error({ err: error }, 'the thread of workflows failed'))
  worker.on('exit', (code) => {
    if (own.stopped) return
    setEngineLaunched(false)
    logger.error({ code, waitMs }, 'the thread of workflows ended; it will be started again')
    const nextMs = Math.min(waitMs * 2, AGAIN_MOST_MS)
    own.again = setTimeout(() => begin(options, nextMs), waitMs).unref()
  })
}

/** The portal's log is written by the thread itself; what packages print there is put into it. */
function tellLines({ stdout, stderr }: Worker): void {
  for (const input of [stdout, stderr]) {
    createInterface({ input }).on('line', (line) => logger.warn({ source: 'workflows' }, line))
  }
}

/** Takes up nothing more, lets what runs finish for a moment, and ends the thread. */
export async function stopWorkflowThread(): Promise<void> {
  const own = thread
  if (own === undefined) return
  thread = undefined
  own.stopped = true
  clearTimeout(own.again)
  setEngineLaunched(false)
  const gone = own.worker.threadId === -1 ? undefined : once(own.worker, 'exit')
  own.worker.postMessage('stop' satisfies ToThread)
  if (gone !== undefined) await soon(gone, own.stopMs)
  await own.worker.terminate()
}

function ownProgram(): Program {
  const bundle = join(/* turbopackIgnore: true */ process.cwd(), BUNDLE)
  if (existsSync(bundle)) return { path: bundle, execArgv: [] }
  return {
    path: join(/* turbopackIgnore: true */ process.cwd(), SOURCE),
    execArgv: ['--import', 'tsx'],
  }
}
