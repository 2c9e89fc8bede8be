import type { Ctx } from '@/lib/access/model'
import type { SearchHit } from '@/lib/search/model'
import { listSpaces } from './service/list-spaces'

/** Databases whose name, or a field's name, holds the words. Needs `read:knowledge`. */
export async function searchKnowledge(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<SearchHit[]> {
  const { spaces } = await listSpaces(ctx, { q })
  return spaces
    .flatMap((space) =>
      space.databases
        .filter(({ goneAt }) => goneAt === null)
        .map(
          (database): SearchHit => ({
            kind: 'kbDatabase',
            title: database.name,
            href: `/kb/${space.slug}/${database.slug}`,
            detail: space.name,
          }),
        ),
    )
    .slice(0, limit)
}
