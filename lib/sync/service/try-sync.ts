import type { Ctx } from '@/lib/access/model'
import type { SyncResult } from '../model'
import type { SyncInput } from '../schema'
import { readFeed } from './read-feed'
import { kindOf } from './record-kinds'
import { requireReadable } from './source-rights'
import { syncFaultWords, toSyncFault } from './sync-faults'

const TRY_MS = 30_000

/**
 * What carrying a mapping out would do, record by record, and why; or what stands in the way. Asks the workspace or the
 * warehouse; writes nothing. Needs what reading the source needs, and to read all records of the kind.
 * @throws AppError FORBIDDEN; NOT_FOUND
 */
export async function trySync(ctx: Ctx, { key }: SyncInput): Promise<SyncResult> {
  const mapping = await requireReadable(ctx, key, 'sync.tried')
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
