import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { logger } from './logger'
import { openServers } from './request-log'

const GRACE_MS = 10_000
/** How long requests that stand at the door are still let in: a connection whose request is unread would be reset. */
const LAST_CALL_MS = 200

type Step = { name: string; run: () => Promise<void>; atOnce: boolean }

const shared = globalThis as typeof globalThis & { pergolaShutdown?: { steps: Step[]; begun: boolean } }

function state() {
  shared.pergolaShutdown ??= { steps: [], begun: false }
  return shared.pergolaShutdown
}

/**
 * Adds what must end before the process does. The last one added ends first, once no request is in flight; `atOnce`: it is
 * told at the signal, beside them, for it needs its time and serves no request.
 */
export function onShutdown(name: string, run: () => Promise<void>, { atOnce = false } = {}): void {
  state().steps.unshift({ name, run, atOnce })
}

/** True once the process has been told to end: readiness answers no from then on. */
export function isShuttingDown(): boolean {
  return state().begun
}

/** Until what has arrived by now has been read: a busy loop reads its sockets only after the timer is due. */
async function lastCall(): Promise<void> {
  await sleep(LAST_CALL_MS)
  for (let turn = 0; turn < 3; turn += 1) await nextTurn()
}

async function closeServers(): Promise<void> {
  await Promise.all(
    openServers().servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeIdleConnections()
        }),
    ),
  )
}

async function finish({ name, run }: Step): Promise<void> {
  try {
    await run()
  } catch (error) {
    logger.error({ err: error, step: name }, 'a part did not stop cleanly')
  }
}

async function shutDown(signal: NodeJS.Signals): Promise<void> {
  if (state().begun) return
  state().begun = true
  logger.info({ signal, inFlight: openServers().inFlight }, 'stopping: finishing requests in flight')
  const forced = setTimeout(() => {
    logger.error({ inFlight: openServers().inFlight }, 'stopping took too long: ending now')
    process.exit(1)
  }, GRACE_MS)
  forced.unref()
  const { steps } = state()
  const begun = new Map(steps.filter(({ atOnce }) => atOnce).map((step) => [step, finish(step)]))
  await lastCall()
  await closeServers()
  for (const step of steps) await (begun.get(step) ?? finish(step))
  process.exit(0)
}

/**
 * Ends the process on SIGTERM and SIGINT: no new connections after a fifth of a second, requests in flight finish (10 s at most), parts stop in
 * reverse order. Needs NEXT_MANUAL_SIG_HANDLE in the environment, or Next's own handlers end the process before the parts.
 */
export function installShutdown(): void {
  // Each time: a service manager tells a whole group and the house its parts, and what nobody hears ends a process there.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutDown(signal))
}
