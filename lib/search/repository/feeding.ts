import { db, inTransaction, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { PublishedDocument, SearchKind } from '../model'

/** The kinds that stand in the database: their table, and their view (search_source_…). */
export const FED = [
  { kind: 'product', table: 'product', source: 'product' },
  { kind: 'productGroup', table: 'product_group', source: 'product_group' },
  { kind: 'segment', table: 'process_segment', source: 'segment' },
  { kind: 'kbSpace', table: 'kb_space', source: 'kb_space' },
  { kind: 'kbDatabase', table: 'kb_database', source: 'kb_database' },
  { kind: 'kbField', table: 'kb_field', source: 'kb_field' },
  { kind: 'kbEntity', table: 'kb_entity', source: 'kb_entity' },
  { kind: 'dashboard', table: 'dashboard', source: 'dashboard' },
] as const satisfies readonly { kind: SearchKind; table: string; source: string }[]

export type Fed = (typeof FED)[number]

const BATCH = 1_000

/**
 * Makes the documents of the next records anew; answers the last id and how many, or null at the end. The records are held
 * against writers meanwhile: one that changes after this reads it waits, and feeds its own change.
 */
export async function refeedBatch(
  { kind, table, source }: Fed,
  after: string | null,
): Promise<{ last: string; count: number } | null> {
  return await inTransaction(async (tx) => {
    // Names of tables come from the list above and from nowhere else.
    const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
      `SELECT id::text AS id FROM ${table} WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT ${BATCH} FOR SHARE`,
      after,
    )
    const ids = rows.map(({ id }) => id)
    const last = ids.at(-1)
    if (last === undefined) return null
    await tx.$executeRaw`DELETE FROM search_document WHERE kind = ${kind} AND edition = '' AND ref = ANY(${ids})`
    await tx.$queryRaw`SELECT feed_search(${kind}, ${source}, ${ids}::uuid[])::text`
    return { last, count: ids.length }
  })
}

/** Takes out what there is no record of; answers how many. */
export async function removeOrphans({ kind, table }: Fed): Promise<number> {
  return await withDatabaseErrors(() =>
    db().$executeRawUnsafe(
      `DELETE FROM search_document d WHERE d.kind = $1 AND d.edition = ''
        AND NOT EXISTS (SELECT FROM ${table} r WHERE r.id::text = d.ref)`,
      kind,
    ),
  )
}

/** Makes the words that titles are made of anew, inside the transaction that its caller began. */
export async function remakeWords(tx: Tx): Promise<void> {
  await tx.$executeRaw`DELETE FROM search_word`
  await tx.$executeRaw`
    INSERT INTO search_word (word)
    SELECT DISTINCT word FROM search_document, string_to_table(title_key, ' ') AS word
    WHERE length(word) BETWEEN 3 AND 60 AND word !~ '[[:digit:]]'`
}

/** Editions that nobody named for so long are taken away; processes name theirs more often. */
const UNUSED = '1 hour'

/**
 * Puts an edition's documents beside those of others, once: two processes that publish the same at once wait for each
 * other. Editions that no process uses any more go.
 */
export async function publishEdition(
  kind: SearchKind,
  edition: string,
  documents: readonly (PublishedDocument & { reach: readonly string[] })[],
): Promise<void> {
  await inTransaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ added: boolean }[]>`
      INSERT INTO search_edition (kind, edition) VALUES (${kind}, ${edition})
      ON CONFLICT (kind, edition) DO UPDATE SET used_at = CURRENT_TIMESTAMP RETURNING xmax = 0 AS added`
    if (row?.added !== true) return
    await tx.$executeRaw`
      INSERT INTO search_document (kind, ref, edition, title, keywords, body, place, reach)
      SELECT ${kind}, r.ref, ${edition}, r.title, r.keywords, r.body, r.place, ARRAY(SELECT jsonb_array_elements_text(r.reach))
      FROM jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
        AS r (ref text, title text, keywords text, body text, place text, reach jsonb)`
    await tx.$executeRaw`
      WITH old AS (
        DELETE FROM search_edition WHERE kind = ${kind} AND used_at < CURRENT_TIMESTAMP - ${UNUSED}::interval
        RETURNING edition
      )
      DELETE FROM search_document d USING old WHERE d.kind = ${kind} AND d.edition = old.edition`
  })
}
