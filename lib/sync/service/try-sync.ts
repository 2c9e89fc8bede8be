import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { SyncResult } from '../model'
import type { SyncInput } from '../schema'
import { requireMapping } from './load-mappings'
import { readFeed } from './read-feed'
import { kindOf } from './record-kinds'
import { syncFaultWords, toSyncFault } from './sync-faults'

const TRY_MS = 30_000

/**
 * What carrying a mapping out would do, record by record, and why; or what stands in the way. Asks the workspace; writes
 * nothing. Needs `refresh:knowledge`, `read:knowledge`, and to read all records of the kind.
 * @throws AppError FORBIDDEN; NOT_FOUND
 */
export async function trySync(ctx: Ctx, { key }: SyncInput): Promise<SyncResult> {
  await requireRight(ctx, 'refresh:knowledge', { kind: 'mapping', id: key, action: 'sync.tried' })
  const mapping = await requireMapping(key)
  const { title } = mapping
  try {
    const feed = await readFeed(ctx, mapping, { asOf: ctx.now(), signal: AbortSignal.timeout(TRY_MS) })
    return { key, title, outcome: 'tried', plan: await kindOf(feed.record).plan(ctx, feed), failure: null }
  } catch (error) {
    const fault = toSyncFault(error)
    if (fault === null) throw error
    const failure = { code: fault.code, words: syncFaultWords(fault) }
    return { key, title, outcome: 'failed', plan: null, failure }
  }
}
