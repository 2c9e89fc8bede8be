import { PLACES } from '@/components/layout/nav-items'
import { defineRoute } from '@/lib/access/define-route'
import { loadSuggestions } from '@/lib/search/loaders'

/** What the palette shows while one types: `{ hits, failed }`. */
export const GET = defineRoute({}, async (ctx, request) =>
  Response.json(await loadSuggestions(ctx, new URL(request.url).searchParams.get('q'), PLACES)),
)
