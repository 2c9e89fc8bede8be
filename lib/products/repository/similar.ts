import { Prisma } from '@/generated/prisma/client'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { ProductRow } from '../model'
import { COLUMNS, FROM, type ListedRow, toRow } from './row'
import { halfMatching, inScope, type ScopeOf } from './scope'

const MAX_SLIPS = 3
const MAX_WORDS_EACH = 40
/** So many are looked at, the shortest of which are compared. */
const MAX_LOOKED_AT = 3_000
const MAX_COMPARED = 300

/** Words of products' names that are few letters from these, the nearest first. */
export async function listWordsLike(words: readonly string[]): Promise<{ typed: string; word: string }[]> {
  if (words.length === 0) return []
  return await withDatabaseErrors(
    () => db().$queryRaw<{ typed: string; word: string }[]>`
      SELECT t.typed, near.word FROM unnest(${[...words]}::text[]) AS t(typed) CROSS JOIN LATERAL (
        SELECT DISTINCT w.word, levenshtein_less_equal(w.word, t.typed, ${MAX_SLIPS}::int) AS slips
        FROM product_word w
        WHERE levenshtein_less_equal(w.word, t.typed, ${MAX_SLIPS}::int) <= ${MAX_SLIPS}::int
        ORDER BY slips, w.word LIMIT ${MAX_WORDS_EACH}::int
      ) near`,
  )
}

/**
 * Products in scope whose code, name or description holds one of each list's words; those with little text first.
 * The words are letters and figures: none is a pattern.
 */
export async function listHoldingWords(
  choices: readonly (readonly string[])[],
  of: ScopeOf,
): Promise<ProductRow[]> {
  if (choices.length === 0) return []
  const holds = choices.map(
    (words) => Prisma.sql`p.search_text LIKE ANY(${words.map((word) => `%${word}%`)}::text[])`,
  )
  return await compared(Prisma.join(holds, ' AND '), of)
}

/** Products in scope that hold the first or the second half of each word: what is left of a name written together. */
export async function listHoldingHalves(text: string, of: ScopeOf): Promise<ProductRow[]> {
  return await compared(halfMatching(text), of)
}

async function compared(condition: Prisma.Sql, of: ScopeOf): Promise<ProductRow[]> {
  const [, rows] = await withDatabaseErrors(() =>
    db().$transaction([
      // The bound makes reading every product look cheap, which it is not when few hold the words.
      db().$executeRaw`SET LOCAL enable_seqscan = off`,
      db().$queryRaw<ListedRow[]>`
        WITH looked_at AS MATERIALIZED (
          SELECT p.id, length(p.search_text) AS letters FROM product p
          WHERE ${inScope(of)} AND ${condition} LIMIT ${MAX_LOOKED_AT}
        ), shortest AS (
          SELECT id FROM looked_at ORDER BY letters, id LIMIT ${MAX_COMPARED}
        )
        SELECT ${COLUMNS} FROM ${FROM} WHERE p.id IN (SELECT id FROM shortest)`,
    ]),
  )
  return rows.map(toRow)
}
