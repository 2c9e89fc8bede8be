import 'server-only'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { requestGone } from '@/lib/platform/request-log'
import { findProductFigures, type ProductFigures } from '../service/product-figures'

/** For a product's card, whose page has asked for the right to read it. Null: nothing to show to this reader. */
export async function loadProductFigures(code: string): Promise<ProductFigures | null> {
  const ctx = await pageCtx('read:product')
  if (!canSome(ctx.actor, 'read:query')) return null
  return await findProductFigures(ctx, { code, signal: requestGone() })
}
