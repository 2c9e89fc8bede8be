import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { auth0 } from '@/lib/access/auth0'
import { AppError } from '@/lib/platform/errors'
import { problemResponse } from '@/lib/platform/problem'
import { contentSecurityPolicy, isCrossSiteWrite, SECURITY_HEADERS } from '@/lib/platform/security'

/** A nonce and the security headers for every page, sign-in's own routes, and no writes from other sites. No lock: rights are checked in the services. */
export async function proxy(request: NextRequest): Promise<Response> {
  const requestId = request.headers.get('x-request-id') ?? crypto.randomUUID()
  if (isCrossSiteWrite(request)) {
    return problemResponse(
      new AppError('FORBIDDEN', { details: { reason: 'cross-site request' } }),
      requestId,
    )
  }
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce)
  const response = request.nextUrl.pathname.startsWith('/auth/')
    ? await auth0().middleware(request)
    : NextResponse.next({ request: { headers: forwarded(request, { nonce, policy, requestId }) } })
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of SECURITY_HEADERS) response.headers.set(name, value)
  return response
}

function forwarded(
  request: NextRequest,
  given: { nonce: string; policy: string; requestId: string },
): Headers {
  const headers = new Headers(request.headers)
  headers.set('x-nonce', given.nonce)
  headers.set('x-request-id', given.requestId)
  headers.set('x-pathname', request.nextUrl.pathname + request.nextUrl.search)
  // Next reads the nonce for its own scripts from here.
  headers.set('content-security-policy', given.policy)
  return headers
}

export const config = { matcher: '/((?!_next/static|_next/image|favicon.ico|icon.svg).*)' }
