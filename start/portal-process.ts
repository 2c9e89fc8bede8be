import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { STANDALONE } from './build'
import type { Report } from './report'
import { SERVER_FLAGS } from './server-flags'
import type { Settings } from './settings'
import { type SupervisedProcess, superviseProcess } from './supervised-process'

const READY_TIMEOUT_MS = 60_000
const DEVELOPMENT_READY_TIMEOUT_MS = 180_000

export type PortalOptions = {
  repository: string
  settings: Settings
  /** The whole environment of the portal's process. */
  env: Record<string, string>
  isDevelopment?: boolean
  /** A program to run in the built server's place, for tests of what is around it. */
  server?: string
  report: Report
  onStart: (pid: number | undefined) => void
}

/** Starts the portal itself: the built server, or Next's development server. */
export function startPortalServer(options: PortalOptions): Promise<SupervisedProcess> {
  const { repository, settings, isDevelopment = false } = options
  const tie = ['--import', join(repository, 'start/end-with-parent.ts')]
  const built = [...SERVER_FLAGS, ...tie, '--import', join(repository, 'start/log-lines.ts')]
  const next = [join(repository, 'node_modules/next/dist/bin/next'), 'dev', '--port', String(settings.port)]
  const plan = {
    name: 'The portal',
    command: process.execPath,
    args: isDevelopment
      ? [...tie, ...next, '--hostname', settings.host]
      : [...built, options.server ?? join(repository, STANDALONE, 'server.js')],
    cwd: isDevelopment || options.server !== undefined ? repository : join(repository, STANDALONE),
    env: {
      ...options.env,
      NODE_ENV: isDevelopment ? 'development' : 'production',
      HOSTNAME: settings.host,
      // Next's own handlers end the process before its parts have stopped (lib/platform/shutdown.ts).
      NEXT_MANUAL_SIG_HANDLE: 'true',
      NEXT_TELEMETRY_DISABLED: '1',
      // Compiled code is kept beside the build, and goes with it: the next start is a fifth shorter.
      NODE_COMPILE_CACHE: join(repository, STANDALONE, '.next/compile-cache'),
    },
    onStart: options.onStart,
    logFile: isDevelopment ? undefined : join(settings.dataDir, 'portal.log'),
    readyTimeoutMs: isDevelopment ? DEVELOPMENT_READY_TIMEOUT_MS : READY_TIMEOUT_MS,
    ready: () =>
      untilAnswers(
        `${localAddress(settings)}/api/health/${isDevelopment ? 'live' : 'ready'}`,
        isDevelopment ? 1_000 : 50,
      ),
  }
  return superviseProcess(plan, options.report)
}

/** The portal as this machine reaches it, whatever address people use. */
export function localAddress(settings: Settings): string {
  const host = ['0.0.0.0', '::'].includes(settings.host) ? 'localhost' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`
}

async function untilAnswers(url: string, everyMs: number): Promise<void> {
  for (;;) {
    const status = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' })
      .then((response) => response.status)
      .catch(() => 0)
    if (status === 200) return
    await sleep(everyMs)
  }
}
