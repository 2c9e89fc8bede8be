import { Prisma } from '@/generated/prisma/client'
import { askPrepared, db, withDatabaseErrors } from '@/lib/platform/db'
import { COUNT_CAP, type SearchKind, type SearchState } from '../model'

/** A kind and the words of the index by which the reader reaches documents of it. */
export type Asked = { kind: SearchKind; reach: readonly string[] }

export type DocumentRow = {
  kind: SearchKind
  title: string
  code: string | null
  detail: string | null
  body: string
  place: string
  state: SearchState
  isDemo: boolean
  /** 0: the code itself … 6: somewhere in its text. */
  tier: number
}

export type FoundOfKind = { kind: SearchKind; total: number; hits: DocumentRow[] }

/** How much of a text is read to show where the words stand. */
const BODY_CHARACTERS = 5_000
/** So many whose title or code begins with the words are looked at beside the first that hold them. */
const BEGINNING = 300

const CANDIDATE = Prisma.raw(
  'd.ref, d.edition, d.title_key, d.code_key, d.state, d.words, d.title_words, d.reach',
)
const LAST_CHARACTER = Prisma.raw('chr(1114111)')

/** What begins with the question, in the order of an index: of many that hold it, these come first. */
function beginning(column: 'title_key' | 'code_key'): Prisma.Sql {
  const key = Prisma.raw(`d.${column}`)
  return Prisma.sql`(SELECT ${CANDIDATE} FROM search_document d
    WHERE d.kind = k.kind AND asked.plain <> '' AND ${key} ~>=~ asked.plain
      AND ${key} ~<~ (asked.plain || ${LAST_CHARACTER})
    ORDER BY ${key} USING ~<~ LIMIT ${Prisma.raw(String(BEGINNING))})`
}

/**
 * The documents in reach that hold all words of the text, the best first, and how many there are (up to one more than the
 * cap), kind by kind. One statement, planned once: each kind is looked through by itself, so that none crowds another out.
 */
export async function findDocuments(
  text: string,
  asked: readonly Asked[],
  { limit, offset }: { limit: number; offset: number },
): Promise<FoundOfKind[]> {
  const kinds = asked.map(({ kind }) => kind)
  const reach = JSON.stringify(Object.fromEntries(asked.map((one) => [one.kind, one.reach])))
  const most = Prisma.raw(String(COUNT_CAP + 1))
  const cap = Prisma.raw(String(COUNT_CAP))
  return await askPrepared<FoundOfKind>(Prisma.sql`
    WITH asked AS MATERIALIZED (
      SELECT search_plain(${text}) AS plain, search_query(${text}, true) AS starting, search_query(${text}, false) AS whole
    )
    SELECT k.kind, f.total, f.hits
    FROM unnest(${kinds}::text[]) AS k(kind) CROSS JOIN asked
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(${reach}::jsonb -> k.kind)) AS words) reader
    CROSS JOIN LATERAL (
      WITH titled AS MATERIALIZED (
        SELECT ${CANDIDATE} FROM search_document d
        WHERE d.kind = k.kind AND d.title_words @@ asked.starting AND d.reach && reader.words LIMIT ${most}
      ), others AS MATERIALIZED (
        SELECT ${CANDIDATE} FROM search_document d
        WHERE d.kind = k.kind AND d.words @@ asked.starting AND d.reach && reader.words
          AND (SELECT count(*) FROM titled) <= ${cap} LIMIT ${most}
      ), found AS (
        SELECT * FROM titled UNION ALL SELECT * FROM others
        UNION ALL SELECT * FROM (${beginning('code_key')} UNION ALL ${beginning('title_key')}) d
          WHERE d.reach && reader.words
      ), ranked AS MATERIALIZED (
        SELECT DISTINCT ON (ref, edition) ref, edition, title_key, state, ts_rank(words, asked.starting) AS weight,
          CASE WHEN code_key = asked.plain THEN 0 WHEN title_key = asked.plain THEN 1
            WHEN starts_with(code_key, asked.plain) THEN 2 WHEN starts_with(title_key, asked.plain) THEN 3
            WHEN title_words @@ asked.whole THEN 4 WHEN title_words @@ asked.starting THEN 5 ELSE 6 END AS tier
        FROM found
      ), best AS (
        SELECT *, row_number() OVER (ORDER BY tier > 1, state <> 'live', tier, weight DESC, length(title_key),
          title_key COLLATE names, ref) AS n
        FROM ranked ORDER BY n LIMIT ${limit}::int OFFSET ${offset}::int
      )
      SELECT (SELECT least(count(*), ${most})::int FROM ranked) AS total, (
        SELECT coalesce(json_agg(json_build_object('kind', d.kind, 'title', d.title, 'code', d.code,
          'detail', coalesce(g.name, d.detail), 'body', left(d.body, ${Prisma.raw(String(BODY_CHARACTERS))}),
          'place', d.place, 'state', d.state, 'isDemo', d.is_demo, 'tier', best.tier) ORDER BY best.n), '[]')
        FROM best JOIN search_document d ON d.kind = k.kind AND d.ref = best.ref AND d.edition = best.edition
        LEFT JOIN product_group g ON g.code = d.group_code
      ) AS hits
    ) f`)
}

