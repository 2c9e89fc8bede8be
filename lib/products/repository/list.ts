import { Prisma } from '@/generated/prisma/client'
import type { UserId } from '@/lib/access/model'
import { askPlanned, askPrepared, db, withDatabaseErrors } from '@/lib/platform/db'
import {
  COUNT_CAP,
  type ProductCursor,
  type ProductGroupRef,
  type ProductPage,
  type ProductRow,
} from '../model'
import type { ProductQuery } from '../schema/query'
import type { ListSettings } from '../views'
import { filters, isKept, isWholeIndex, keptTotal, type ListFor } from './filters'
import {
  bestFirst,
  mayStopShort,
  offsetOf,
  type Page,
  type Place,
  pageRows,
  placeOf,
  RANK_CAP,
  sortedRows,
  walkedRows,
} from './order'
import { COLUMNS, FROM, type ListedRow, toRow } from './row'
import { inScope, matching, type ScopeOf } from './scope'
import { type SettingsAnswer, settingsOf, toListSettings } from './views'

const MAX_GROUPS = 200
const MAX_OWNERS = 100
const MAX_PEOPLE = 500
/** So many rows of an order are looked at for a page of those that pass the filters, before they are sorted instead. */
const WALK = 40_000

type Answer = SettingsAnswer & {
  people?: { id: UserId; name: string }[]
  rows: ListedRow[]
  total: number
  groups: ProductGroupRef[]
  owners: { id: UserId; name: string }[]
}

/** What else a page of the list is asked for: the settings of a reader, and people to choose from. */
export type Beside = { settingsOf: string | null; people: boolean }

type Listed = {
  page: Omit<ProductPage, 'similar'>
  settings: ListSettings
  people: { id: UserId; name: string }[]
}

/**
 * One page of the products in scope, its total and the groups and owners to filter by, and what is wanted beside it: one
 * statement. The place in the order is a row's (keyset), so that a late page costs what the first does; without one, the
 * page's number is counted off.
 */
export async function listPage(query: ProductQuery, of: ListFor, beside: Beside): Promise<Listed> {
  const place = placeOf(query)
  const whole = isWholeIndex(query, of)
  const { named, counted, rows } = whole ? alongIndex(query, of, place) : fromFound(query, of, place)
  const kept = isKept(query, of)
  const statement = Prisma.sql`
    ${named} SELECT ${kept ? keptTotal(query, of) : counted} AS total,
      (SELECT coalesce(json_agg(r), '[]') FROM (${rows}) r) AS rows,
      (SELECT coalesce(json_agg(c), '[]') FROM (
        SELECT code, name FROM product_group WHERE ${offeredGroups(of)}
        ORDER BY name COLLATE names LIMIT ${Prisma.raw(String(MAX_GROUPS))}
      ) c) AS groups,
      (SELECT coalesce(json_agg(c), '[]') FROM (${offeredOwners(of)}) c) AS owners
      ${beside.settingsOf === null ? Prisma.empty : Prisma.sql`, ${settingsOf(beside.settingsOf)}`}
      ${beside.people ? PEOPLE : Prisma.empty}`
  // What a search or a filter finds must be planned for its values.
  const [answer] = whole ? await askPrepared<Answer>(statement) : await askPlanned<Answer>(statement)
  if (answer === undefined) throw new Error('a statement without FROM answered no row')
  const { rows: read, total, groups, owners } = answer
  const capped = total > COUNT_CAP && !kept
  const page = {
    ...cut(read, query, place.side),
    total: { value: capped ? COUNT_CAP : total, capped },
    groups,
    owners,
  }
  return { page, settings: toListSettings(answer), people: answer.people ?? [] }
}

const PEOPLE = Prisma.sql`, (SELECT coalesce(json_agg(c), '[]') FROM (
    SELECT id, name FROM app_user WHERE disabled_at IS NULL
    ORDER BY name COLLATE names, id LIMIT ${Prisma.raw(String(MAX_PEOPLE))}
  ) c) AS people`

/** Parts of the page's statement. */
type Parts = { named: Prisma.Sql; counted: Prisma.Sql; rows: Prisma.Sql }

const PRODUCT = Prisma.sql`product`

function alongIndex({ sort, size, ...query }: ProductQuery, of: ListFor, place: Place): Parts {
  const page: Page = { sort: sort === 'best' ? 'code' : sort, size, place, withText: false }
  const rows = pageRows(page, { table: PRODUCT, where: filters(query, of) })
  return { named: Prisma.empty, counted: Prisma.sql`0`, rows }
}

/**
 * What the search and the filters find comes first, up to a cap. When that is all, it is put in order: going along an
 * index for a rare match would read every product. When there is more, the index of the order is followed for so many
 * rows; when those that pass stand too far apart there, they are read by their filters and sorted. One statement holds
 * all three, and the database runs what is needed.
 */
