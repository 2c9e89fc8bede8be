import { Prisma } from '@/generated/prisma/client'
import { askPrepared, db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Cell } from '@/lib/platform/tables/model'
import type {
  ImportCounts,
  ImportId,
  ImportOutcome,
  ImportRow,
  ImportState,
  ProductImport,
} from '../import-model'

type Owner = Pick<ProductImport, 'actorKind' | 'actorId'>

function toImport(row: Record<keyof ProductImport, unknown>): ProductImport {
  return row as ProductImport
}

export async function insertImport(made: ProductImport): Promise<void> {
  const { notes, headers, mapping, ...plain } = made
  await withDatabaseErrors(() =>
    db().productImport.create({
      data: { ...plain, notes: [...notes], headers: [...headers], mapping: [...mapping] },
      select: { id: true },
    }),
  )
}

export async function findImport(id: ImportId, client: Tx = db()): Promise<ProductImport | null> {
  const row = await withDatabaseErrors(() => client.productImport.findUnique({ where: { id } }))
  return row === null ? null : toImport(row)
}

/** Somebody's imports, the latest first. */
export async function listImports({ actorKind, actorId }: Owner, limit: number): Promise<ProductImport[]> {
  const rows = await withDatabaseErrors(() =>
    db().productImport.findMany({
      where: { actorKind, actorId, state: { not: 'reading' } },
      orderBy: { createdAt: 'desc' },
      take: limit,
    }),
  )
  return rows.map(toImport)
}

/** Imports that wait for work behind the pages, the oldest first. */
export async function listWaiting(state: 'checking' | 'applying', limit: number): Promise<ProductImport[]> {
  const rows = await withDatabaseErrors(() =>
    db().productImport.findMany({ where: { state }, orderBy: { changedAt: 'asc' }, take: limit }),
  )
  return rows.map(toImport)
}

type Change = Partial<Pick<ProductImport, 'state' | 'doneCount' | 'rowCount' | 'failure' | 'scopeKey'>> & {
  notes?: string[]
  mapping?: string[]
}

/** Changes an import that is in one of these states; false when it is in another by now. */
export async function updateImport(
  id: ImportId,
  from: readonly ImportState[],
  change: Change & { changedAt: Date },
  client: Tx = db(),
): Promise<boolean> {
  const { count } = await withDatabaseErrors(() =>
    client.productImport.updateMany({ where: { id, state: { in: [...from] } }, data: change }),
  )
  return count === 1
}

/** Holds an import for this transaction; false when it is in another state by now. */
export async function lockImport(tx: Tx, id: ImportId, state: ImportState): Promise<boolean> {
  const rows = await tx.$queryRaw<{ state: string }[]>`
    SELECT state FROM product_import WHERE id = ${id}::uuid FOR UPDATE`
  return rows[0]?.state === state
}

export async function deleteImport(id: ImportId): Promise<void> {
  await withDatabaseErrors(() => db().productImport.deleteMany({ where: { id } }))
}

/** Imports that nothing happened to since, those whose file never came in whole since the other moment. */
export async function deleteImportsBefore(before: Date, readingBefore: Date): Promise<void> {
  await withDatabaseErrors(() =>
    db().productImport.deleteMany({
      where: { OR: [{ changedAt: { lt: before } }, { state: 'reading', changedAt: { lt: readingBefore } }] },
    }),
  )
}

export async function insertRows(id: ImportId, rows: readonly { n: number; cells: Cell[] }[]): Promise<void> {
  const json = JSON.stringify(rows.map(({ n, cells }) => ({ n, cells })))
  await askPrepared(Prisma.sql`
      INSERT INTO product_import_row (import_id, n, cells)
      SELECT ${id}::uuid, r.n, r.cells FROM jsonb_to_recordset(${json}::jsonb) AS r (n int, cells jsonb)`)
}

export type UncheckedRow = { n: number; cells: Cell[] }

/** Rows after row `after` that have no outcome yet, in order. */
export async function listUnchecked(
  id: ImportId,
  { after, limit }: { after: number; limit: number },
): Promise<UncheckedRow[]> {
  return await askPrepared<UncheckedRow>(Prisma.sql`
      SELECT n, cells FROM product_import_row WHERE import_id = ${id}::uuid AND n > ${after} AND outcome IS NULL
      ORDER BY n LIMIT ${limit}`)
}

export type CheckedRow = {
  n: number
  codeKey: string | null
  outcome: ImportOutcome
  reasons: string[]
  draft: unknown
  changes: unknown
  productId: string | null
  version: number | null
}