const MAX_SLIPS = 3
const MAX_WORDS_EACH = 100

/** Words of titles that hold one of these, or are few letters from it; the nearest first. */
export async function listWordsLike(words: readonly string[]): Promise<{ typed: string; word: string }[]> {
  if (words.length === 0) return []
  return await withDatabaseErrors(
    () => db().$queryRaw<{ typed: string; word: string }[]>`
      SELECT t.typed, near.word FROM unnest(${[...words]}::text[]) AS t(typed) CROSS JOIN LATERAL (
        SELECT w.word, min(w.slips) AS slips FROM (
          SELECT word, levenshtein_less_equal(word, t.typed, ${MAX_SLIPS}::int) AS slips FROM search_word
          WHERE abs(length(word) - length(t.typed)) <= ${MAX_SLIPS}::int
            AND levenshtein_less_equal(word, t.typed, ${MAX_SLIPS}::int) <= ${MAX_SLIPS}::int
          UNION ALL
          SELECT word, 1 FROM search_word WHERE word LIKE '%' || t.typed || '%'
        ) w GROUP BY w.word ORDER BY slips, w.word LIMIT ${MAX_WORDS_EACH}::int
      ) near`,
  )
}

/** So many of each kind are compared letter by letter. */
const MAX_COMPARED = 300

/**
 * The documents in reach whose title holds one of each list's words: letters and figures, none of which is an operator.
 * Those with short titles first.
 */
export async function listHoldingWords(
  choices: readonly (readonly string[])[],
  asked: readonly Asked[],
): Promise<DocumentRow[]> {
  if (choices.length === 0 || asked.length === 0) return []
  const query = choices.map((words) => `(${words.map((word) => `'${word}'`).join(' | ')})`).join(' & ')
  const parts = asked.map(
    ({ kind, reach }) => Prisma.sql`(
      SELECT * FROM (
        SELECT d.* FROM search_document d
        WHERE d.kind = ${kind} AND d.title_words @@ ${query}::tsquery AND d.reach && ${[...reach]}::text[]
        LIMIT ${COUNT_CAP}
      ) d ORDER BY length(d.title_key), d.ref LIMIT ${MAX_COMPARED})`,
  )
  return await withDatabaseErrors(
    () => db().$queryRaw<DocumentRow[]>`
      SELECT d.kind, d.title, d.code, coalesce(g.name, d.detail) AS detail, '' AS body, d.place, d.state,
        d.is_demo AS "isDemo", 6 AS tier
      FROM (${Prisma.join(parts, ' UNION ALL ')}) d LEFT JOIN product_group g ON g.code = d.group_code`,
  )
}
