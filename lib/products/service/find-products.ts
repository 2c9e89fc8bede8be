import type { Ctx } from '@/lib/access/model'
import { FEW, type ProductRow } from '../model'
import { listBest, listByIds, listChanged } from '../repository/list'
import { findSimilar } from './find-similar'
import { readScope } from './reach'

/** The products in reach among these ids: for what a reader pinned or opened. Nothing without the right. */
export async function listReachable(ctx: Ctx, ids: readonly string[]): Promise<ProductRow[]> {
  return await listByIds(ids, await readScope(ctx))
}

/** The products in reach that were changed lately, the latest first. */
export async function listLatelyChanged(ctx: Ctx, limit: number): Promise<ProductRow[]> {
  return await listChanged(limit, await readScope(ctx))
}

/** The best matches for a text, the best first; names that resemble it when few match. */
export async function findMatches(ctx: Ctx, text: string, limit: number): Promise<ProductRow[]> {
  const of = await readScope(ctx)
  const exact = await listBest(text, limit, of)
  if (exact.length >= FEW) return exact
  const found = new Set(exact.map(({ id }) => id))
  const similar = await findSimilar(text, of)
  return [...exact, ...similar.filter(({ id }) => !found.has(id))].slice(0, limit)
}
