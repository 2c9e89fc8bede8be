import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { BulkFields, BulkOutcome, BulkResult, BulkRow } from '../bulk'
import type { ProductId } from '../model'
import type { ProductFilter } from '../schema/query'
import { filters, type ListFor } from './filters'
import { inScope, type ScopeOf } from './scope'

/** Ids of what the filters find, in the order in which they are changed; one more than `most` says that there are more. */
export async function listMatchingIds(
  filter: ProductFilter,
  of: ListFor,
  most: number,
): Promise<ProductId[]> {
  const where = Prisma.join([Prisma.sql`TRUE`, ...filters(filter, of)], ' AND ')
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: ProductId }[]>`
      SELECT p.id::text AS id FROM product p WHERE ${where} ORDER BY p.id LIMIT ${most + 1}`,
  )
  return rows.map(({ id }) => id)
}

/** Those of the ids that are products, whoever reads them: to record what was refused, not to be shown. */
export async function listExisting(ids: readonly ProductId[]): Promise<ProductId[]> {
  if (ids.length === 0) return []
  const rows = await withDatabaseErrors(() =>
    db().product.findMany({ where: { id: { in: [...ids] } }, select: { id: true }, take: ids.length }),
  )
  return rows.map(({ id }) => id as ProductId)
}

const BULK_ROW = Prisma.sql`p.id::text AS id, p.version, p.source, p.synced_fields AS "syncedFields", p.updated_at AS "updatedAt", p.status::text AS status,
  p.tags, p.attributes, p.owner_id::text AS "ownerId",
  (SELECT g.code FROM product_group g WHERE g.id = p.product_group_id) AS "groupCode"`

/** The products in scope among these ids, held until the transaction ends; one order, so that no two wait for each other. */
export async function lockRows(tx: Tx, ids: readonly ProductId[], of: ScopeOf): Promise<BulkRow[]> {
  return await tx.$queryRaw<BulkRow[]>`
    SELECT ${BULK_ROW} FROM product p WHERE p.id = ANY(${[...ids]}::uuid[]) AND ${inScope(of)}
    ORDER BY p.id FOR UPDATE`
}

/** The same rows with their names, held by nobody: for a look ahead. */
export async function readRows(
  ids: readonly ProductId[],
  of: ScopeOf,
): Promise<(BulkRow & { name: string })[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<(BulkRow & { name: string })[]>`
      SELECT ${BULK_ROW}, p.name FROM product p WHERE p.id = ANY(${[...ids]}::uuid[]) AND ${inScope(of)}
      ORDER BY p.id`,
  )
}

/** Writes the fields over rows that are held; the group by its code, attributes where there are any. */
export async function writeRows(
  tx: Tx,
  rows: readonly { id: ProductId; after: BulkFields }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  const list = JSON.stringify(rows.map(({ id, after }) => ({ id, ...after })))
  await tx.$executeRaw`
    UPDATE product p SET
      product_group_id = (SELECT g.id FROM product_group g WHERE g.code = n."groupCode"),
      status = n.status::product_status, owner_id = n."ownerId",
      tags = ARRAY(SELECT tag FROM jsonb_array_elements_text(n.tags) WITH ORDINALITY AS t(tag, place) ORDER BY place),
      attributes = COALESCE(n.attributes, p.attributes), version = p.version + 1, updated_at = ${now}
    FROM jsonb_to_recordset(${list}::jsonb)
      AS n(id uuid, "groupCode" text, status text, "ownerId" uuid, tags jsonb, attributes jsonb)
    WHERE p.id = n.id`
}

export async function insertBulk(
  userId: string,
  bulk: { at: Date; chosen: number; keepFrom: Date },
): Promise<string> {
  return await withDatabaseErrors(async () => {
    await db().productBulkChange.deleteMany({ where: { userId, at: { lt: bulk.keepFrom } } })
    const { id } = await db().productBulkChange.create({
      data: { userId, at: bulk.at, chosen: bulk.chosen },
      select: { id: true },
    })
    return id
  })
}

export type BulkItem = {
  productId: ProductId
  outcome: BulkOutcome
  before: BulkFields | null
  version: number | null
}

export async function insertItems(tx: Tx, bulkId: string, items: readonly BulkItem[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO product_bulk_item (bulk_id, product_id, outcome, before, version)
    SELECT ${bulkId}::uuid, i."productId", i.outcome, i.before, i.version
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      AS i("productId" uuid, outcome text, before jsonb, version int)`
}

/** A change of this person's, or null. */
export async function findBulk(
  id: string,
  userId: string,
): Promise<{ chosen: number; undoneAt: Date | null } | null> {
  return await withDatabaseErrors(() =>
    db().productBulkChange.findFirst({ where: { id, userId }, select: { chosen: true, undoneAt: true } }),
  )
}

export async function countItems(id: string): Promise<BulkResult['counts']> {
  const rows = await withDatabaseErrors(() =>
    db().productBulkItem.groupBy({ by: ['outcome'], where: { bulkId: id }, _count: true }),
  )
  return Object.fromEntries(rows.map(({ outcome, _count }) => [outcome, _count]))
}

/** Those that were not changed, or not put back, in scope, by code. */
export async function listLeft(id: string, limit: number, of: ScopeOf): Promise<BulkResult['left']> {
  return await withDatabaseErrors(
    () => db().$queryRaw<{ code: string; name: string; outcome: BulkOutcome }[]>`
      SELECT p.code, p.name, i.outcome FROM product_bulk_item i JOIN product p ON p.id = i.product_id
      WHERE i.bulk_id = ${id}::uuid AND i.outcome NOT IN ('changed', 'same', 'undone') AND ${inScope(of)}
      ORDER BY p.code_key COLLATE names LIMIT ${limit}`,
  )
}

export type UndoItem = { productId: ProductId; before: BulkFields; version: number }

/** Changed items that nobody is putting back at this moment, in the order in which products are held. */
export async function listUndoable(tx: Tx, bulkId: string, limit: number): Promise<UndoItem[]> {
  return await tx.$queryRaw<UndoItem[]>`
    SELECT product_id::text AS "productId", before, version FROM product_bulk_item
    WHERE bulk_id = ${bulkId}::uuid AND outcome = 'changed' ORDER BY product_id LIMIT ${limit} FOR UPDATE`
}

export async function setOutcome(
  tx: Tx,
  bulkId: string,
  productIds: readonly ProductId[],
  outcome: BulkOutcome,
): Promise<void> {
  await tx.productBulkItem.updateMany({
    where: { bulkId, productId: { in: [...productIds] } },
    data: { outcome },
  })
}

export async function setUndone(id: string, at: Date): Promise<void> {
  await withDatabaseErrors(() => db().productBulkChange.update({ where: { id }, data: { undoneAt: at } }))
}

/** Of these groups and people those that are there. */
export async function findPresent(
  tx: Tx,
  named: { groupCodes: readonly string[]; ownerIds: readonly string[] },
): Promise<{ groups: ReadonlySet<string>; owners: ReadonlySet<string> }> {
  const groups = await tx.productGroup.findMany({
    where: { code: { in: [...named.groupCodes] } },
    select: { code: true },
  })
  const owners = await tx.user.findMany({ where: { id: { in: [...named.ownerIds] } }, select: { id: true } })
  return { groups: new Set(groups.map(({ code }) => code)), owners: new Set(owners.map(({ id }) => id)) }
}
