import { type NextRequest, NextResponse } from 'next/server'
import { auth0 } from '@/lib/access/auth0'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { AppError, statusFor, wordsFor } from '@/lib/platform/errors'
import { problemResponse } from '@/lib/platform/problem'
import { isCrossSiteWrite, isTooLarge } from '@/lib/platform/security'

/** Sign-in's own routes, no answer without the security headers, and no writes from other sites. No lock: rights are checked in the services. */
export async function proxy(request: NextRequest): Promise<Response> {
  // A request that came before the process was ready for it (portal-process.ts) would be answered without the headers.
  if (!request.headers.has(PATH_HEADER)) {
    return new Response('The portal is starting.', { status: 503, headers: { 'retry-after': '1' } })
  }
  if (isCrossSiteWrite(request)) {
    return problemResponse(
      new AppError('FORBIDDEN', { details: { reason: 'cross-site request' } }),
      requestIdOf(request),
    )
  }
  if (await isTooLarge(request)) return tooLarge(request)
  return request.nextUrl.pathname.startsWith('/auth/')
    ? await auth0().middleware(request)
    : NextResponse.next()
}

function requestIdOf(request: NextRequest): string {
  return request.headers.get('x-request-id') ?? crypto.randomUUID()
}

/** Words alone for a form: the page that sent it shows them when the type is exactly this, and so does a browser without script. */
function tooLarge(request: NextRequest): Response {
  const isForm = request.headers.has('next-action') || request.headers.get('accept')?.includes('text/html')
  if (!isForm) return problemResponse(new AppError('TOO_LARGE'), requestIdOf(request))
  return new Response(wordsFor('TOO_LARGE'), {
    status: statusFor('TOO_LARGE'),
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
  })
}

/**
 * Asked only where there is something to decide, for it costs a page a tenth of its time: sign-in, whatever a browser says
 * comes from elsewhere, and bodies that are long or of no named length (all that `isCrossSiteWrite` and `isTooLarge` can refuse; proxy.test.ts holds them
 * together). Not about files to import or to add to a product: what it is asked about it holds in memory, and
 * those routes refuse for themselves.
 */
export const config = {
  matcher: [
    '/auth/:path*',
    {
      source: '/((?!products/import/file$|products/[^/]+/files$).*)',
      missing: [{ type: 'header', key: 'x-pathname' }],
    },
    {
      source: '/((?!products/import/file$|products/[^/]+/files$).*)',
      has: [{ type: 'header', key: 'origin' }],
    },
    {
      source: '/((?!products/import/file$|products/[^/]+/files$).*)',
      has: [{ type: 'header', key: 'content-length', value: '\\d{7,}' }],
    },
    {
      source: '/((?!products/import/file$|products/[^/]+/files$).*)',
      has: [{ type: 'header', key: 'transfer-encoding' }],
    },
    {
      source: '/((?!products/import/file$|products/[^/]+/files$).*)',
      has: [{ type: 'header', key: 'sec-fetch-site', value: '(?!(?:same-origin|none)$).*' }],
    },
  ],
}
