import { Prisma } from '@/generated/prisma/client'
import type { UserId } from '@/lib/access/model'
import { askPrepared, db, withDatabaseErrors } from '@/lib/platform/db'
import type { Product, ProductId } from '../model'
import type { ProductFilter } from '../schema/query'
import { storedAttributes, storedLinks } from '../stored'
import { filters, type ListFor } from './filters'

type WholeRow = Omit<Product, 'id' | 'group' | 'owner' | 'attributes' | 'links'> & {
  id: string
  groupCode: string | null
  groupName: string | null
  ownerId: string | null
  ownerName: string | null
  attributes: unknown
  links: unknown
}

const WHOLE = Prisma.sql`p.id::text AS id, p.code, p.name, p.description, p.status, p.tags, p.attributes, p.links, p.source,
  p.as_of AS "asOf", p.is_demo AS "isDemo", p.version, p.updated_at AS "updatedAt", g.code AS "groupCode",
  g.name AS "groupName", o.id::text AS "ownerId", o.name AS "ownerName"`
const JOINS = Prisma.sql`LEFT JOIN product_group g ON g.id = p.product_group_id LEFT JOIN app_user o ON o.id = p.owner_id`

function toProduct({ groupCode, groupName, ownerId, ownerName, ...row }: WholeRow): Product {
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
export async function mapByCodes(codeKeys: readonly string[]): Promise<ReadonlyMap<string, Product>> {
  const rows = await askPrepared<WholeRow & { codeKey: string }>(Prisma.sql`
      SELECT c.code_key AS "codeKey", ${WHOLE} FROM product_code c JOIN product p ON p.id = c.product_id ${JOINS}
      WHERE c.code_key = ANY(${[...codeKeys]}) LIMIT ${codeKeys.length}`)
  return new Map(rows.map(({ codeKey, ...row }) => [codeKey, toProduct(row)]))
}

/** The list's products whole, by code, after a product: a place in an order and no more is kept between batches. */
export async function listBatch(
  filter: ProductFilter,
  of: ListFor,
  page: { after: { code: string; id: string } | null; limit: number },
): Promise<Product[]> {
  const { after } = page
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(p.code_key COLLATE names, p.id) > (${after.code.toLowerCase()}, ${after.id}::uuid)`
  const where = Prisma.join([...filters(filter, of), beyond], ' AND ')
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<WholeRow[]>`
      SELECT ${WHOLE} FROM product p ${JOINS} WHERE ${where} ORDER BY p.code_key COLLATE names, p.id LIMIT ${page.limit}`,
  )
  return rows.map(toProduct)
}
