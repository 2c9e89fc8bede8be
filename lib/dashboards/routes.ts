import 'server-only'
import { defineRoute } from '@/lib/access/define-route'
import { embeddingState } from './service/embedding-state'
import { issueGuestToken } from './service/issue-guest-token'

const NOWHERE_KEPT = { 'cache-control': 'no-store' }

/**
 * POST /api/dashboards/[slug]/guest-token: a token for the frame, in a body that nothing keeps. The right is asked each
 * time, so that who has lost it gets none. A write, so that no other site can have one made.
 */
export const giveGuestToken = defineRoute<{ slug: string }>({}, async (ctx, _request, { slug }) => {
  const { token, expiresAt } = await issueGuestToken(ctx, slug)
  return Response.json({ token, expiresAt }, { headers: NOWHERE_KEPT })
})

/** GET /api/dashboards/[slug]/state: what stands in the way of showing it, if anything. */
export const tellState = defineRoute<{ slug: string }>({}, async (ctx, _request, { slug }) =>
  Response.json(await embeddingState(ctx, slug), { headers: NOWHERE_KEPT }),
)
