import { Prisma } from '@/generated/prisma/client'
import type { Scope } from '@/lib/access/model'

/** A scope and who holds it: `own` means this person's. */
export type ScopeOf = { scope: Scope; userId: string | null }

/** The scope as a condition on `process_segment s`: the same rule as `reaches` in lib/access/policy (held by a test). */
export function inScope({ scope, userId }: ScopeOf): Prisma.Sql {
  if (scope.reach === 'all') return Prisma.sql`TRUE`
  if (scope.reach === 'none') return Prisma.sql`FALSE`
  const ways: Prisma.Sql[] = []
  if (scope.tags.size > 0) ways.push(Prisma.sql`s.tags && ${[...scope.tags]}::text[]`)
  if (scope.own && userId !== null) ways.push(Prisma.sql`s.owner_id = ${userId}::uuid`)
  return ways.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(ways, ' OR ')})`
}

const MAX_WORDS = 6

/** Every word of the text stands in the segment's code, name or description, whatever its accents and apostrophes. */
export function matching(text: string): Prisma.Sql {
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
  if (words.length === 0) return Prisma.sql`TRUE`
  // The text's own `%`, `_` and `\` stand for themselves.
  const holding = (word: string) =>
    Prisma.sql`s.search_text LIKE '%' || regexp_replace(search_form(${word}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`
  return Prisma.join(words.map(holding), ' AND ')
}
