import { setTimeout as sleep } from 'node:timers/promises'
import { getExecutor } from '@dbos-inc/dbos-sdk/internal/dbos'
import { closeDatabase } from '@/lib/platform/db'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'

// One replica without its web server: the real engine with the real registry, nothing of the workflow replaced. The
// lease is short, so that a death is missed in seconds.
await launchWorkflows({ timing: { heartbeatMs: 500, ttlMs: 1_500 }, pollMs: 200 })
// What DBOS would call this build if the version were not pinned: a hash of the workflows' source.
const unpinned = getExecutor().computeAppVersion()
process.stdout.write(`${JSON.stringify({ build: process.env.CRASH_BUILD ?? '', unpinned })}\n`)

process.once('SIGTERM', async () => {
  await stopWorkflows()
  await closeDatabase()
  process.exit(0)
})
for (;;) await sleep(60_000)
