import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Origin } from '@/lib/synced/model'
import type { ProductDraft, ProductId } from '../model'
import type { PresentProduct } from '../sync-plan'
import { JOINS, toProduct, WHOLE, type WholeRow } from './batches'
import { CODE_FREE, DRAFT, DRAFT_COLUMNS, INSERTED_DRAFT, SET_DRAFT, STILL_THERE } from './draft-columns'

/** The products that a source feeds, gone ones too, as a sync looks at them: by id, no more than `most`. */
export async function listOfSource(
  source: string,
  most: number,
  client: Tx = db(),
): Promise<PresentProduct[]> {
  type Row = WholeRow & { upstreamId: string | null; groupId: string | null }
  const rows = await withDatabaseErrors(
    () => client.$queryRaw<Row[]>`
      SELECT ${WHOLE}, p.upstream_id AS "upstreamId", p.product_group_id::text AS "groupId" FROM product p ${JOINS}
      WHERE p.source = ${source} AND p.upstream_id IS NOT NULL ORDER BY p.id LIMIT ${most}`,
  )
  return rows.map(({ upstreamId, groupId, ...row }) => ({ ...toProduct(row), upstreamId, groupId }))
}

/** A draft with its group found, as it is written. */
export type FedDraft = Omit<ProductDraft, 'groupCode'> & { groupId: string | null }

export type FedWrite = {
  id: ProductId
  /** Null for a new one. */
  version: number | null
  upstreamId: string
  draft: FedDraft
}

/** The rows of a statement: `r`, with the draft as JSON. */
function rowsOf(writes: readonly FedWrite[]): Prisma.Sql {
  const rows = writes.map(({ id, version, upstreamId, draft }) => ({
    ...{ id, version, upstreamId, draft },
    code: draft.code,
    codeKey: draft.code.toLowerCase(),
  }))
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS r (id uuid, version int, "upstreamId" text, code text, "codeKey" text, draft jsonb)`
}

const WANTED = Prisma.sql`r.id, r.version, r."upstreamId" AS upstream_id, r.code, r."codeKey" AS code_key, ${DRAFT}`

/** Adds products whose code nobody has, or had, in one statement. @returns the ids of those that were added */
export async function insertFed(
  tx: Tx,
  writes: readonly FedWrite[],
  { source, syncedFields, asOf, isDemo, now }: Origin & { isDemo: boolean; now: Date },
): Promise<ReadonlySet<ProductId>> {
  const at = now.toISOString()
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO product (id, code, code_key, upstream_id, source, synced_fields, as_of, is_demo, ${DRAFT_COLUMNS},
      created_at, updated_at)
    SELECT w.id, w.code, w.code_key, w.upstream_id, ${source}::text, ${[...syncedFields]}::text[],
      ${asOf.toISOString()}::timestamptz, ${isDemo}::boolean, ${INSERTED_DRAFT}, ${at}::timestamptz, ${at}::timestamptz
    FROM (SELECT ${WANTED} FROM ${rowsOf(writes)}) w
    WHERE ${CODE_FREE} AND ${STILL_THERE}
    ORDER BY w.code_key ON CONFLICT (code_key) DO NOTHING RETURNING id::text AS id`
  return new Set(rows.map(({ id }) => id as ProductId))
}

/**
 * Writes over the versions that they started from, in one statement; a product that was gone is back.
 * @returns the ids of those that were written: whose version was the present one
 */
export async function updateFed(
  tx: Tx,
  writes: readonly FedWrite[],
  { syncedFields, asOf, now }: Origin & { now: Date },
): Promise<ReadonlySet<ProductId>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH wanted AS MATERIALIZED (SELECT ${WANTED} FROM ${rowsOf(writes)} ORDER BY r.id)
    UPDATE product p SET code = w.code, code_key = w.code_key, upstream_id = w.upstream_id, ${SET_DRAFT},
      synced_fields = ${[...syncedFields]}::text[], as_of = ${asOf.toISOString()}::timestamptz, gone_at = NULL,
      version = p.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM wanted w WHERE p.id = w.id AND p.version = w.version AND ${STILL_THERE} RETURNING p.id::text AS id`
  return new Set(rows.map(({ id }) => id as ProductId))
}

/** They were told as they are here: only their age changes. */
export async function markSeen(tx: Tx, ids: readonly string[], asOf: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE product SET as_of = ${asOf.toISOString()}::timestamptz WHERE id = ANY(${[...ids]}::uuid[])`
}

/** They are no longer told. */
export async function markGone(
  tx: Tx,
  ids: readonly string[],
  at: { goneAt: Date; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE product SET gone_at = ${at.goneAt.toISOString()}::timestamptz, version = version + 1,
      updated_at = ${at.now.toISOString()}::timestamptz WHERE id = ANY(${[...ids]}::uuid[])`
}

/** They are the portal's own from now on, as they are. @returns each with the version that it had */
export async function releaseOfSource(
  tx: Tx,
  source: string,
  now: Date,
): Promise<{ id: ProductId; version: number }[]> {
  const rows = await tx.$queryRaw<{ id: string; version: number }[]>`
    UPDATE product SET source = 'portal', upstream_id = NULL, synced_fields = '{}', as_of = NULL, gone_at = NULL,
      version = version + 1, updated_at = ${now.toISOString()}::timestamptz
    WHERE source = ${source} RETURNING id::text AS id, version - 1 AS version`
  return rows.map(({ id, version }) => ({ id: id as ProductId, version }))
}
