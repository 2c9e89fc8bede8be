import type { Ctx } from '@/lib/access/model'
import { type LinkHolderRow, listLinkHolders } from '../repository/links'
import { readScope } from './reach'

export type SegmentWithLinks = LinkHolderRow

/** The segments in reach, or those of them among `ids`, whose description may hold addresses. Needs `read:segment`. */
export async function listWithLinks(
  ctx: Ctx,
  ids: readonly string[] | null = null,
): Promise<SegmentWithLinks[]> {
  return await listLinkHolders(ids, await readScope(ctx))
}
