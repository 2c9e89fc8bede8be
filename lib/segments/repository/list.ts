import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import { MAX_SEGMENTS, type SegmentId, type SegmentRow } from '../model/segment'
import type { SegmentQuery } from '../schema'
import { inScope, matching, type ScopeOf } from './scope'

const ROW = Prisma.sql`s.id, s.code, s.name, s.parent_id AS "parentId", s.status::text AS status, s.tags, s.duration,
  jsonb_array_length(s.parameters) AS "parameterCount", s.is_demo AS "isDemo",
  s.gone_at IS NOT NULL AS gone`

/** The segments in scope by code, `limit` and one more at most. */
export async function listRows(of: ScopeOf, limit = MAX_SEGMENTS): Promise<SegmentRow[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<SegmentRow[]>`
      SELECT ${ROW} FROM process_segment s WHERE ${inScope(of)}
      ORDER BY s.code_key COLLATE names, s.id LIMIT ${limit + 1}`,
  )
}

/** The segments in scope that stand right below one. */
export async function listChildren(parentId: SegmentId, of: ScopeOf): Promise<SegmentRow[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<SegmentRow[]>`
      SELECT ${ROW} FROM process_segment s WHERE ${inScope(of)} AND s.parent_id = ${parentId}::uuid
      ORDER BY s.code_key COLLATE names, s.id LIMIT ${MAX_SEGMENTS}`,
  )
}

/** Those in scope that fit a search and its filters. */
export async function listMatching(
  { q, status, tag }: Pick<SegmentQuery, 'q' | 'status' | 'tag'>,
  of: ScopeOf,
): Promise<SegmentId[]> {
  const wanted = [
    inScope(of),
    matching(q),
    status === undefined ? Prisma.sql`TRUE` : Prisma.sql`s.status = ${status}::segment_status`,
    tag === undefined ? Prisma.sql`TRUE` : Prisma.sql`${tag} = ANY(s.tags)`,
  ]
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: SegmentId }[]>`
      SELECT s.id FROM process_segment s WHERE ${Prisma.join(wanted, ' AND ')} ORDER BY s.id LIMIT ${MAX_SEGMENTS}`,
  )
  return rows.map(({ id }) => id)
}

/** The best few for a text: the code itself first, then names that begin with it, then the shortest. */
export async function listBest(text: string, limit: number, of: ScopeOf): Promise<SegmentRow[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<SegmentRow[]>`
      SELECT ${ROW} FROM process_segment s WHERE ${inScope(of)} AND ${matching(text)}
      ORDER BY (s.code_key = lower(${text})) DESC, starts_with(search_form(s.name), search_form(${text})) DESC,
        length(s.name), s.name COLLATE names, s.id
      LIMIT ${limit}`,
  )
}

/** A row, and when it was changed last. */
export type DatedRow = SegmentRow & { updatedAt: Date }

/** The segments in scope that were changed since they were made, the latest change first. */
export async function listChanged(limit: number, of: ScopeOf): Promise<DatedRow[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<DatedRow[]>`
      SELECT ${ROW}, s.updated_at AS "updatedAt" FROM process_segment s WHERE ${inScope(of)} AND s.version > 1
      ORDER BY s.updated_at DESC, s.id DESC LIMIT ${limit}`,
  )
}

/** Those of the ids that are in scope, in no order, as rows. */
export async function listByIds(ids: readonly string[], of: ScopeOf): Promise<SegmentRow[]> {
  if (ids.length === 0) return []
  return await withDatabaseErrors(
    () => db().$queryRaw<SegmentRow[]>`
      SELECT ${ROW} FROM process_segment s WHERE ${inScope(of)} AND s.id::text = ANY(${[...ids]}) LIMIT ${ids.length}`,
  )
}

/** Those of the ids that are in scope, in no order. */
export async function listReachableIds(
  ids: readonly string[],
  of: ScopeOf,
  client: Tx = db(),
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await withDatabaseErrors(
    () => client.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM process_segment s WHERE ${inScope(of)} AND s.id::text = ANY(${[...ids]}) LIMIT ${ids.length}`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** What every segment of the tree stands below, by lower-case codes: for judging moves, not for showing. */
export async function listParents(client: Tx = db()): Promise<Map<string, string | null>> {
  const rows = await withDatabaseErrors(
    () => client.$queryRaw<{ key: string; parent: string | null }[]>`
      SELECT s.code_key AS key, p.code_key AS parent
      FROM process_segment s LEFT JOIN process_segment p ON p.id = s.parent_id LIMIT 100000`,
  )
  return new Map(rows.map(({ key, parent }) => [key, parent]))
}