/** Keeps what would become of rows, and how far the dry run has come by them. */
export async function saveChecked(
  id: ImportId,
  rows: readonly CheckedRow[],
  { doneCount, now }: { doneCount: number; now: Date },
): Promise<void> {
  const json = JSON.stringify(rows)
  await askPrepared(Prisma.sql`
      WITH kept AS (
        UPDATE product_import_row row
        SET code_key = r."codeKey", outcome = r.outcome,
          reasons = ARRAY(SELECT jsonb_array_elements_text(r.reasons)), draft = r.draft, changes = r.changes,
          product_id = r."productId", version = r.version
        FROM jsonb_to_recordset(${json}::jsonb) AS r (n int, "codeKey" text, outcome text, reasons jsonb, draft jsonb,
          changes jsonb, "productId" uuid, version int)
        WHERE row.import_id = ${id}::uuid AND row.n = r.n
      )
      UPDATE product_import SET done_count = ${doneCount}, changed_at = ${now.toISOString()}::timestamptz
      WHERE id = ${id}::uuid AND state = 'checking'`)
}

/** Of several rows with one code none is taken: which is meant cannot be told. */
export async function skipDuplicates(id: ImportId): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE product_import_row row
      SET outcome = 'skip', draft = NULL, changes = NULL, event = NULL,
        reasons = ARRAY['The file has this code ' || twice.times || ' times, first in row ' || twice.first || '.']
      FROM (
        SELECT code_key, count(*) AS times, min(n) AS first FROM product_import_row
        WHERE import_id = ${id}::uuid AND code_key IS NOT NULL GROUP BY code_key HAVING count(*) > 1
      ) twice
      WHERE row.import_id = ${id}::uuid AND row.code_key = twice.code_key`,
  )
}

/** A code whose lower case is another one to the database than to us could be no product's: it would fail all the rows. */
export async function skipUnkeyable(id: ImportId, reason: string): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE product_import_row row
      SET outcome = 'skip', draft = NULL, changes = NULL, event = NULL, reasons = ARRAY[${reason}]
      WHERE row.import_id = ${id}::uuid AND row.outcome = 'add' AND row.code_key <> lower(row.draft ->> 'code')`,
  )
}

/** Takes all outcomes back, for the rows to be checked anew. */
export async function clearOutcomes(tx: Tx, id: ImportId): Promise<void> {
  await tx.$executeRaw`
    UPDATE product_import_row SET outcome = NULL, reasons = '{}', draft = NULL, changes = NULL, event = NULL,
      product_id = NULL, version = NULL, code_key = NULL
    WHERE import_id = ${id}::uuid AND outcome IS NOT NULL`
}

export async function countOutcomes(id: ImportId): Promise<ImportCounts> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ outcome: ImportOutcome; n: number }[]>`
      SELECT outcome, count(*)::int AS n FROM product_import_row
      WHERE import_id = ${id}::uuid AND outcome IS NOT NULL GROUP BY outcome`,
  )
  const counts: ImportCounts = { add: 0, change: 0, same: 0, skip: 0 }
  for (const { outcome, n } of rows) counts[outcome] = n
  return counts
}

/** A page of checked rows after row `after`, of one outcome or all. */
export async function listRows(
  id: ImportId,
  page: { outcome: ImportOutcome | null; after: number; limit: number; codeColumn: number },
): Promise<(ImportRow & { cells: Cell[] })[]> {
  const only = page.outcome === null ? Prisma.sql`outcome IS NOT NULL` : Prisma.sql`outcome = ${page.outcome}`
  return await withDatabaseErrors(
    () => db().$queryRaw<(ImportRow & { cells: Cell[] })[]>`
      SELECT n, cells ->> ${page.codeColumn}::int AS code, outcome, reasons, changes, cells FROM product_import_row
      WHERE import_id = ${id}::uuid AND n > ${page.after} AND ${only} ORDER BY n LIMIT ${page.limit}`,
  )
}

export async function findRemembered(actorId: string, headerKey: string): Promise<string[] | null> {
  const row = await withDatabaseErrors(() =>
    db().productImportMapping.findUnique({ where: { actorId_headerKey: { actorId, headerKey } } }),
  )
  return row?.mapping ?? null
}

export async function rememberMapping(
  tx: Tx,
  {
    actorId,
    headerKey,
    mapping,
    usedAt,
  }: { actorId: string; headerKey: string; mapping: string[]; usedAt: Date },
): Promise<void> {
  await tx.productImportMapping.upsert({
    where: { actorId_headerKey: { actorId, headerKey } },
    create: { actorId, headerKey, mapping, usedAt },
    update: { mapping, usedAt },
  })
}
