import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './report'
import { StartError } from './start-error'

const LOG_LIMIT_BYTES = 10 * 1024 * 1024
const KILL_AFTER_MS = 20_000
/** So often in a row it may end before it was of any use, until the house gives up on it. */
const EARLY_ENDS = 3
const EARLY_MS = 2_000

export type ProcessPlan = {
  /** `The portal`: begins sentences. */
  name: string
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  /** What it prints goes here; undefined: to our own terminal. */
  logFile: string | undefined
  /** Resolves when it does its work; asked each time it was started. */
  /** Told of each process that is started: the first one and those after it. */
  onStart?: (pid: number | undefined) => void
  ready: (output: { until: (pattern: RegExp) => Promise<string> }) => Promise<void>
  readyTimeoutMs: number
}

export type SupervisedProcess = {
  pid: () => number | undefined
  /** Rejects when it ended for good without our asking. */
  failed: Promise<never>
  stop: () => Promise<void>
}

/**
 * Starts a process, waits until it is ready, and starts it again whenever it ends by itself (a `kill -9` included).
 * @throws StartError with the end of its log when it does not get ready.
 */
export async function superviseProcess(plan: ProcessPlan, report: Report): Promise<SupervisedProcess> {
  rotateLog(plan.logFile)
  let stopping = false
  let child = launch(plan)
  await untilReady(plan, child)
  const failed = (async (): Promise<never> => {
    for (let early = 0; ; ) {
      const readyAt = Date.now()
      const how = await child.ended
      if (stopping) return await new Promise<never>(() => {})
      early = Date.now() - readyAt < EARLY_MS ? early + 1 : 0
      if (early >= EARLY_ENDS)
        throw new StartError(`${plan.name} ends again and again (${how}). ${lastWords(plan)}`)
      report.say(`  ${plan.name} ended (${how}) and is started again.`)
      await sleep(early * 500)
      if (stopping) return await new Promise<never>(() => {})
      child = launch(plan)
      await untilReady(plan, child).catch(() => child.process.kill('SIGKILL'))
    }
  })()
  failed.catch(() => {})
  return {
    pid: () => child.process.pid,
    failed,
    stop: async () => {
      stopping = true
      await end(child)
    },
  }
}

type Launched = { process: ChildProcess; ended: Promise<string>; output: string }

function launch(plan: ProcessPlan): Launched {
  const log = plan.logFile === undefined ? undefined : openSync(plan.logFile, 'a', 0o600)
  const offset = plan.logFile === undefined ? 0 : statSync(plan.logFile).size
  // A group of its own: Ctrl-C in the terminal reaches the house alone, which then ends its parts in order.
  const child = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: plan.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['pipe', log ?? 'inherit', log ?? 'inherit'],
  })
  if (log !== undefined) closeSync(log)
  child.stdin?.on('error', () => {})
  plan.onStart?.(child.pid)
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.on('error', (error) => resolve(error.message))
  })
  return {
    process: child,
    ended,
    get output() {
      return plan.logFile === undefined ? '' : readFileSync(plan.logFile).subarray(offset).toString()
    },
  }
}

async function untilReady(plan: ProcessPlan, child: Launched): Promise<void> {
  const state = { given: false }
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const match = pattern.exec(child.output)
      if (match !== null) return match[0]
      if (state.given) throw new StartError(`${plan.name} was not ready in time.`)
      await sleep(50)
    }
  }
  const late = sleep(plan.readyTimeoutMs, 'late' as const, { ref: false })
  const ended = child.ended.then((how) => `ended (${how})`)
  const outcome = await Promise.race([plan.ready({ until }).then(() => 'ready' as const), late, ended])
  state.given = true
  if (outcome === 'ready') return
  const why = outcome === 'late' ? `did not get ready in ${plan.readyTimeoutMs / 1000} s` : outcome
  if (outcome === 'late') await end(child)
  throw new StartError(`${plan.name} ${why}. ${lastWords(plan, child.output)}`)
}

function lastWords(plan: ProcessPlan, output = ''): string {
  const lines = output.trim().split('\n').slice(-5).join('\n    ')
  if (plan.logFile === undefined) return 'The reason stands above.'
  return lines === ''
    ? `It said nothing; its log is ${plan.logFile}.`
    : `Its last words (all in ${plan.logFile}):\n    ${lines}`
}

async function end(child: Launched): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null || child.process.pid === undefined)
    return
  child.process.kill('SIGTERM')
  const forced = setTimeout(() => child.process.kill('SIGKILL'), KILL_AFTER_MS)
  await child.ended
  clearTimeout(forced)
}

function rotateLog(file: string | undefined): void {
  if (file !== undefined && existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES)
    renameSync(file, `${file}.1`)
}

/** How our own TypeScript programs are run: as this process is. */
export function nodeArgs(repository: string, program: string): string[] {
  return ['--import', 'tsx', '--import', join(repository, 'start/end-with-parent.ts'), program]
}
