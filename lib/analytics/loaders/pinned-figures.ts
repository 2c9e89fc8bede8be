import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { requestGone } from '@/lib/platform/request-log'
import type { QueryAnswer } from '../model'
import { FOR_PRODUCT } from '../pinned-figures'
import { askFigure, figuresOf, type ShownFigure } from '../service/pinned-figures'

/** Codes and names are no longer. */
const MOST_KEPT = 80

export type LoadedFigure = ShownFigure & { ask: () => Promise<QueryAnswer | null> }

/** Figures pinned to a product, for its card, whose page has asked for the right to read it. Each is asked when it is drawn. */
export async function loadPinnedFigures(
  ctx: PageCtx,
  product: { id: string; code: string },
  mayEdit: boolean,
): Promise<LoadedFigure[] | null> {
  const signal = requestGone()
  const shown = await figuresOf(ctx, product, mayEdit)
  return shown === null ? null : shown.map((one) => ({ ...one, ask: () => askFigure(ctx, one, signal) }))
}

export type Pinning = {
  /** The code of the product that the page was opened for; empty: none in particular. */
  product: string
  figure: { id: string; version: string; boundTo: string } | null
  /** What of the address the page must keep for it. */
  kept: Record<string, string>
}

type Search = Readonly<Record<string, string | string[] | undefined>>

/** For which product a query is looked at, as the address says. Null for who may edit none. */
export async function loadPinning(search: Search): Promise<Pinning | null> {
  const ctx = await pageCtx('read:query')
  if (!canSome(ctx.actor, 'edit:product')) return null
  const kept = Object.fromEntries(
    Object.values(FOR_PRODUCT).flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value.slice(0, MOST_KEPT)]] : []
    }),
  )
  const { [FOR_PRODUCT.code]: product = '', [FOR_PRODUCT.figure]: id, [FOR_PRODUCT.version]: version } = kept
  const boundTo = kept[FOR_PRODUCT.boundTo] ?? ''
  const figure = product === '' || id === undefined || version === undefined ? null : { id, version, boundTo }
  return { product, figure, kept }
}
