import 'server-only'
import { problemResponse } from '@/lib/platform/problem'
import { currentRequestId, type PageCtx, requestCtx } from './loaders'
import type { Right } from './model'
import { requireRight } from './service'

export type RouteOptions = { right?: Right }

/** Route parameters as Next gives them. */
export type RouteParams = Record<string, string | string[] | undefined>

type Handler<P extends RouteParams> = (ctx: PageCtx, request: Request, params: P) => Promise<Response>

/**
 * Defines a handler of app/…/route.ts: session → actor → right → handler; every error becomes problem+json (RFC 9457),
 * nobody signed in a 401. proxy.ts has refused writes that another site sends.
 */
export function defineRoute<P extends RouteParams = RouteParams>(options: RouteOptions, handler: Handler<P>) {
  return async (request: Request, route: { params: Promise<P> }): Promise<Response> => {
    const requestId = await currentRequestId()
    try {
      const ctx = await requestCtx()
      if (options.right !== undefined) await requireRight(ctx, options.right)
      const response = await handler(ctx, request, await route.params)
      return stamped(response, requestId)
    } catch (error) {
      return problemResponse(error, requestId)
    }
  }
}

/** A copy, since the headers of some responses cannot be set; the body is passed on, not read. */
function stamped(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers)
  if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store')
  headers.set('x-request-id', requestId)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
