import { db, withDatabaseErrors } from '@/lib/platform/db'
import { inScope, type ScopeOf } from './scope'

/** Tags of products in scope that begin so, with how many products have them; the most used first. */
export async function listTagsInUse(
  prefix: string,
  limit: number,
  of: ScopeOf,
): Promise<{ tag: string; products: number }[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<{ tag: string; products: number }[]>`
      SELECT t.tag, count(*)::int AS products FROM product p, unnest(p.tags) AS t(tag)
      WHERE ${inScope(of)} AND starts_with(t.tag, ${prefix})
      GROUP BY t.tag ORDER BY count(*) DESC, t.tag COLLATE names LIMIT ${limit}`,
  )
}
