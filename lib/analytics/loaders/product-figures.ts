import 'server-only'
import type { PageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { requestGone } from '@/lib/platform/request-log'
import { findProductFigures, type ProductFigures } from '../service/product-figures'

/** For a product's card, whose page has asked for the right to read it. Null: this reader may ask no query. */
export function loadProductFigures(ctx: PageCtx, code: string): Promise<ProductFigures | null> | null {
  if (!canSome(ctx.actor, 'read:query')) return null
  return findProductFigures(ctx, { code, signal: requestGone() })
}
