import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import type { Product } from '../model'
import { isWatched, setWatch } from '../repository/watches'
import type { WatchInput } from '../schema/keeping'
import { requireReadable, userIdOf } from './reach'

/**
 * Watches a product, or no longer: who watches is told when it changes. One's own matter, so it stands in no audit record.
 * @throws AppError FORBIDDEN without the right, or for somebody who is no person; NOT_FOUND
 */
export async function watchProduct(ctx: Ctx, { code, watched }: WatchInput): Promise<{ code: string }> {
  const action = 'product.watched'
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action })
  const userId = userIdOf(ctx.actor)
  if (userId === null) throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  const product = await requireReadable(ctx, code, action)
  await setWatch(userId, product.id, watched)
  return { code: product.code }
}

/** Whether the actor watches a product that the caller has loaded. */
export async function watches(ctx: Ctx, product: Pick<Product, 'id'>): Promise<boolean> {
  const userId = userIdOf(ctx.actor)
  return userId !== null && (await isWatched(userId, product.id))
}
