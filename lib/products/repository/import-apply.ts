import { Prisma } from '@/generated/prisma/client'
import { askPrepared, type Tx } from '@/lib/platform/db'
import type { ImportChange, ImportId, ImportOutcome } from '../import-model'
import type { ProductId } from '../model'
import { CODE_FREE, DRAFT, DRAFT_COLUMNS, INSERTED_DRAFT, SET_DRAFT, STILL_THERE } from './draft-columns'
import { inScope, type ScopeOf } from './scope'

export type RowToPrepare = {
  n: number
  outcome: ImportOutcome
  productId: string
  version: number | null
  changes: ImportChange | null
  /** Its row of the audit record is there already. */
  isReady: boolean
}

/** Rows after row `after`, whatever becomes of them: by the key alone, so that every batch is found at once. */
export async function listToPrepare(
  id: ImportId,
  { after, limit }: { after: number; limit: number },
): Promise<RowToPrepare[]> {
  return await askPrepared<RowToPrepare>(Prisma.sql`
      SELECT n, outcome, product_id::text AS "productId", version, changes, event IS NOT NULL AS "isReady"
      FROM product_import_row WHERE import_id = ${id}::uuid AND n > ${after} ORDER BY n LIMIT ${limit}`)
}

/** Keeps rows of the audit record that are ready, and how far the import has come by them. */
export async function savePrepared(
  id: ImportId,
  rows: readonly { n: number; event: unknown }[],
  { doneCount, now }: { doneCount: number; now: Date },
): Promise<void> {
  const json = JSON.stringify(rows)
  await askPrepared(Prisma.sql`
      WITH kept AS (
        UPDATE product_import_row row SET event = r.event
        FROM jsonb_to_recordset(${json}::jsonb) AS r (n int, event jsonb)
        WHERE row.import_id = ${id}::uuid AND row.n = r.n
      )
      UPDATE product_import SET done_count = ${doneCount}, changed_at = ${now.toISOString()}::timestamptz
      WHERE id = ${id}::uuid AND state = 'applying'`)
}

/** Its rows were held to the fields that come from elsewhere when they were checked, and so is its version. */
const NOT_LOCKED_WHOLE = Prisma.sql`(p.source = 'portal' OR cardinality(p.synced_fields) > 0)`

type Written = { rows: number[] }[]

/**
 * Writes every change over the version that was seen, where it is still the present one and in reach.
 * @returns the numbers of the rows that were written
 */
export async function writeChanges(tx: Tx, id: ImportId, at: { now: Date; of: ScopeOf }): Promise<number[]> {
  const written = await tx.$queryRaw<Written>`
    WITH wanted AS MATERIALIZED (
      SELECT r.n, r.product_id, r.version, ${DRAFT} FROM product_import_row r
      WHERE r.import_id = ${id}::uuid AND r.outcome = 'change' ORDER BY r.product_id
    ), done AS (
      UPDATE product p SET ${SET_DRAFT}, version = p.version + 1, updated_at = ${at.now.toISOString()}::timestamptz
      FROM wanted w
      WHERE p.id = w.product_id AND p.version = w.version AND ${NOT_LOCKED_WHOLE} AND ${inScope(at.of)}
        AND ${STILL_THERE}
      RETURNING w.n
    )
    SELECT coalesce(array_agg(n), '{}') AS rows FROM done`
  return written[0]?.rows ?? []
}

/**
 * Adds every new product whose code nobody has, or had, by now. Its key is the one that the row was checked by: the
 * database's lower case is another one for some letters (`İ`, a final `Σ`).
 * @returns the numbers of the rows that were written
 */
export async function writeAdditions(tx: Tx, id: ImportId, now: Date): Promise<number[]> {
  const at = now.toISOString()
  await tx.$executeRaw`
    INSERT INTO product (id, code, code_key, ${DRAFT_COLUMNS}, created_at, updated_at)
    SELECT w.product_id, w.code, w.code_key, ${INSERTED_DRAFT}, ${at}::timestamptz, ${at}::timestamptz
    FROM (
      SELECT r.product_id, r.code_key, r.draft ->> 'code' AS code, ${DRAFT} FROM product_import_row r
      WHERE r.import_id = ${id}::uuid AND r.outcome = 'add'
    ) w
    WHERE ${CODE_FREE} AND ${STILL_THERE}
    ORDER BY w.code_key ON CONFLICT (code_key) DO NOTHING`
  // Its id was drawn for this row: a product that has it is the one that was added just now.
  const written = await tx.$queryRaw<Written>`
    SELECT coalesce(array_agg(r.n), '{}') AS rows FROM product_import_row r JOIN product p ON p.id = r.product_id
    WHERE r.import_id = ${id}::uuid AND r.outcome = 'add'`
  return written[0]?.rows ?? []
}

/** What could not be written after all is skipped, and says so. @returns how many rows that were */
export async function skipUnwritten(
  tx: Tx,
  id: ImportId,
  { written, reason }: { written: readonly number[]; reason: string },
): Promise<number> {
  return await tx.$executeRaw`
    UPDATE product_import_row r SET outcome = 'skip', reasons = ARRAY[${reason}], event = NULL
    WHERE r.import_id = ${id}::uuid AND r.outcome IN ('add', 'change')
      AND NOT EXISTS (SELECT FROM unnest(${[...written]}::int[]) AS w(n) WHERE w.n = r.n)`
}

/** Once what was not written is skipped: of the products that were changed, those that somebody watches, with the fields that changed. */
export async function listWatchedChanges(
  tx: Tx,
  id: ImportId,
): Promise<{ productId: ProductId; fields: string[] }[]> {
  return await tx.$queryRaw`
    SELECT r.product_id::text AS "productId", ARRAY(SELECT jsonb_object_keys(r.changes)) AS fields
    FROM product_import_row r
    WHERE r.import_id = ${id}::uuid AND r.outcome = 'change'
      AND EXISTS (SELECT FROM product_watch w WHERE w.product_id = r.product_id)
    ORDER BY r.n`
}

/** Once what was not written is skipped: where the prepared events of all other rows are. */
export function eventsOfWritten(id: ImportId): { text: string; values: readonly unknown[] } {
  return {
    text: `SELECT event FROM product_import_row WHERE import_id = $1::uuid AND outcome IN ('add', 'change') ORDER BY n`,
    values: [id],
  }
}
