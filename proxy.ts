import { type NextRequest, NextResponse } from 'next/server'
import { auth0 } from '@/lib/access/auth0'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { AppError } from '@/lib/platform/errors'
import { problemResponse } from '@/lib/platform/problem'
import { isCrossSiteWrite } from '@/lib/platform/security'

/** Sign-in's own routes, no answer without the security headers, and no writes from other sites. No lock: rights are checked in the services. */
export async function proxy(request: NextRequest): Promise<Response> {
  // A request that came before the process was ready for it (portal-process.ts) would be answered without the headers.
  if (!request.headers.has(PATH_HEADER)) {
    return new Response('The portal is starting.', { status: 503, headers: { 'retry-after': '1' } })
  }
  if (isCrossSiteWrite(request)) {
    const requestId = request.headers.get('x-request-id') ?? crypto.randomUUID()
    return problemResponse(
      new AppError('FORBIDDEN', { details: { reason: 'cross-site request' } }),
      requestId,
    )
  }
  return request.nextUrl.pathname.startsWith('/auth/')
    ? await auth0().middleware(request)
    : NextResponse.next()
}

/**
 * Asked only where there is something to decide, for it costs a page a tenth of its time: sign-in, and whatever a browser
 * says comes from elsewhere (all that `isCrossSiteWrite` can refuse; proxy.test.ts holds the two together).
 */
export const config = {
  matcher: [
    '/auth/:path*',
    { source: '/:path*', missing: [{ type: 'header', key: 'x-pathname' }] },
    { source: '/:path*', has: [{ type: 'header', key: 'origin' }] },
    {
      source: '/:path*',
      has: [{ type: 'header', key: 'sec-fetch-site', value: '(?!(?:same-origin|none)$).*' }],
    },
  ],
}
