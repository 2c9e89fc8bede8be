import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endWithUs } from '../../end-with-us'
import { isFree } from '../../free-port'
import { StartError } from '../../start-error'

const READY_TIMEOUT_MS = 180_000
const KILL_AFTER_MS = 10_000
/** As long as gunicorn waits for what its workers have begun. */
const PREVIOUS_ENDS_MS = 35_000

export type ServerOptions = {
  programs: string
  port: number
  environment: Record<string, string>
  logFile: string
}

export type Served = {
  stop: () => Promise<void>
  /** Fulfilled when it ends without having been told to. */
  ended: Promise<void>
}

/** Serves Superset on loopback as one would in production, with one worker; answers once it says that it is well. */
export async function serve(options: ServerOptions): Promise<Served> {
  await untilFree(options.port)
  const child = launch(options)
  const release = endWithUs({ pid: child.pid ?? 0, signal: 'TERM' })
  let isStopping = false
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      if (!isStopping) resolve()
    })
  })
  const stop = async () => {
    isStopping = true
    await end(child)
    release()
  }
  try {
    await untilWell(child, options)
    return { stop, ended }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * A Superset of a run that was killed may be ending there: it would be taken for ours, which could not listen.
 * @throws StartError
 */
async function untilFree(port: number): Promise<void> {
  const deadline = Date.now() + PREVIOUS_ENDS_MS
  while (!(await isFree(port))) {
    if (Date.now() > deadline) {
      throw new StartError(
        `Port ${port}, where Superset is to listen, is taken: end the program that has it.`,
      )
    }
    await sleep(200)
  }
}

function launch({ programs, port, environment, logFile }: ServerOptions): ChildProcess {
  const log = openSync(logFile, 'w', 0o600)
  const workers = ['--workers', '1', '--worker-class', 'gthread', '--threads', '8', '--timeout', '120']
  // Longer than who asks keeps a connection: the other way round it is cut under a request that just began.
  const args = [...workers, '--keep-alive', '75']
  // Its log tells every address that is asked, as it would behind a proxy.
  args.push('--access-logfile', '-')
  const child = spawn(
    join(programs, 'gunicorn'),
    [...args, '--bind', `127.0.0.1:${port}`, '--no-control-socket', 'superset.app:create_app()'],
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we end it.
    { detached: true, stdio: ['ignore', log, log], env: { ...environment, NODE_ENV: 'production' } },
  )
  closeSync(log)
  child.on('error', () => {})
  return child
}

async function untilWell(child: ChildProcess, { port, logFile }: ServerOptions): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  const lastWords = () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n  ')
  while (Date.now() < deadline) {
    if (child.pid === undefined || hasEnded(child)) {
      throw new StartError(`Superset ended at its start:\n  ${lastWords()}`)
    }
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new StartError(`Superset was not ready in ${READY_TIMEOUT_MS / 1000} s:\n  ${lastWords()}`)
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  await ended
  clearTimeout(forced)
}