function fromFound(query: ProductQuery, of: ListFor, place: Place): Parts {
  const where = filters(query, of)
  const ranked = query.sort === 'best'
  const most = ranked ? RANK_CAP : COUNT_CAP
  const page: Page = {
    sort: query.sort === 'best' ? 'code' : query.sort,
    size: query.size,
    place,
    withText: query.q !== '',
  }
  const n = Prisma.sql`(SELECT n FROM counted)`
  const isAll = Prisma.sql`${n} <= ${most}`
  const isMore = Prisma.sql`${n} > ${most}`
  const enough = mayStopShort(page)
    ? Prisma.sql`(SELECT count(*) FROM walked) > ${page.size}`
    : Prisma.sql`TRUE`
  const few = { table: Prisma.sql`found`, where: [isAll] }
  const sorted = Prisma.sql`(SELECT * FROM product p WHERE ${Prisma.join([isMore, Prisma.sql`NOT ${enough}`, ...where], ' AND ')} OFFSET 0)`
  const named = Prisma.sql`WITH found AS MATERIALIZED (
      SELECT p.id, p.code, p.code_key, p.name, p.status, p.tags, p.version, p.updated_at, p.gone_at, p.product_group_id,
        p.owner_id, p.description, p.search_text
      FROM product p WHERE ${Prisma.join([Prisma.sql`TRUE`, ...where], ' AND ')} LIMIT ${most + 1}
    ), counted AS MATERIALIZED (SELECT count(*)::int AS n FROM found),
    walked AS MATERIALIZED (${walkedRows(page, where, WALK, isMore)})`
  const rows = Prisma.sql`(${ranked ? rankedRows(query.q, page) : sortedRows(page, few)})
    UNION ALL (SELECT * FROM walked WHERE ${enough})
    UNION ALL (${sortedRows(page, { table: sorted, where: [] })})`
  return { named, counted: n, rows }
}

/** What was found, the best first. */
function rankedRows(text: string, page: Page): Prisma.Sql {
  return Prisma.sql`
    SELECT p.* FROM (${pageRows(
      { ...page, size: RANK_CAP, place: { side: null, offset: 0, upward: true } },
      {
        table: Prisma.sql`found`,
        where: [Prisma.sql`(SELECT n FROM counted) <= ${RANK_CAP}`],
      },
    )}) p JOIN found f ON f.id = p.id
    ORDER BY ${bestFirst(text, Prisma.sql`f`)}
    LIMIT ${page.size + 1} OFFSET ${offsetOf(page.place)}`
}

function offeredGroups({ scope }: ScopeOf): Prisma.Sql {
  if (scope.reach === 'all') return Prisma.sql`TRUE`
  return scope.reach === 'none' ? Prisma.sql`FALSE` : Prisma.sql`code = ANY(${[...scope.productGroups]})`
}

/** Of a reader's own part of the products so many are asked for their owner. */
const ASKED_FOR_OWNER = 2_000

/** Owners to filter by. Of all products they are found by jumping from one to the next along the index. */
function offeredOwners(of: ScopeOf): Prisma.Sql {
  const next = (after: Prisma.Sql) =>
    Prisma.sql`(SELECT owner_id FROM product WHERE ${after} ORDER BY owner_id LIMIT 1)`
  const ids =
    of.scope.reach === 'all'
      ? Prisma.sql`WITH RECURSIVE owners AS (
          (SELECT ${next(Prisma.sql`owner_id IS NOT NULL`)} AS id) UNION ALL
          SELECT ${next(Prisma.sql`owner_id > owners.id`)} FROM owners WHERE owners.id IS NOT NULL
        ) SELECT id FROM owners WHERE id IS NOT NULL`
      : Prisma.sql`SELECT DISTINCT owner_id AS id FROM (
          SELECT p.owner_id FROM product p WHERE ${inScope(of)} LIMIT ${Prisma.raw(String(ASKED_FOR_OWNER))}
        ) reached WHERE owner_id IS NOT NULL`
  return Prisma.sql`
    SELECT u.id, u.name FROM (SELECT id FROM (${ids}) ids LIMIT ${Prisma.raw(String(MAX_OWNERS))}) found
    JOIN app_user u ON u.id = found.id ORDER BY u.name COLLATE names, u.id`
}

/** Takes off the row beyond the page's end, puts a page read backwards in order, and says whether there is more. */
function cut(
  fetched: ListedRow[],
  query: ProductQuery,
  side: 'after' | 'before' | null,
): Pick<ProductPage, 'rows' | 'previous' | 'next'> {
  const more = fetched.length > query.size
  const rows = fetched.slice(0, query.size)
  if (side === 'before') rows.reverse()
  const cursorOf = (row: ListedRow | undefined): ProductCursor | null =>
    row === undefined ? null : [row.sortValue, row.id]
  const hasPrevious = side === 'before' ? more : query.page > 1
  const hasNext = side === 'before' ? true : more
  return {
    rows: rows.map(toRow),
    previous: hasPrevious ? cursorOf(rows[0]) : null,
    next: hasNext ? cursorOf(rows.at(-1)) : null,
  }
}

/** The best few for a text: names that begin with it first, then the shortest. */
export async function listBest(text: string, limit: number, of: ScopeOf): Promise<ProductRow[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<ListedRow[]>`
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
    () => db().$queryRaw<ListedRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND p.id::text = ANY(${[...ids]}) LIMIT ${ids.length}`,
  )
  return rows.map(toRow)
}

/** Those of the codes that are in scope, in no order. */
export async function listByCodes(codes: readonly string[], of: ScopeOf): Promise<ProductRow[]> {
  if (codes.length === 0) return []
  const keys = codes.map((code) => code.toLowerCase())
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<ListedRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND p.code_key = ANY(${keys}) LIMIT ${keys.length}`,
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
    () => db().$queryRaw<ListedRow[]>`
      SELECT ${COLUMNS} FROM ${FROM} WHERE ${inScope(of)} AND p.version > 1
      ORDER BY p.updated_at DESC, p.id DESC LIMIT ${limit}`,
  )
  return rows.map(toRow)
}
