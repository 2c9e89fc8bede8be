import { parentPort } from 'node:worker_threads'
import { closeAnalytics } from '@/lib/analytics/jobs'
import { flushRefusals } from '@/lib/audit/service'
import { closeDatabase } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import type { FromThread, ToThread } from '@/lib/workflows/thread'

// The thread of workflows (lib/workflows/thread.ts): the engine and every run's work, with connections of its own. It shares
// nothing with the pages but the database, as another replica would.

/** What a run may leave in memory or open, the last one ends first. */
const PARTS = [closeDatabase, closeAnalytics, flushRefusals, stopWorkflows]

// As in the portal's own thread, where Next listens: what nobody waited for ends nothing.
process.on('unhandledRejection', (error) => {
  logger.error({ err: error }, 'a promise was refused in the thread of workflows, and nobody listened')
})

parentPort?.on('message', async (_told: ToThread) => {
  for (const stop of PARTS.toReversed()) {
    try {
      await stop()
    } catch (error) {
      logger.error({ err: error }, 'a part of the thread of workflows did not stop cleanly')
    }
  }
  process.exit(0)
})

await launchWorkflows()
parentPort?.postMessage('launched' satisfies FromThread)
