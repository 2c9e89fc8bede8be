import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'

/** What is taken of an answer: its head. The body is never read. */
export type Head = { status: number; location: string | null; retryAfter: string | null }

export type HeadRequest = {
  url: URL
  method: 'HEAD' | 'GET'
  /** Where to connect: looked up and judged before. The name is not looked up again. */
  addresses: readonly string[]
  userAgent: string
  signal: AbortSignal
  /** For tests: certificates to trust beside the usual ones. */
  ca?: string
}

const MAX_HEAD_BYTES = 16 * 1024

/**
 * Asks for the head of a page at these very addresses, over a connection of its own: no proxy, no cookies, no referrer, no
 * body. TLS is checked for the name in the address. @throws what Node's client throws
 */
export async function requestHead(request: HeadRequest): Promise<Head> {
  const { url, method, addresses, userAgent, signal, ca } = request
  return await new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http
    const sent = client.request(
      url,
      {
        method,
        agent: false,
        signal,
        lookup: pinnedTo(addresses),
        maxHeaderSize: MAX_HEAD_BYTES,
        headers: { 'user-agent': userAgent, accept: 'text/html,*/*;q=0.8', connection: 'close' },
        ...(ca !== undefined && { ca }),
      },
      (response) => {
        const { location, 'retry-after': retryAfter } = response.headers
        resolve({
          status: response.statusCode ?? 0,
          location: location ?? null,
          retryAfter: retryAfter ?? null,
        })
        // The rest may be endless.
        response.destroy()
        sent.destroy()
      },
    )
    // Once the head is there, what becomes of the connection is of no interest, and an error nobody hears ends the process.
    sent.on('error', reject)
    sent.end()
  })
}

/**
 * A look-up that answers what was judged, whatever the name means by now: a name that answers one address to whoever checks
 * and another to whoever connects (DNS rebinding) gains nothing.
 */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, done) => {
    const fitting = entries.filter(({ family }) => options.family === family || !options.family)
    const [first] = fitting
    if (first === undefined) done(new Error('no address of this family'), '')
    else if (options.all === true) done(null, fitting)
    else done(null, first.address, first.family)
  }
}
