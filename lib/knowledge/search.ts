import type { Ctx } from '@/lib/access/model'
import { holdsWords, type SearchHit } from '@/lib/search/model'
import { listSpaces } from './service/list-spaces'

/**
 * Spaces and databases whose name holds the words, then databases one of whose fields does. What is gone is not found.
 * Needs `read:knowledge`.
 */
export async function searchKnowledge(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<SearchHit[]> {
  const { spaces } = await listSpaces(ctx, { q })
  const live = spaces.filter(({ goneAt }) => goneAt === null)
  const hits = live.flatMap((space): SearchHit[] => [
    ...(holdsWords(space.name, q)
      ? [{ kind: 'kbDatabase' as const, title: space.name, href: `/kb/${space.slug}`, detail: 'Space' }]
      : []),
    ...space.databases
      .filter(({ goneAt }) => goneAt === null)
      .map((database) => ({
        kind: 'kbDatabase' as const,
        title: database.name,
        href: `/kb/${space.slug}/${database.slug}`,
        detail: space.name,
      })),
  ])
  const byName = hits.filter(({ title }) => holdsWords(title, q))
  return [...byName, ...hits.filter((hit) => !byName.includes(hit))].slice(0, limit)
}
