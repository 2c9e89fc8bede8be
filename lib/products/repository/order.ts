import { Prisma } from '@/generated/prisma/client'
import { PRODUCT_STATUSES, type ProductCursor, type ProductSort } from '../model'
import type { ProductQuery } from '../schema/query'
import { COLUMNS, COLUMNS_WITH_TEXT, withOthers } from './row'

/** What a list's order needs: a value to sort by, the cursor's text as such a value, and what text is one. */
type Order = { by: Prisma.Sql; cast: Prisma.Sql; accepts: (text: string) => boolean }

const anyText = () => true

/** Orders by a value of the product itself: each has an index of the same expression (migration product_list_orders). */
const ORDERS: Record<Exclude<ProductSort, 'group' | 'owner' | 'best'>, Order> = {
  code: { by: Prisma.sql`p.code_key COLLATE names`, cast: Prisma.sql`text`, accepts: anyText },
  name: { by: Prisma.sql`p.name COLLATE names`, cast: Prisma.sql`text`, accepts: anyText },
  status: {
    by: Prisma.sql`p.status`,
    cast: Prisma.sql`product_status`,
    accepts: (text) => (PRODUCT_STATUSES as readonly string[]).includes(text),
  },
  tags: {
    by: Prisma.sql`coalesce("left"(p.tags[1], 60), '') COLLATE names`,
    cast: Prisma.sql`text`,
    accepts: anyText,
  },
  updated: { by: Prisma.sql`p.updated_at`, cast: Prisma.sql`timestamptz`, accepts: isMoment },
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
  const { sort, dir, page, size } = query
  const side = query.after === undefined ? 'before' : 'after'
  const cursor = query[side]
  const accepted =
    cursor !== undefined &&
    sort !== 'best' &&
    (sort === 'group' || sort === 'owner' ? cursor[0].includes(APART) : ORDERS[sort].accepts(cursor[0]))
  if (!accepted) return { side: null, offset: (page - 1) * size, upward: dir === 'asc' || sort === 'best' }
  return { side, cursor, upward: (dir === 'asc') !== (side === 'before') }
}

/** What a page is read from: a table or a named part of the statement with the list's columns, and what must hold. */
export type Source = { table: Prisma.Sql; where: readonly Prisma.Sql[] }

export type Page = { sort: Exclude<ProductSort, 'best'>; size: number; place: Place; withText: boolean }

/** The rows of a page and one more along an index, in the order in which they are read; the source is known as `p`. */
export function pageRows(page: Page, source: Source): Prisma.Sql {
  if (page.sort === 'group' || page.sort === 'owner') return rowsThrough(THROUGH[page.sort], page, source)
  return sortedRows(page, source)
}

/** The same where the rows must be sorted: few that were found, or those that pass a filter. */
export function sortedRows(page: Page, source: Source): Prisma.Sql {
  const { by, way } = orderOf(page)
  return Prisma.sql`SELECT ${columns(page)}, ${sortValue(page)} AS "sortValue" FROM ${withOthers(source.table)}
    WHERE ${Prisma.join([Prisma.sql`TRUE`, ...source.where, beyond(page)], ' AND ')}
    ORDER BY ${Prisma.join(by.map((one) => Prisma.sql`${one} ${way}`))} LIMIT ${pageAndOne(page)} ${skipped(page.place)}`
}

/**
 * Rows that pass a filter as many do, along an index. Of an order by the product's own value so many rows at most are
 * looked at: it answers fewer than a page when those that pass stand far apart.
 */
export function walkedRows(
  page: Page,
  where: readonly Prisma.Sql[],
  most: number,
  onlyIf: Prisma.Sql,
): Prisma.Sql {
  if (page.sort === 'group' || page.sort === 'owner')
    return rowsThrough(THROUGH[page.sort], page, { table: Prisma.sql`product`, where: [onlyIf, ...where] })
  const { by, way } = orderOf(page)
  const table = Prisma.sql`(SELECT * FROM product p WHERE ${onlyIf} AND ${beyond(page)}
    ORDER BY ${Prisma.join(by.map((one) => Prisma.sql`${one} ${way}`))} LIMIT ${Prisma.raw(String(most))})`
  return sortedRows(page, { table, where })
}

/** True for an order in which `walkedRows` may stop short. */
export function mayStopShort({ sort }: Page): boolean {
  return sort !== 'group' && sort !== 'owner'
}

/** What rows are sorted by, the last their id, and which way. */
function orderOf({ sort, place }: Pick<Page, 'sort' | 'place'>): { by: Prisma.Sql[]; way: Prisma.Sql } {
  const way = place.upward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const id = Prisma.sql`p.id`
  if (sort !== 'group' && sort !== 'owner') return { by: [ORDERS[sort].by, id], way }
  return { by: [Prisma.sql`${OTHERS_NAME[sort]} COLLATE names`, Prisma.sql`p.name COLLATE names`, id], way }
}

/** An order of the list as a whole, of products `p` with `g` and `o` beside them. */
export function orderBy(sort: Exclude<ProductSort, 'best'>, dir: 'asc' | 'desc'): Prisma.Sql {
  const place: Place = { side: null, offset: 0, upward: dir === 'asc' }
  const { by, way } = orderOf({ sort, place })
  return Prisma.join(by.map((one) => Prisma.sql`${one} ${way}`))
}

/** A search that meets no more than this is ranked whole; of one that meets more the order is the code's. */
export const RANK_CAP = 3_000

