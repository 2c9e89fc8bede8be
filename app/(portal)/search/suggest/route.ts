import { placesFor } from '@/components/layout/nav-items'
import { defineRoute } from '@/lib/access/define-route'
import { canSome } from '@/lib/access/policy'
import { searchAll } from '@/lib/search/loaders'

const LIMIT = 6

/** What the palette shows while one types: `{ hits, failed }`. */
export const GET = defineRoute({}, async (ctx, request) => {
  const q = new URL(request.url).searchParams.get('q')
  const pages = placesFor((right) => canSome(ctx.actor, right))
  const { sections } = await searchAll(ctx, { q, limit: LIMIT, pages })
  return Response.json({
    hits: sections.flatMap(({ hits }) => hits),
    failed: sections.filter(({ failed }) => failed).map(({ kind }) => kind),
  })
})
