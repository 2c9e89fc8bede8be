import { Prisma } from '@/generated/prisma/client'
import type { Scope } from '@/lib/access/model'

/** A scope and who holds it: `own` means this person's. */
export type ScopeOf = { scope: Scope; userId: string | null }

/** The scope as a condition on `product p`: the same rule as `reaches` in lib/access/policy (held equal by a test). */
export function inScope({ scope, userId }: ScopeOf): Prisma.Sql {
  if (scope.reach === 'all') return Prisma.sql`TRUE`
  if (scope.reach === 'none') return Prisma.sql`FALSE`
  const ways: Prisma.Sql[] = []
  if (scope.productGroups.size > 0) {
    ways.push(
      Prisma.sql`p.product_group_id IN (SELECT id FROM product_group WHERE code = ANY(${[...scope.productGroups]}))`,
    )
  }
  if (scope.tags.size > 0) ways.push(Prisma.sql`p.tags && ${[...scope.tags]}::text[]`)
  if (scope.own && userId !== null) ways.push(Prisma.sql`p.owner_id = ${userId}::uuid`)
  return ways.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(ways, ' OR ')})`
}

const MAX_WORDS = 6

/** Every word of the text stands in the product's code, name or description, whatever its accents and apostrophes. */
export function matching(text: string): Prisma.Sql {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return Prisma.sql`TRUE`
  const conditions = words
    .slice(0, MAX_WORDS)
    .map(
      (word) =>
        Prisma.sql`p.search_text LIKE '%' || regexp_replace(search_form(${word}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`,
    )
  return Prisma.join(conditions, ' AND ')
}
