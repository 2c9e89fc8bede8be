import { Prisma } from '@/generated/prisma/client'
import type { Scope } from '@/lib/access/model'
import { askPrepared } from '@/lib/platform/db'

/** A scope and who holds it: `own` means this person's. */
export type ScopeOf = { scope: Scope; userId: string | null }

/** The scope as a condition on `product p`: the same rule as `reaches` in lib/access/policy (held equal by a test). */
export function inScope({ scope, userId }: ScopeOf): Prisma.Sql {
  if (scope.reach === 'all') return Prisma.sql`TRUE`
  if (scope.reach === 'none') return Prisma.sql`FALSE`
  const ways: Prisma.Sql[] = []
  const [group] = scope.productGroups
  if (scope.productGroups.size === 1) {
    // Of one group an index tells the order too.
    ways.push(Prisma.sql`p.product_group_id = (SELECT id FROM product_group WHERE code = ${group})`)
  } else if (scope.productGroups.size > 1) {
    ways.push(
      Prisma.sql`p.product_group_id IN (SELECT id FROM product_group WHERE code = ANY(${[...scope.productGroups]}))`,
    )
  }
  if (scope.tags.size > 0) ways.push(Prisma.sql`p.tags && ${[...scope.tags]}::text[]`)
  if (scope.own && userId !== null) ways.push(Prisma.sql`p.owner_id = ${userId}::uuid`)
  return ways.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(ways, ' OR ')})`
}

const MAX_WORDS = 6

function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
}

/** A pattern for text that holds what `part` (SQL) says, its own `%`, `_` and `\` standing for themselves. */
function holding(part: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`'%' || regexp_replace(${part}, '([\\\\%_])', '\\\\\\1', 'g') || '%'`
}

/** One or two letters or figures: as a part of a word the index does not hold them, as the beginning of one it does. */
const SHORT_WORD = /^[a-z0-9]{1,2}$/i

function beginning(word: string): Prisma.Sql {
  const text = word.toLowerCase()
  return Prisma.sql`(p.search_text LIKE ${`${text}%`} OR p.search_text LIKE ${`% ${text}%`} OR p.search_text LIKE ${`%-${text}%`})`
}

/** The groups whose names or codes hold a word, for each word that one holds. */
export type GroupsHolding = ReadonlyMap<string, readonly string[]>

/**
 * Every word of the text stands in the product's code, name or description, whatever its accents and apostrophes, or in
 * the name of its group.
 */
export function matching(text: string, groups: GroupsHolding = new Map()): Prisma.Sql {
  const conditions = wordsOf(text).map((word) => {
    const inText = SHORT_WORD.test(word)
      ? beginning(word)
      : Prisma.sql`p.search_text LIKE ${holding(Prisma.sql`search_form(${word})`)}`
    const ids = groups.get(word)
    return ids === undefined
      ? inText
      : Prisma.sql`(${inText} OR p.product_group_id = ANY(${[...ids]}::uuid[]))`
  })
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ')
}

/** Asked before the list, so that it is planned for these groups and not for any. */
export async function findGroupsHolding(text: string): Promise<GroupsHolding> {
  const words = wordsOf(text).filter((word) => !SHORT_WORD.test(word))
  if (words.length === 0) return new Map()
  const rows = await askPrepared<{ word: string; ids: string[] }>(Prisma.sql`
    SELECT w.word, array_agg(g.id::text) AS ids FROM unnest(${words}::text[]) AS w(word)
    JOIN product_group g ON position(search_form(w.word) IN search_form(g.name || ' ' || g.code)) > 0
    WHERE search_form(w.word) <> '' GROUP BY w.word`)
  return new Map(rows.map(({ word, ids }) => [word, ids]))
}

const SHORTEST = 4

/**
 * The first or the second half of every word stands there; halves shorter than three letters, which the index does not
 * hold, overlap. One regular expression a word: the index meets them all in one search.
 */
export function halfMatching(text: string): Prisma.Sql {
  const words = wordsOf(text).filter((word) => word.length >= SHORTEST)
  if (words.length === 0) return Prisma.sql`FALSE`
  const conditions = words.map((word) => {
    const half = Math.max(SHORTEST - 1, Math.floor(word.length / 2))
    const [first, second] = [Prisma.sql`left`, Prisma.sql`right`].map(
      (side) =>
        Prisma.sql`regexp_replace(${side}(search_form(${word}), ${half}::int), '([^[:alnum:]])', '\\\\\\1', 'g')`,
    )
    return Prisma.sql`p.search_text ~ ('(' || ${first} || '|' || ${second} || ')')`
  })
  return Prisma.join(conditions, ' AND ')
}
