import { Console } from 'node:console'
import { Worker } from 'node:worker_threads'
import { closeAnalytics } from '@/lib/analytics/jobs'
import { flushRefusals } from '@/lib/audit/service'
import { closeDatabase } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import type { FromApart, ToApart } from '@/lib/workflows/apart'
import { executorId, launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'

// The process of workflows (lib/workflows/apart.ts): the engine and every run's work, with connections of its own. It shares
// nothing with the pages but the database, as another replica would.

/** What a run may leave in memory or open, the last one ends first; what was refused is written before anything is waited for. */
const PARTS = [closeDatabase, closeAnalytics, flushRefusals, stopWorkflows, flushRefusals]

const ALIVE_MS = 5_000

/** Looks whether the portal still is, on a thread of its own: a run whose loop stands still hears of nothing. */
const WATCH = `const { ppid } = process
  setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL') }, 1_000)`

/** When the portal is gone, in whatever way, nobody would end it. */
function endWithPortal(): void {
  process.kill(process.pid, 'SIGKILL')
}

process.title = 'pergola-workflows'
// The portal reads its standard error; standard output is the log itself.
globalThis.console = new Console(process.stderr, process.stderr)
process.on('disconnect', endWithPortal)
if (!process.connected) endWithPortal()
new Worker(WATCH, { eval: true }).unref()
setInterval(() => process.send?.('alive' satisfies FromApart), ALIVE_MS).unref()
// A terminal and a service manager tell all processes at once; when this one ends is the portal's to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
// As in the portal: what nobody waited for ends nothing.
process.on('unhandledRejection', (error) => {
  logger.error({ err: error }, 'a promise was refused in the process of workflows, and nobody listened')
})

process.on('message', async (_told: ToApart) => {
  for (const stop of PARTS.toReversed()) {
    try {
      await stop()
    } catch (error) {
      logger.error({ err: error }, 'a part of the process of workflows did not stop cleanly')
    }
  }
  process.exit(0)
})

await launchWorkflows()
const launched = executorId()
if (launched !== null) process.send?.({ launched } satisfies FromApart)
