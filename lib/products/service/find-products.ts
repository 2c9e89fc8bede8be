import type { Ctx } from '@/lib/access/model'
import { FEW, type ProductRow } from '../model'
import { findGroupNames, findSharedNames } from '../repository/groups'
import { listBest, listByCodes, listByIds, listChanged } from '../repository/list'
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

/** The products in reach among these codes, whatever their case. */
export async function listReachableByCode(ctx: Ctx, codes: readonly string[]): Promise<ProductRow[]> {
  return await listByCodes(codes, await readScope(ctx))
}

/** The groups of these codes by name. Codes stand in rights and tell nothing beyond them; no right is asked. */
export async function listGroupsOf(codes: readonly string[]): Promise<{ code: string; name: string }[]> {
  return await findGroupNames(codes)
}

/**
 * The groups of these codes with the name that stands for each alone; null where another group bears it too, whose rows a
 * name would show. Asks no right, for the same reason.
 */
export async function listDistinctGroupsOf(
  codes: readonly string[],
): Promise<{ code: string; name: string | null }[]> {
  const groups = await findGroupNames(codes)
  const shared = new Set(await findSharedNames(groups.map(({ name }) => name)))
  return groups.map(({ code, name }) => ({ code, name: shared.has(name) ? null : name }))
}
