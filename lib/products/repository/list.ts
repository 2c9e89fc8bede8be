import { Prisma } from '@/generated/prisma/client'
import { askPrepared, db, withDatabaseErrors } from '@/lib/platform/db'
import {
  COUNT_CAP,
  PAGE_SIZE,
  type ProductCursor,
  type ProductGroupRef,
  type ProductId,
  type ProductPage,
  type ProductRow,
  type ProductStatus,
} from '../model'
import type { ProductQuery } from '../schema/query'
import { COLUMNS, FROM, type Place, pageRows, placeOf } from './order'
import { halfMatching, inScope, matching, type ScopeOf } from './scope'

const MAX_GROUPS = 200
const MIN_SIMILARITY = 0.45
const MAX_SIMILAR = 5
const MAX_CANDIDATES = 300

type JsonRow = {
  id: string
  code: string
  name: string
  status: ProductStatus
  tags: string[]
  updatedAt: string
  groupCode: string | null
  groupName: string | null
  sortValue: string
}

function toRow(row: JsonRow): ProductRow {
  const { groupCode, groupName } = row
  return {
    id: row.id as ProductId,
    code: row.code,
    name: row.name,
    status: row.status,
    tags: row.tags,
    updatedAt: new Date(row.updatedAt),
    group: groupCode === null || groupName === null ? null : { code: groupCode, name: groupName },
  }
}

type Answer = { rows: JsonRow[]; total: number; groups: ProductGroupRef[] }

/**
 * One page of the products in scope, its total and the groups to filter by: one statement. The place in the order is a
 * row's (keyset), so that a late page costs what the first does; without one, the page's number is counted off.
 */
export async function listPage(query: ProductQuery, of: ScopeOf): Promise<Omit<ProductPage, 'similar'>> {
  const place = placeOf(query)
  const kept = isKept(query, of)
  const { found, total, rows } = kept ? fromAll(query, of, place) : fromFound(query, of, place)
  const statement = Prisma.sql`
    ${found} SELECT ${total} AS total,
      (SELECT coalesce(json_agg(r), '[]') FROM (${rows}) r) AS rows,
      (SELECT coalesce(json_agg(o), '[]') FROM (
        SELECT code, name FROM product_group WHERE ${offeredGroups(of)}
        ORDER BY name COLLATE names LIMIT ${Prisma.raw(String(MAX_GROUPS))}
      ) o) AS groups`
  // What a search finds must be planned for its words.
  const [answer] = kept
    ? await askPrepared<Answer>(statement)
    : await withDatabaseErrors(() => db().$queryRaw<Answer[]>(statement))
  const { rows: read, total: counted, groups } = answer ?? { rows: [], total: 0, groups: [] }
  const capped = counted > COUNT_CAP && !kept
  return {
    ...cut(read, query, place.side),
    total: { value: capped ? COUNT_CAP : counted, capped },
    groups,
  }
}

/** Parts of the page's statement. */
type Parts = { found: Prisma.Sql; total: Prisma.Sql; rows: Prisma.Sql }

const PRODUCT = Prisma.sql`product`

/** Along an index of the order, with the total that the database keeps by group and status. */
function fromAll(query: ProductQuery, of: ScopeOf, place: Place): Parts {
  const rows = pageRows(query, { table: PRODUCT, where: filters(query, of) }, place)
  return { found: Prisma.empty, total: keptTotal(query, of), rows }
}

/**
 * What a search or a narrow scope finds comes first, up to the cap. When that is all, it is put in order: going along
 * an index for a rare match would read every product. When there is more, matches are so many that the index meets a
 * page of them soon. Of the two branches the database runs one.
 */
function fromFound(query: ProductQuery, of: ScopeOf, place: Place): Parts {
  const where = filters(query, of)
  const found = Prisma.sql`WITH found AS MATERIALIZED (
      SELECT p.id, p.code, p.code_key, p.name, p.status, p.tags, p.updated_at, p.product_group_id
      FROM product p WHERE ${Prisma.join(where, ' AND ')} LIMIT ${COUNT_CAP + 1}
    ), counted AS MATERIALIZED (SELECT count(*)::int AS n FROM found)`
  const total = Prisma.sql`(SELECT n FROM counted)`
  const few = { table: Prisma.sql`found`, where: [Prisma.sql`${total} <= ${COUNT_CAP}`] }
  const many = { table: PRODUCT, where: [...where, Prisma.sql`${total} > ${COUNT_CAP}`] }
  const rows = Prisma.sql`(${pageRows(query, few, place)}) UNION ALL (${pageRows(query, many, place)})`
  return { found, total, rows }
}

function filters(query: ProductQuery, of: ScopeOf): Prisma.Sql[] {
  return [
    inScope(of),
    matching(query.q),
    ...(query.group === undefined
      ? []
      : [Prisma.sql`p.product_group_id = (SELECT id FROM product_group WHERE code = ${query.group})`]),
    ...(query.status === undefined ? [] : [Prisma.sql`p.status = ${query.status}::product_status`]),
  ]
}

