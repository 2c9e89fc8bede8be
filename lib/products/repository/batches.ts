import { Prisma } from '@/generated/prisma/client'
import type { UserId } from '@/lib/access/model'
import { askPrepared, db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Product, ProductId } from '../model'
import type { ProductFilter, ProductQuery } from '../schema/query'
import { storedAttributes, storedLinks } from '../stored'
import { filters, type ListFor } from './filters'
import { bestFirst, orderBy, RANK_CAP } from './order'

export type WholeRow = Omit<Product, 'id' | 'group' | 'owner' | 'attributes' | 'links'> & {
  id: string
  groupCode: string | null
  groupName: string | null
  ownerId: string | null
  ownerName: string | null
  attributes: unknown
  links: unknown
}

export const WHOLE = Prisma.sql`p.id::text AS id, p.code, p.name, p.description, p.status, p.tags, p.attributes, p.links, p.source,
  p.as_of AS "asOf", p.synced_fields AS "syncedFields", p.gone_at AS "goneAt", p.is_demo AS "isDemo", p.version, p.updated_at AS "updatedAt", g.code AS "groupCode",
  g.name AS "groupName", o.id::text AS "ownerId", o.name AS "ownerName"`
export const JOINS = Prisma.sql`LEFT JOIN product_group g ON g.id = p.product_group_id LEFT JOIN app_user o ON o.id = p.owner_id`

export function toProduct({ groupCode, groupName, ownerId, ownerName, ...row }: WholeRow): Product {
  return {
    ...row,
    id: row.id as ProductId,
    group: groupCode === null || groupName === null ? null : { code: groupCode, name: groupName },
    owner: ownerId === null || ownerName === null ? null : { id: ownerId as UserId, name: ownerName },
    attributes: storedAttributes(row.attributes),
    links: storedLinks(row.links),
  }
}

/** The products that have or had these codes, by the code in lower case. Without a scope: the caller asks the policy. */
export async function mapByCodes(
  codeKeys: readonly string[],
  tx?: Tx,
): Promise<ReadonlyMap<string, Product>> {
  const statement = Prisma.sql`
      SELECT c.code_key AS "codeKey", ${WHOLE} FROM product_code c JOIN product p ON p.id = c.product_id ${JOINS}
      WHERE c.code_key = ANY(${[...codeKeys]}) LIMIT ${codeKeys.length}`
  type Row = WholeRow & { codeKey: string }
  const rows = tx === undefined ? await askPrepared<Row>(statement) : await tx.$queryRaw<Row[]>(statement)
  return new Map(rows.map(({ codeKey, ...row }) => [codeKey, toProduct(row)]))
}

/** A UUID as it stands in a `ListedOrder`. */
const ID_LENGTH = 32

/** The ids of a list in its order, 32 hexadecimal digits each, one after another: 3 MB for 100,000 products. */
export type ListedOrder = string

/**
 * The list's products in its order, as the list is at this moment. Going along the order batch by batch instead would give
 * a product twice, or never, that somebody changes meanwhile: the order by last change is one in which it jumps.
 */
export async function listOrder(
  { sort, dir, ...filter }: ProductFilter & Pick<ProductQuery, 'sort' | 'dir'>,
  of: ListFor,
): Promise<ListedOrder> {
  const where = Prisma.join([Prisma.sql`TRUE`, ...filters(filter, of)], ' AND ')
  const order = sort === 'best' ? await bestOrder(filter.q, where) : orderBy(sort, dir)
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ ids: string | null }[]>`
      SELECT string_agg(replace(p.id::text, '-', ''), '' ORDER BY ${order}) AS ids
      FROM product p ${JOINS} WHERE ${where}`,
  )
  return row?.ids ?? ''
}

/** What fits best first, where the list has it so: when not too many match. */
async function bestOrder(text: string, where: Prisma.Sql): Promise<Prisma.Sql> {
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ n: bigint }[]>`
      SELECT count(*) AS n FROM (SELECT 1 FROM product p WHERE ${where} LIMIT ${RANK_CAP + 1}) found`,
  )
  return Number(row?.n ?? 0) > RANK_CAP ? orderBy('code', 'asc') : bestFirst(text)
}

/** Those of the `limit` products behind the first `from` of an order that the list still has, whole. */
export async function listBatch(
  order: ListedOrder,
  { from, limit }: { from: number; limit: number },
  filter: ProductFilter,
  of: ListFor,
): Promise<Product[]> {
  const ids = Array.from({ length: limit }, (_, n) =>
    order.slice((from + n) * ID_LENGTH, (from + n + 1) * ID_LENGTH),
  ).filter(Boolean)
  if (ids.length === 0) return []
  const where = Prisma.join([Prisma.sql`p.id = ANY(${ids}::uuid[])`, ...filters(filter, of)], ' AND ')
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<WholeRow[]>`SELECT ${WHOLE} FROM product p ${JOINS} WHERE ${where} LIMIT ${limit}`,
  )
  const byId = new Map(rows.map((row) => [row.id.replaceAll('-', ''), toProduct(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export function lengthOf(order: ListedOrder): number {
  return order.length / ID_LENGTH
}
