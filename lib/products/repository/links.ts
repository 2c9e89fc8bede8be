import { Prisma } from '@/generated/prisma/client'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { ProductId, ProductLink, ProductStatus } from '../model'
import { storedLinks } from '../stored'
import { inScope, type ScopeOf } from './scope'

/** A product with all that may hold addresses. */
export type LinkHolderRow = {
  id: ProductId
  code: string
  name: string
  status: ProductStatus
  ownerId: string | null
  description: string
  links: ProductLink[]
}

/** Products in scope that may hold addresses, by id: those after `after`, or those among `ids`. */
export async function listLinkHolders(
  wanted: { after: string | null; limit: number } | { ids: readonly string[] },
  of: ScopeOf,
): Promise<LinkHolderRow[]> {
  const which =
    'ids' in wanted
      ? Prisma.sql`p.id::text = ANY(${[...wanted.ids]})`
      : wanted.after === null
        ? Prisma.sql`TRUE`
        : Prisma.sql`p.id > ${wanted.after}::uuid`
  const limit = 'ids' in wanted ? wanted.ids.length : wanted.limit
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<(Omit<LinkHolderRow, 'links'> & { links: unknown })[]>`
      SELECT p.id::text AS id, p.code, p.name, p.status::text AS status, p.owner_id::text AS "ownerId", p.description,
        p.links
      FROM product p
      WHERE ${inScope(of)} AND ${which} AND (p.links <> '[]'::jsonb OR p.description LIKE '%://%')
      ORDER BY p.id LIMIT ${limit}`,
  )
  return rows.map((row) => ({ ...row, links: storedLinks(row.links) }))
}