/** True where the kept totals (by group and status) can answer. */
function isKept(query: ProductQuery, { scope }: ScopeOf): boolean {
  return query.q === '' && (scope.reach !== 'some' || (scope.tags.size === 0 && !scope.own))
}

function keptTotal(query: ProductQuery, { scope }: ScopeOf): Prisma.Sql {
  const kept = [
    ...(query.group === undefined
      ? []
      : [Prisma.sql`t.product_group_id = (SELECT id FROM product_group WHERE code = ${query.group})`]),
    ...(query.status === undefined ? [] : [Prisma.sql`t.status = ${query.status}::product_status`]),
    scope.reach === 'some'
      ? Prisma.sql`t.product_group_id IN (SELECT id FROM product_group WHERE code = ANY(${[...scope.productGroups]}))`
      : Prisma.sql`TRUE`,
  ]
  return Prisma.sql`(SELECT coalesce(sum(t.n), 0)::int FROM product_tally t WHERE ${Prisma.join(kept, ' AND ')})`
}

function offeredGroups({ scope }: ScopeOf): Prisma.Sql {
  if (scope.reach === 'all') return Prisma.sql`TRUE`
  return scope.reach === 'none' ? Prisma.sql`FALSE` : Prisma.sql`code = ANY(${[...scope.productGroups]})`
}

/** Takes off the row beyond the page's end, puts a page read backwards in order, and says whether there is more. */
function cut(
  fetched: JsonRow[],
  query: ProductQuery,
  side: 'after' | 'before' | null,
): Pick<ProductPage, 'rows' | 'previous' | 'next'> {
  const more = fetched.length > PAGE_SIZE
  const rows = fetched.slice(0, PAGE_SIZE)
  if (side === 'before') rows.reverse()
  const cursorOf = (row: JsonRow | undefined): ProductCursor | null =>
    row === undefined ? null : [row.sortValue, row.id]
  const hasPrevious = side === 'before' ? more : query.page > 1
  const hasNext = side === 'before' ? true : more
  return {
    rows: rows.map(toRow),
    previous: hasPrevious ? cursorOf(rows[0]) : null,
    next: hasNext ? cursorOf(rows.at(-1)) : null,
  }
}

/**
 * Products that resemble the text, the nearest first. A word with one slip in it has its first or its second half right:
 * what holds one half of every word is found by the index, and no more of that than `MAX_CANDIDATES` is compared.
 */
export async function listSimilar(text: string, of: ScopeOf): Promise<ProductRow[]> {
  const [, rows] = await withDatabaseErrors(() =>
    db().$transaction([
      // The bound on candidates makes reading every product look cheap, which it is not when few resemble the text.
      db().$executeRaw`SET LOCAL enable_seqscan = off`,
      db().$queryRaw<JsonRow[]>`
        SELECT c.* FROM (
          SELECT ${COLUMNS}, word_similarity(search_form(${text}), p.search_text) AS nearness
          FROM ${FROM} WHERE ${inScope(of)} AND ${halfMatching(text)} LIMIT ${MAX_CANDIDATES}
        ) c WHERE c.nearness >= ${MIN_SIMILARITY} ORDER BY c.nearness DESC, c.code COLLATE names LIMIT ${MAX_SIMILAR}`,
    ]),
  )
  return rows.map(toRow)
}

/** The best few for a text: names that begin with it first, then the shortest. */
export async function listBest(text: string, limit: number, of: ScopeOf): Promise<ProductRow[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<JsonRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND ${matching(text)}
      ORDER BY (p.code_key = lower(${text})) DESC, starts_with(search_form(p.name), search_form(${text})) DESC,
        length(p.name), p.name COLLATE names, p.id
      LIMIT ${limit}`,
  )
  return rows.map(toRow)
}

/** Those of the ids that are in scope, in no order. */
export async function listByIds(ids: readonly string[], of: ScopeOf): Promise<ProductRow[]> {
  if (ids.length === 0) return []
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<JsonRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND p.id::text = ANY(${[...ids]}) LIMIT ${ids.length}`,
  )
  return rows.map(toRow)
}

export async function listGroups(of: ScopeOf): Promise<ProductGroupRef[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<ProductGroupRef[]>`
      SELECT code, name FROM product_group WHERE ${offeredGroups(of)}
      ORDER BY name COLLATE names LIMIT ${MAX_GROUPS}`,
  )
}

/** The products in scope that were changed since they were made, the latest change first. */
export async function listChanged(limit: number, of: ScopeOf): Promise<ProductRow[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<JsonRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND p.version > 1
      ORDER BY p.updated_at DESC, p.id DESC LIMIT ${limit}`,
  )
  return rows.map(toRow)
}
