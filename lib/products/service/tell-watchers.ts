import type { Ctx } from '@/lib/access/model'
import { sendNotices } from '@/lib/notices/service'
import type { Tx } from '@/lib/platform/db'
import type { ProductId } from '../model'
import { listWatchers } from '../repository/watches'

/** Tells those who watch a product what was done to it, inside the transaction that does it. */
export async function tellWatchers(tx: Tx, ctx: Ctx, id: ProductId, words: string): Promise<void> {
  const to = await listWatchers(tx, [id])
  if (to.length === 0) return
  await sendNotices(tx, ctx, { kind: 'product.changed', subject: { kind: 'product', id }, words, to })
}
