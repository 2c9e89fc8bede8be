import { parentPort } from 'node:worker_threads'
import { closeDatabase } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import { launchWorkflows, stopWorkflows } from './runtime'
import type { FromThread, ToThread } from './thread'

// The thread of workflows (thread.ts): the engine and every run's work, with connections of its own. It shares nothing with
// the pages but the database, as another replica would.

// As in the portal's own thread, where Next listens: what nobody waited for ends nothing.
process.on('unhandledRejection', (error) => {
  logger.error({ err: error }, 'a promise was refused in the thread of workflows, and nobody listened')
})

parentPort?.on('message', async (_told: ToThread) => {
  try {
    await stopWorkflows()
    await closeDatabase()
  } catch (error) {
    logger.error({ err: error }, 'the thread of workflows did not stop cleanly')
  }
  process.exit(0)
})

await launchWorkflows()
parentPort?.postMessage('launched' satisfies FromThread)
