import type { Ctx } from '@/lib/access/model'
import type { SearchHit } from '@/lib/search/model'
import { findSegments } from './service/list-segments'

/** Process segments by code, name and description. Needs `read:segment`. */
export async function searchSegments(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<SearchHit[]> {
  const rows = await findSegments(ctx, q, limit)
  return rows.map((row) => ({
    kind: 'segment',
    title: row.name,
    code: row.code,
    href: `/segments/${encodeURIComponent(row.code)}`,
    detail: row.isDemo ? 'Example' : undefined,
  }))
}
