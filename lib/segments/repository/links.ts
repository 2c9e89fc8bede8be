import { Prisma } from '@/generated/prisma/client'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import { MAX_SEGMENTS, type SegmentId, type SegmentStatus } from '../model/segment'
import { inScope, type ScopeOf } from './scope'

/** A segment whose description may hold addresses. */
export type LinkHolderRow = {
  id: SegmentId
  code: string
  name: string
  status: SegmentStatus
  ownerId: string | null
  description: string
}

/** Those in scope, or those among `ids`. */
export async function listLinkHolders(ids: readonly string[] | null, of: ScopeOf): Promise<LinkHolderRow[]> {
  const which = ids === null ? Prisma.sql`TRUE` : Prisma.sql`s.id::text = ANY(${[...ids]})`
  return await withDatabaseErrors(
    () => db().$queryRaw<LinkHolderRow[]>`
      SELECT s.id::text AS id, s.code, s.name, s.status::text AS status, s.owner_id::text AS "ownerId", s.description
      FROM process_segment s WHERE ${inScope(of)} AND ${which} AND s.description LIKE '%://%'
      ORDER BY s.id LIMIT ${MAX_SEGMENTS}`,
  )
}
