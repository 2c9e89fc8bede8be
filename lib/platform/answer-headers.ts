import { randomBytes } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { policyFor, SECURITY_HEADERS } from './security'

/** Where pages read the address that was asked for. */
export const PATH_HEADER = 'x-pathname'

// Next bundles instrumentation and pages apart: that it was started hangs on globalThis.
const shared = globalThis as typeof globalThis & { pergolaAnswerHeaders?: boolean }

/**
 * Gives every answer the security headers and a policy with a nonce of its own, which Next reads from the request's own
 * copy for its scripts. At the socket rather than in `proxy.ts`, which costs a page a tenth of its time (docs/adr/0050-security-headers-at-the-socket.md).
 */
export function startAnswerHeaders(): void {
  if (shared.pergolaAnswerHeaders) return
  shared.pergolaAnswerHeaders = true
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const policy = policyFor(request.url ?? '/', randomBytes(16).toString('base64'))
    request.headers['content-security-policy'] = policy
    delete request.headers['content-security-policy-report-only']
    request.headers[PATH_HEADER] = request.url ?? '/'
    response.setHeader('content-security-policy', policy)
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value)
  })
}
