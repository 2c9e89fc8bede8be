import { closeDatabase } from '@/lib/platform/db'
import { syncJobCtx } from '@/lib/sync/jobs'
import { syncMapping } from '@/lib/sync/service/sync-records'

// One portal process that syncs one mapping, nothing of it replaced, and says what came of it: to be killed meanwhile.

const claimant = process.env.CLAIMANT ?? ''
const result = await syncMapping(syncJobCtx(claimant), { key: process.env.MAPPING ?? '', claimant })
process.stdout.write(`${JSON.stringify(result)}\n`)
await closeDatabase()
process.exit()
