import type { Ctx } from '@/lib/access/model'
import type { TagSuggestions } from '../model'
import { listTagsInUse } from '../repository/tags'
import { readScope } from './reach'

const MAX_TAGS = 100

/**
 * The tags that begin so (all for an empty text) of the products that the actor may read, each with how many these are,
 * the most used first. `more`: some were cut off, and a longer text finds them.
 * @throws AppError FORBIDDEN without `read:product` on any record
 */
export async function listTags(ctx: Ctx, prefix: string): Promise<TagSuggestions> {
  const tags = await listTagsInUse(prefix.toLowerCase(), MAX_TAGS + 1, await readScope(ctx))
  return { tags: tags.slice(0, MAX_TAGS), more: tags.length > MAX_TAGS }
}
