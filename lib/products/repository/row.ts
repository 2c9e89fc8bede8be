import { Prisma } from '@/generated/prisma/client'
import type { UserId } from '@/lib/access/model'
import type { ProductId, ProductRow, ProductStatus } from '../model'

/** How much of a description a list reads. */
const DESCRIPTION_CHARACTERS = 2_000

/** A row of a list as the database gives it. */
export type ListedRow = {
  id: string
  code: string
  name: string
  status: ProductStatus
  tags: string[]
  version: number
  updatedAt: string | Date
  goneAt: string | Date | null
  description: string | null
  groupCode: string | null
  groupName: string | null
  ownerId: string | null
  ownerName: string | null
  sortValue: string
}

export function toRow(row: ListedRow): ProductRow {
  const { groupCode, groupName, ownerId, ownerName } = row
  return {
    id: row.id as ProductId,
    code: row.code,
    name: row.name,
    status: row.status,
    tags: row.tags,
    version: row.version,
    updatedAt: new Date(row.updatedAt),
    goneAt: row.goneAt === null ? null : new Date(row.goneAt),
    description: row.description,
    group: groupCode === null || groupName === null ? null : { code: groupCode, name: groupName },
    owner: ownerId === null || ownerName === null ? null : { id: ownerId as UserId, name: ownerName },
  }
}

/** What a row of a list is made of: of a product `p`, its group `g` and its owner `o`. */
export const COLUMNS = Prisma.sql`p.id, p.code, p.name, p.status, p.tags, p.version, p.updated_at AS "updatedAt",
  p.gone_at AS "goneAt",
  NULL::text AS description, g.code AS "groupCode", g.name AS "groupName", o.id AS "ownerId", o.name AS "ownerName"`

/** The same with the beginning of the description. */
export const COLUMNS_WITH_TEXT = Prisma.sql`p.id, p.code, p.name, p.status, p.tags, p.version,
  p.updated_at AS "updatedAt", p.gone_at AS "goneAt", left(p.description, ${Prisma.raw(String(DESCRIPTION_CHARACTERS))}) AS description,
  g.code AS "groupCode", g.name AS "groupName", o.id AS "ownerId", o.name AS "ownerName"`

/** A table or a named part of the statement, known as `p`, with each product's group and owner. */
export function withOthers(table: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${table} p LEFT JOIN product_group g ON g.id = p.product_group_id
    LEFT JOIN app_user o ON o.id = p.owner_id`
}

export const FROM = withOthers(Prisma.sql`product`)
