import 'server-only'
import type { PageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { requestGone } from '@/lib/platform/request-log'
import { findProductFigures, type ProductFigures } from '../service/product-figures'
import { type LoadedFigure, loadPinnedFigures } from './pinned-figures'

type Loaded = {
  code: string
  /** Null: this reader may ask no query. */
  figures: Promise<ProductFigures | null> | null
  /** Of null: the same. */
  tiles: Promise<LoadedFigure[] | null>
  mayEdit: boolean
  format: PageCtx['user']
}

/** Figures for a product's card, whose page has asked for the right to read it. */
export function loadProductAnalytics(
  ctx: PageCtx,
  product: { id: string; code: string },
  mayEdit: boolean,
): Loaded {
  const { code } = product
  const figures = canSome(ctx.actor, 'read:query')
    ? findProductFigures(ctx, { code, signal: requestGone() })
    : null
  return { code, figures, tiles: loadPinnedFigures(ctx, product, mayEdit), mayEdit, format: ctx.user }
}
