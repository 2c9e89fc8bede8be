import { isIP } from 'node:net'
import { type HostRule, isAllowedBy } from '@/lib/platform/host-rules'
import { reachOf } from './addresses'
import { faultOf } from './errors'
import { createLookUp, type LookUp } from './look-up'
import type { Probe, ProbeFault } from './model'
import { type Head, requestHead } from './request'

export type ProbeLimits = {
  /** One request: the look-up, the connection and the answer's head. */
  timeoutMs: number
  /** A probe as a whole, its redirects and its waits for turns among them. */
  budgetMs: number
  maxRedirects: number
}

export const DEFAULT_PROBE_LIMITS: ProbeLimits = { timeoutMs: 10_000, budgetMs: 60_000, maxRedirects: 8 }

export type WebClientOptions = {
  userAgent: string
  /** Places inside the network that may be asked. */
  allowed: readonly HostRule[]
  /** Waits for a turn at a host, before every request; answers how to give it back. Throws when there is none. */
  turn: (hostname: string, signal: AbortSignal) => Promise<() => void>
  lookUp?: LookUp
  limits?: Partial<ProbeLimits>
  /** For tests: certificates to trust beside the usual ones. */
  ca?: string
}

export type WebClient = { probe: (address: string, signal?: AbortSignal) => Promise<Probe> }

const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** Answers that asking in another way would not change. The rest is asked once more: many do not know HEAD. */
const FINAL_FOR_HEAD = new Set([401, 407, 429, 503])

class Stopped extends Error {
  constructor(readonly fault: ProbeFault) {
    super(fault)
  }
}

/**
 * Asks whether pages are there, wherever addresses that people gave lead. Each request of a probe, redirects too, looks its
 * name up once, refuses addresses inside the network that nobody allowed (lib/connectors/web/addresses.ts), and connects to
 * one that it judged. HEAD, then GET where that is refused; no body is read; nothing of the portal's is sent along.
 */
export function createWebClient(options: WebClientOptions): WebClient {
  const limits = { ...DEFAULT_PROBE_LIMITS, ...options.limits }
  const client: Asking = { ...options, limits, lookUp: options.lookUp ?? createLookUp() }
  return {
    async probe(address, signal) {
      const budget = AbortSignal.timeout(limits.budgetMs)
      const whole = signal === undefined ? budget : AbortSignal.any([budget, signal])
      const way: Way = { redirects: 0, inside: false }
      try {
        const { status, retryAfter } = await follow(client, address, { way, signal: whole })
        return { kind: 'answered', status, inside: way.inside, askAgainLater: retryAfter !== null }
      } catch (error) {
        // Whoever asked has ended it: that tells nothing of the page.
        if (signal?.aborted) throw signal.reason
        const fault = error instanceof Stopped ? error.fault : faultOf(error)
        return { kind: 'failed', fault, redirected: way.redirects > 0 }
      }
    },
  }
}

type Asking = Omit<WebClientOptions, 'limits' | 'lookUp'> & { limits: ProbeLimits; lookUp: LookUp }
/** What a probe has met so far. */
type Way = { redirects: number; inside: boolean }

async function follow(
  client: Asking,
  address: string,
  { way, signal }: { way: Way; signal: AbortSignal },
): Promise<Head> {
  let url = parse(address, undefined)
  let method: 'HEAD' | 'GET' = 'HEAD'
  const asked = new Set<string>()
  for (;;) {
    if (asked.has(`${method} ${url.href}`)) throw new Stopped('REDIRECT_LOOP')
    asked.add(`${method} ${url.href}`)
    const head = await askOrAskAgain(client, url, { method, way, signal })
    if (head !== null && REDIRECTS.has(head.status) && head.location !== null) {
      way.redirects += 1
      if (way.redirects > client.limits.maxRedirects) throw new Stopped('TOO_MANY_REDIRECTS')
      url = parse(head.location, url)
    } else if (head === null || (method === 'HEAD' && isRefusal(head.status))) method = 'GET'
    else return head
  }
}

type Turn = { method: 'HEAD' | 'GET'; way: Way; signal: AbortSignal }

function isRefusal(status: number): boolean {
  return status >= 400 && !FINAL_FOR_HEAD.has(status)
}

/** null: a server that cuts the line at HEAD is asked with GET. */
async function askOrAskAgain(client: Asking, url: URL, { method, way, signal }: Turn): Promise<Head | null> {
  try {
    return await ask(client, url, { method, way, signal })
  } catch (error) {
    if (method === 'HEAD' && faultOf(error) === 'CONNECTION_CUT') return null
    throw error
  }
}

async function ask(client: Asking, url: URL, { method, way, signal }: Turn): Promise<Head> {
  const giveBack = await client.turn(url.hostname, signal).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new Stopped('NO_TURN')
  })
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(client.limits.timeoutMs)])
    const { addresses, inside } = await permitted(client, url, within)
    way.inside = inside
    const { userAgent, ca } = client
    return await requestHead({ url, method, addresses, userAgent, signal: within, ...(ca && { ca }) })
  } finally {
    giveBack()
  }
}

type Permitted = { addresses: string[]; inside: boolean }

/** Where a request may connect to. @throws Stopped NOT_ALLOWED when that is nowhere */
async function permitted(client: Asking, url: URL, signal: AbortSignal): Promise<Permitted> {
  // `URL` has turned every notation of an IPv4 address (2130706433, 0x7f.1, 0177.0.0.1) into the one with four parts.
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const found = isIP(hostname) === 0 ? await client.lookUp(hostname, signal) : [hostname]
  if (found.length === 0) throw new Stopped('NAME_NOT_FOUND')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const passing = found.filter((address) => {
    const reach = reachOf(address)
    return (
      reach === 'public' || (reach === 'inside' && isAllowedBy(client.allowed, { hostname, port, address }))
    )
  })
  if (passing.length === 0) throw new Stopped('NOT_ALLOWED')
  return { addresses: passing, inside: passing.some((address) => reachOf(address) === 'inside') }
}

/** @throws Stopped */
function parse(address: string, from: URL | undefined): URL {
  const fault = from === undefined ? 'BAD_ADDRESS' : 'BAD_REDIRECT'
  if (!URL.canParse(address, from)) throw new Stopped(fault)
  const url = new URL(address, from)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Stopped(fault)
  if (url.username !== '' || url.password !== '') {
    throw new Stopped(from === undefined ? 'CREDENTIALS_IN_ADDRESS' : 'BAD_REDIRECT')
  }
  url.hash = ''
  return url
}
