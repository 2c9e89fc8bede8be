import 'server-only'
import { defineRoute } from '@/lib/access/define-route'
import { tagPrefix } from '../schema/query'
import { listTags } from '../service/list-tags'

/** GET /products/tags.json?q=: the tags that begin so of the products that the reader may see, the most used first. */
export const suggestTags = defineRoute({ right: 'read:product' }, async (ctx, request) => {
  const q = tagPrefix.parse(new URL(request.url).searchParams.get('q') ?? '')
  return Response.json(await listTags(ctx, q))
})
