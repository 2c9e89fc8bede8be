import { Prisma } from '@/generated/prisma/client'
import { PAGE_SIZE, PRODUCT_STATUSES, type ProductCursor, type ProductSort } from '../model'
import type { ProductQuery } from '../schema/query'

/** What a list's order needs: a value to sort by, the cursor's text as such a value, and what text is one. */
type Order = { by: Prisma.Sql; cast: Prisma.Sql; accepts: (text: string) => boolean }

const anyText = () => true

const ORDERS: Record<Exclude<ProductSort, 'group'>, Order> = {
  code: { by: Prisma.sql`p.code_key COLLATE names`, cast: Prisma.sql`text`, accepts: anyText },
  name: { by: Prisma.sql`p.name COLLATE names`, cast: Prisma.sql`text`, accepts: anyText },
  status: {
    by: Prisma.sql`p.status`,
    cast: Prisma.sql`product_status`,
    accepts: (text) => (PRODUCT_STATUSES as readonly string[]).includes(text),
  },
  updated: {
    by: Prisma.sql`p.updated_at`,
    cast: Prisma.sql`timestamptz`,
    accepts: isMoment,
  },
}

/** A moment as PostgreSQL writes it; a day that there is not would fail the statement rather than find nothing. */
function isMoment(text: string): boolean {
  const parts = /^([12]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)\+(?:0\d|1[0-4])(?::[0-5]\d)?$/.exec(
    text,
  )
  const at = Date.parse(`${parts?.[1]}T${parts?.[2]}Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(parts?.[1] ?? '-')
}

/** Where a page begins: after a row, before one (then it is read backwards), or so many rows in. */
export type Place =
  | { side: 'after' | 'before'; cursor: ProductCursor; upward: boolean }
  | { side: null; offset: number; upward: boolean }

export function placeOf(query: ProductQuery): Place {
  const side = query.after === undefined ? 'before' : 'after'
  const cursor = query[side]
  const accepted =
    cursor !== undefined &&
    (query.sort === 'group' ? cursor[0].includes(APART) : ORDERS[query.sort].accepts(cursor[0]))
  if (!accepted) return { side: null, offset: (query.page - 1) * PAGE_SIZE, upward: query.dir === 'asc' }
  return { side, cursor, upward: (query.dir === 'asc') !== (side === 'before') }
}

export const COLUMNS = Prisma.sql`p.id, p.code, p.name, p.status, p.tags, p.updated_at AS "updatedAt",
  g.code AS "groupCode", g.name AS "groupName"`
const WITH_GROUP = Prisma.sql`p LEFT JOIN product_group g ON g.id = p.product_group_id`
export const FROM = Prisma.sql`product ${WITH_GROUP}`

/** What a page is read from: a table or a named part of the statement with the list's columns, and what must hold. */
export type Source = { table: Prisma.Sql; where: readonly Prisma.Sql[] }

/** The rows of a page and one more, in the order in which they are read; the source is known as `p`. */
export function pageRows(query: ProductQuery, source: Source, place: Place): Prisma.Sql {
  if (query.sort === 'group') return rowsByGroup(source, place)
  const { by, cast } = ORDERS[query.sort]
  const way = place.upward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const than = place.upward ? Prisma.sql`>` : Prisma.sql`<`
  const beyond =
    place.side === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(${by}, p.id) ${than} (${place.cursor[0]}::${cast}, ${place.cursor[1]}::uuid)`
  return Prisma.sql`SELECT ${COLUMNS}, (${by})::text AS "sortValue" FROM ${source.table} ${WITH_GROUP}
    WHERE ${Prisma.join([...source.where, beyond], ' AND ')}
    ORDER BY ${by} ${way}, p.id ${way} LIMIT ${PAGE_AND_ONE} OFFSET ${offsetOf(place)}`
}

// In the statement's text, so that a prepared one is planned for a page and not for any number of rows.
const PAGE_AND_ONE = Prisma.raw(String(PAGE_SIZE + 1))

function offsetOf(place: Place): number {
  return place.side === null ? place.offset : 0
}

/** Between the group's name and the product's in a cursor: neither can hold it. */
const APART = '\u001f'

/**
 * By the group's name, then the product's. The groups are gone through in order, each read by an index no further than
 * a page needs; sorting the join instead reads every product. Those without a group stand under the empty name.
 */
function rowsByGroup(source: Source, place: Place): Prisma.Sql {
  const way = place.upward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const than = place.upward ? Prisma.sql`>` : Prisma.sql`<`
  const [groupName = '', name = ''] = place.side === null ? [] : place.cursor[0].split(APART)
  const reached =
    place.side === null
      ? Prisma.sql`TRUE`
      : place.upward
        ? Prisma.sql`g.name COLLATE names >= ${groupName}`
        : Prisma.sql`g.name COLLATE names <= ${groupName}`
  const beyond =
    place.side === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(g.name COLLATE names <> ${groupName}
          OR (p.name COLLATE names, p.id) ${than} (${name}, ${place.cursor[1]}::uuid))`
  const most = offsetOf(place) + PAGE_SIZE + 1
  const within = (one: Prisma.Sql) => Prisma.sql`(SELECT p.* FROM ${source.table} p
    WHERE ${Prisma.join([one, ...source.where, beyond], ' AND ')}
    ORDER BY p.name COLLATE names ${way}, p.id ${way} LIMIT ${most})`
  return Prisma.sql`
    SELECT p.id, p.code, p.name, p.status, p.tags, p.updated_at AS "updatedAt", g.code AS "groupCode",
      CASE WHEN g.code IS NULL THEN NULL ELSE g.name END AS "groupName", g.name || ${APART} || p.name AS "sortValue"
    FROM (SELECT id, code, name FROM product_group UNION ALL SELECT NULL, NULL, '') g
    CROSS JOIN LATERAL (
      ${within(Prisma.sql`p.product_group_id = g.id`)} UNION ALL
      ${within(Prisma.sql`g.id IS NULL AND p.product_group_id IS NULL`)}
    ) p
    WHERE ${reached}
    ORDER BY g.name COLLATE names ${way}, p.name COLLATE names ${way}, p.id ${way}
    LIMIT ${PAGE_SIZE + 1} OFFSET ${offsetOf(place)}`
}
