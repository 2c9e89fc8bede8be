import { env, IS_DEVELOPMENT } from './env'
import type { Env } from './env-schema'

/** Sent with every answer. */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['permissions-policy', 'camera=(), microphone=(), geolocation=(), browsing-topics=()'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['x-frame-options', 'DENY'],
  ['reporting-endpoints', 'csp="/api/csp-report"'],
  ...(env().APP_BASE_URL.startsWith('https:')
    ? ([['strict-transport-security', 'max-age=31536000; includeSubDomains']] as const)
    : []),
]

/**
 * Scripts only with this answer's nonce. Inline styles stay allowed: server-drawn charts carry style attributes, and
 * CSP has no nonce for attributes. `framed`: the one origin that the page may show in a frame.
 */
export function contentSecurityPolicy(nonce: string, framed: string | null = null): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${IS_DEVELOPMENT ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `frame-src ${framed ?? "'none'"}`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    'report-uri /api/csp-report',
    'report-to csp',
  ].join('; ')
}

/** Files that people brought: they run nothing, load nothing and have no origin, whatever is in them. */
const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
const FILE_PATH = /^\/products\/[^/]+\/files\/[^/]+$/

/**
 * The policy of the answer to an address. Decided here and not where the answer is made: what stands at the socket cannot
 * be replaced by a route handler.
 */
export function policyFor(address: string, nonce: string, settings: SupersetAddress = env()): string {
  const [given = ''] = address.split('?')
  const path = decoded(given)
  if (FILE_PATH.test(path)) return FILE_POLICY
  return contentSecurityPolicy(nonce, DASHBOARD_PATH.test(path) ? supersetOrigin(settings) : null)
}

/** A dashboard is shown in a frame, and nothing else is anywhere. */
const DASHBOARD_PATH = /^\/dashboards\/[^/]+$/

type SupersetAddress = Partial<Pick<Env, 'SUPERSET_URL' | 'SUPERSET_PUBLIC_URL'>>

function supersetOrigin({ SUPERSET_PUBLIC_URL, SUPERSET_URL }: SupersetAddress): string | null {
  const address = SUPERSET_PUBLIC_URL ?? SUPERSET_URL
  return address === undefined ? null : new URL(address).origin
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Called by other systems, or by the browser itself, and safe without a session. */
const FOREIGN_WRITES = new Set(['/auth/backchannel-logout', '/api/csp-report'])

/** What Next takes in the body of a form: a larger one is refused here, with words, before anything is read of it. */
export const MAX_BODY_BYTES = 1024 * 1024

type SentBody = { headers: Headers; body: ReadableStream<Uint8Array> | null }

/** By the length that the request names, as all browsers do; where it names none, by what comes, read no further than that. */
export async function isTooLarge({ headers, body }: SentBody): Promise<boolean> {
  const length = headers.get('content-length')
  if (length !== null) return Number(length) > MAX_BODY_BYTES
  if (body === null) return false
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.byteLength
    if (bytes > MAX_BODY_BYTES) return true
  }
  return false
}

type WriteRequest = { method: string; headers: Headers; nextUrl: { pathname: string } }

/**
 * True for a write that a browser sends for another site (CSRF). Browsers always send Sec-Fetch-Site; older ones send
 * Origin; a client that sends neither is no browser and carries no ambient cookie.
 */
export function isCrossSiteWrite(request: WriteRequest): boolean {
  if (SAFE_METHODS.has(request.method) || FOREIGN_WRITES.has(request.nextUrl.pathname)) return false
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  const origin = request.headers.get('origin')
  return origin !== null && origin !== new URL(env().APP_BASE_URL).origin
}