/** What fits a search best first: the code itself, names that begin so, words that do, anything; then the shortest. */
export function bestFirst(text: string, row: Prisma.Sql = Prisma.sql`p`): Prisma.Sql {
  const sought = Prisma.sql`search_form(${text})`
  return Prisma.sql`(${row}.code_key <> lower(${text})),
      (position(${sought} IN substr(${row}.search_text, length(${row}.code) + 2)) <> 1),
      (position(' ' || ${sought} IN ${row}.search_text) = 0), (position(${sought} IN ${row}.search_text) = 0),
      length(${row}.name), ${row}.name COLLATE names, ${row}.id`
}

/** The name by which rows are sorted where it is another record's: empty for a product without one. */
const OTHERS_NAME = {
  group: Prisma.sql`coalesce(g.name, '')`,
  owner: Prisma.sql`coalesce(o.name, '')`,
}

function sortValue({ sort }: Page): Prisma.Sql {
  return sort === 'group' || sort === 'owner'
    ? Prisma.sql`${OTHERS_NAME[sort]} || ${APART} || p.name`
    : Prisma.sql`(${ORDERS[sort].by})::text`
}

function beyond(page: Page): Prisma.Sql {
  const { sort, place } = page
  if (place.side === null) return Prisma.sql`TRUE`
  const [value, id] = place.cursor
  const than = place.upward ? Prisma.sql`>` : Prisma.sql`<`
  const { by } = orderOf(page)
  if (sort !== 'group' && sort !== 'owner')
    return Prisma.sql`(${Prisma.join(by)}) ${than} (${value}::${ORDERS[sort].cast}, ${id}::uuid)`
  const [othersName = '', name = ''] = value.split(APART)
  return Prisma.sql`(${Prisma.join(by)}) ${than} (${othersName}, ${name}, ${id}::uuid)`
}

function columns({ withText }: Page): Prisma.Sql {
  return withText ? COLUMNS_WITH_TEXT : COLUMNS
}

// In the statement's text, so that a prepared one is planned for a page and not for any number of rows.
function pageAndOne({ size }: Page): Prisma.Sql {
  return Prisma.raw(String(size + 1))
}

/** Without a number where nothing is skipped: for one that it cannot know the database plans a first page anew each time. */
function skipped(place: Place): Prisma.Sql {
  const offset = offsetOf(place)
  return offset === 0 ? Prisma.empty : Prisma.sql`OFFSET ${offset}`
}

export function offsetOf(place: Place): number {
  return place.side === null ? place.offset : 0
}

/** Between another's name and the product's in a cursor: neither can hold it. */
const APART = '\u001f'

/** Orders by the name of another record: which records there are to go through, and how a product names its own. */
type Through = { records: Prisma.Sql; key: Prisma.Sql }

const THROUGH: Record<'group' | 'owner', Through> = {
  group: { records: Prisma.sql`SELECT id, name FROM product_group`, key: Prisma.sql`product_group_id` },
  owner: {
    // Those who own a product, found by jumping along the index: there may be many more who own none.
    records: Prisma.sql`SELECT u.id, u.name FROM app_user u WHERE u.id IN (
      WITH RECURSIVE owners AS (
        (SELECT owner_id AS id FROM product WHERE owner_id IS NOT NULL ORDER BY owner_id LIMIT 1)
        UNION ALL
        SELECT (SELECT owner_id FROM product WHERE owner_id > owners.id ORDER BY owner_id LIMIT 1)
        FROM owners WHERE owners.id IS NOT NULL
      ) SELECT id FROM owners WHERE id IS NOT NULL)`,
    key: Prisma.sql`owner_id`,
  },
}

/**
 * By another record's name, then the product's. The records are gone through in order, each read by an index no further
 * than a page needs; sorting the join instead reads every product. Products without one stand under the empty name.
 */
function rowsThrough({ records, key }: Through, page: Page, source: Source): Prisma.Sql {
  const { place, size } = page
  const way = place.upward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const than = place.upward ? Prisma.sql`>` : Prisma.sql`<`
  const [recordName = '', name = ''] = place.side === null ? [] : place.cursor[0].split(APART)
  const [reached, further] =
    place.side === null
      ? [Prisma.sql`TRUE`, Prisma.sql`TRUE`]
      : [
          Prisma.sql`r.name COLLATE names ${than}= ${recordName}`,
          Prisma.sql`(r.name COLLATE names <> ${recordName}
            OR (p.name COLLATE names, p.id) ${than} (${name}, ${place.cursor[1]}::uuid))`,
        ]
  const most = Prisma.raw(String(offsetOf(place) + size + 1))
  const within = (one: Prisma.Sql) => Prisma.sql`(SELECT p.* FROM ${source.table} p
    WHERE ${Prisma.join([one, ...source.where, further], ' AND ')}
    ORDER BY p.name COLLATE names ${way}, p.id ${way} LIMIT ${most})`
  return Prisma.sql`
    SELECT ${columns(page)}, p.record_name || ${APART} || p.name AS "sortValue"
    FROM ${withOthers(Prisma.sql`(
      SELECT p.*, r.name AS record_name FROM (
        SELECT * FROM (${records} UNION ALL SELECT NULL, '') r WHERE ${reached} ORDER BY r.name COLLATE names ${way} OFFSET 0
      ) r CROSS JOIN LATERAL (
        ${within(Prisma.sql`p.${key} = r.id`)} UNION ALL ${within(Prisma.sql`r.id IS NULL AND p.${key} IS NULL`)}
      ) p
      ORDER BY r.name COLLATE names ${way}, p.name COLLATE names ${way}, p.id ${way}
      LIMIT ${pageAndOne(page)} ${skipped(place)}
    )`)}
    ORDER BY p.record_name COLLATE names ${way}, p.name COLLATE names ${way}, p.id ${way}`
}
