import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import type { Tx } from '@/lib/platform/db'
import { MAX_SEGMENTS, type SegmentId, type SegmentRow } from '../model/segment'
import {
  type DatedRow,
  listBest,
  listByIds,
  listChanged,
  listMatching,
  listReachableIds,
  listRows,
} from '../repository/list'
import type { SegmentQuery } from '../schema'
import { readScope } from './reach'

export type SegmentList = {
  /** All in reach, by code; what a row stands below is named only where it is among them. */
  rows: SegmentRow[]
  /** Those that fit the search and its filters; null when nothing was asked for. */
  matching: ReadonlySet<SegmentId> | null
  /** There are more than the portal shows. */
  cut: boolean
  mayEdit: boolean
}

/**
 * The segments that the actor may read, and which of them fit the query.
 * @throws AppError FORBIDDEN without `read:segment` on any record
 */
export async function listSegments(ctx: Ctx, query: SegmentQuery): Promise<SegmentList> {
  const of = await readScope(ctx)
  const asked = query.q !== '' || query.status !== undefined || query.tag !== undefined
  const [found, matching] = await Promise.all([listRows(of), asked ? listMatching(query, of) : null])
  const rows = found.slice(0, MAX_SEGMENTS)
  const known = new Set(rows.map(({ id }) => id))
  return {
    rows: rows.map((row) => ({
      ...row,
      parentId: row.parentId !== null && known.has(row.parentId) ? row.parentId : null,
    })),
    matching: matching === null ? null : new Set(matching),
    cut: found.length > MAX_SEGMENTS,
    mayEdit: canSome(ctx.actor, 'edit:segment'),
  }
}

/** The best matches for a text among the segments in reach, the best first. */
export async function findSegments(ctx: Ctx, text: string, limit: number): Promise<SegmentRow[]> {
  return await listBest(text, limit, await readScope(ctx))
}

/** The segments in reach among these ids: for what a reader pinned or opened. @throws AppError FORBIDDEN */
export async function listReachable(ctx: Ctx, ids: readonly string[]): Promise<SegmentRow[]> {
  return await listByIds(ids, await readScope(ctx))
}

/** The segments in reach that were changed lately, the latest first. @throws AppError FORBIDDEN */
export async function listLatelyChanged(ctx: Ctx, limit: number): Promise<DatedRow[]> {
  return await listChanged(limit, await readScope(ctx))
}

/** Those of the ids that the actor may read; none of them without the right. */
export async function reachableSegments(ctx: Ctx, ids: readonly string[], tx?: Tx): Promise<Set<string>> {
  if (!canSome(ctx.actor, 'read:segment')) return new Set()
  return await listReachableIds([...new Set(ids)], await readScope(ctx), tx)
}
