import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { requestLogger } from './logger'
import { toReadableAddress } from './storable'

/** What a request's log line gathers while it is served. */
export type RequestFacts = {
  requestId: string
  userId?: string
  startedAt: number
  fromLoopback: boolean
  response: ServerResponse
  gone?: AbortSignal
}

type Shared = {
  facts: AsyncLocalStorage<RequestFacts>
  servers: Set<Server>
  inFlight: number
  subscribed: boolean
}

// Next bundles instrumentation and pages apart: what both must see hangs on globalThis.
const shared = globalThis as typeof globalThis & { pergolaRequests?: Shared }

function state(): Shared {
  shared.pergolaRequests ??= {
    facts: new AsyncLocalStorage(),
    servers: new Set(),
    inFlight: 0,
    subscribed: false,
  }
  return shared.pergolaRequests
}

const GIVEN_ID = /^[\w-]{8,64}$/
/** Static files are not worth a line each. */
const QUIET = /^\/(_next\/static\/|favicon)/

/** Names the reader of the request being served, for its log line. */
export function noteUser(userId: string): void {
  const facts = state().facts.getStore()
  if (facts !== undefined) facts.userId = userId
}

/** The id of the request being served, where there is one. */
export function currentRequestId(): string | undefined {
  return state().facts.getStore()?.requestId
}

/** The HTTP servers that have taken a request, for the shutdown, and how many requests are under way. */
export function openServers(): { servers: Server[]; inFlight: number } {
  return { servers: [...state().servers], inFlight: state().inFlight }
}

/** True when this request came straight from this machine, not through a proxy that stands on it. */
export function cameFromLoopback(): boolean {
  return state().facts.getStore()?.fromLoopback ?? false
}

/**
 * Fires when whoever asked has gone before the answer was whole: they closed the page, went elsewhere, or pressed stop.
 * It is known at the socket, whatever draws the answer.
 */
export function requestGone(): AbortSignal | undefined {
  const facts = state().facts.getStore()
  if (facts === undefined) return undefined
  facts.gone ??= goneSignal(facts.response)
  return facts.gone
}

function goneSignal(response: ServerResponse): AbortSignal {
  const control = new AbortController()
  const look = () => {
    if (!response.writableFinished) control.abort(new Error('whoever asked has gone'))
  }
  if (response.destroyed) look()
  else response.once('close', look)
  return control.signal
}

function isFromLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? ''
  const direct = request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined
  return direct && (address === '::1' || /^(::ffff:)?127\./.test(address))
}

/**
 * Gives every request an id (a proxy's own is kept when it is well formed), answers it as `x-request-id`, and writes one
 * log line when the answer has gone out: method, path without its query, status, milliseconds, user id.
 */
export function startRequestLog(): void {
  const own = state()
  if (own.subscribed) return
  own.subscribed = true
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage
      response: ServerResponse
      server: Server
    }
    own.servers.add(server)
    own.inFlight += 1
    request.url = toReadableAddress(request.url ?? '/')
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID()
    request.headers['x-request-id'] = requestId
    response.setHeader('x-request-id', requestId)
    // The browser shows no page its headers but these: so a page without server code can still name its request.
    response.setHeader('server-timing', `request;desc="${requestId}"`)
    const facts: RequestFacts = {
      requestId,
      startedAt: performance.now(),
      fromLoopback: isFromLoopback(request),
      response,
    }
    own.facts.enterWith(facts)
    response.once('close', () => {
      own.inFlight -= 1
      logAnswer(request, response, facts)
    })
  })
}

function logAnswer(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): void {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  if (QUIET.test(path)) return
  const level = response.statusCode >= 500 ? 'error' : 'info'
  requestLogger[level](
    {
      requestId: facts.requestId,
      userId: facts.userId,
      method: request.method,
      route: path,
      status: response.statusCode,
      durationMs: Math.round(performance.now() - facts.startedAt),
      finished: response.writableFinished,
    },
    'request',
  )
}
