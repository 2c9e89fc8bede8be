import type { Ctx } from '@/lib/access/model'
import { holdsWords, type SearchHit } from '@/lib/search/model'
import { listQueries } from './service'

/** Queries whose title, description or tags hold the words. Needs `read:query`. */
export async function searchQueries(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<SearchHit[]> {
  const { queries } = await listQueries(ctx)
  return queries
    .filter(({ title, description, tags }) => holdsWords(`${title} ${description} ${tags.join(' ')}`, q))
    .slice(0, limit)
    .map(({ key, title }) => ({ kind: 'query', title, href: `/analytics/${key}` }))
}
