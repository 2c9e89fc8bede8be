import type { Ctx } from '@/lib/access/model'
import type { SearchHit } from '@/lib/search/model'
import { findMatches } from './service/find-products'

/** Products by code, name and description. Needs `read:product`. */
export async function searchProducts(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<SearchHit[]> {
  const rows = await findMatches(ctx, q, limit)
  return rows.map((row) => ({
    kind: 'product',
    title: row.name,
    code: row.code,
    href: `/products/${encodeURIComponent(row.code)}`,
    detail: row.group?.name,
  }))
}
