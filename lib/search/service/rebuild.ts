import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import type { SearchKind } from '../model'
import { FED, refeedBatch, remakeWords, removeOrphans } from '../repository/feeding'

export type Rebuilt = { kind: SearchKind; fed: number; removed: number }

/**
 * Makes every document that stands for a record anew, in batches, while the portal serves: what is found stays found.
 * Needs `check:connection`, as whoever looks after the installation has.
 * @throws AppError FORBIDDEN
 */
export async function rebuildSearch(ctx: Ctx): Promise<Rebuilt[]> {
  await requireRight(ctx, 'check:connection', { kind: 'search', id: '*', action: 'search.rebuilt' })
  const rebuilt: Rebuilt[] = []
  for (const fed of FED) {
    let count = 0
    let batch = await refeedBatch(fed, null)
    while (batch !== null) {
      count += batch.count
      batch = await refeedBatch(fed, batch.last)
    }
    rebuilt.push({ kind: fed.kind, fed: count, removed: await removeOrphans(fed) })
  }
  await inTransaction(async (tx) => {
    await remakeWords(tx)
    await recordChange(tx, ctx, {
      action: 'search.rebuilt',
      subject: { kind: 'search', id: '*' },
      changes: { documents: { before: null, after: rebuilt.reduce((sum, { fed }) => sum + fed, 0) } },
    })
  })
  return rebuilt
}
