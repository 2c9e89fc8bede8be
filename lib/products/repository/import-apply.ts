import { Prisma } from '@/generated/prisma/client'
import { askPrepared, type Tx } from '@/lib/platform/db'
import type { ImportChange, ImportId, ImportOutcome } from '../import-model'
import type { ProductId } from '../model'
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

/** What a draft becomes in each column, from the JSON of row `r`. */
const DRAFT = Prisma.raw(`(r.draft ->> 'name') AS name, (r.draft ->> 'description') AS description,
  (r.draft ->> 'status')::product_status AS status, (r.draft ->> 'groupId')::uuid AS group_id,
  (r.draft ->> 'ownerId')::uuid AS owner_id, ARRAY(SELECT jsonb_array_elements_text(r.draft -> 'tags')) AS tags,
  r.draft -> 'attributes' AS attributes, r.draft -> 'links' AS links`)

/** The group and the owner of `w` are there still. */
const STILL_THERE = Prisma.sql`(w.group_id IS NULL OR EXISTS (SELECT FROM product_group g WHERE g.id = w.group_id))
  AND (w.owner_id IS NULL OR EXISTS (SELECT FROM app_user u WHERE u.id = w.owner_id))`

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
      UPDATE product p SET name = w.name, description = w.description, status = w.status,
        product_group_id = w.group_id, owner_id = w.owner_id, tags = w.tags, attributes = w.attributes,
        links = w.links, version = p.version + 1, updated_at = ${at.now.toISOString()}::timestamptz
      FROM wanted w
      WHERE p.id = w.product_id AND p.version = w.version AND p.source = 'portal' AND ${inScope(at.of)}
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
    INSERT INTO product (id, code, code_key, name, description, status, product_group_id, owner_id, tags, attributes,
      links, created_at, updated_at)
    SELECT w.product_id, w.code, w.code_key, w.name, w.description, w.status, w.group_id, w.owner_id, w.tags,
      w.attributes, w.links, ${at}::timestamptz, ${at}::timestamptz
    FROM (
      SELECT r.product_id, r.code_key, r.draft ->> 'code' AS code, ${DRAFT} FROM product_import_row r
      WHERE r.import_id = ${id}::uuid AND r.outcome = 'add'
    ) w
    WHERE NOT EXISTS (SELECT FROM product_code known WHERE known.code_key = w.code_key) AND ${STILL_THERE}
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
