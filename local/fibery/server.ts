import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DocumentNode, execute, Kind, parse, validate, visit } from 'graphql'
import { failure, isMode, type Mode, misbehave, plain } from './misbehaviour'
import { link, page } from './pages'
import { type Space, sampleWorkspace, type Workspace } from './workspace'

export type FiberyStandInOptions = {
  /** 0: any free one. */
  port: number
  token: string
  /** Requests that a key may send in any second; over that, 429 in plain text. */
  perSecond: number
}

export type FiberyStandIn = { url: string; stop: () => Promise<void> }

type State = { workspace: Workspace; options: FiberyStandInOptions; mode: Mode; calls: number[] }

const MAX_BODY_BYTES = 1024 * 1024
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

/** A Fibery-shaped workspace on loopback, as strict as docs/connectors/fibery.md says Fibery is. */
export async function startFiberyStandIn(options: FiberyStandInOptions): Promise<FiberyStandIn> {
  const state: State = { workspace: sampleWorkspace(), options, mode: 'off', calls: [] }
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => {
      if (!response.headersSent) failure(response, 500, 'unexpected-error')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, stop }
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in')
  const { method } = request
  if (pathname === '/__misbehave' && method === 'POST') return await setMode(state, request, response)
  // The API in a browser: there it is the reader's own session that counts, so the portal's key is not asked for.
  if (method === 'GET' && !pathname.startsWith('/api/schema')) return browserPage(state, pathname, response)
  if (state.mode !== 'off') return misbehave(state.mode, response)
  if (!isAuthorised(state, request)) return plain(response, 401, 'Unauthorized')
  if (isTooFast(state)) return plain(response, 429, 'Too Many Requests')
  if (method === 'GET' && pathname === '/api/schema') return schema(state, request, response)
  const space = method === 'POST' ? spaceAt(state, pathname) : undefined
  if (space !== undefined) return graphql(space, await bodyOf(request), response)
  return failure(response, 500, pathname.startsWith('/api/graphql/') ? 'space-not-found' : 'unknown-command')
}

async function setMode(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { mode } = (await bodyOf(request)) as { mode?: unknown }
  if (!isMode(mode)) return failure(response, 400, 'unknown-mode')
  state.mode = mode
  response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ mode }))
}

function isAuthorised({ options }: State, { headers }: IncomingMessage): boolean {
  return (
    headers.authorization === `Token ${options.token}` || headers.authorization === `Bearer ${options.token}`
  )
}

function isTooFast(state: State): boolean {
  const now = performance.now()
  state.calls = state.calls.filter((at) => at > now - 1_000)
  if (state.calls.length >= state.options.perSecond) return true
  state.calls.push(now)
  return false
}

function schema({ workspace }: State, request: IncomingMessage, response: ServerResponse): void {
  const { body, etag } = workspace.catalog
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
  else response.writeHead(200, { ...JSON_HEADERS, etag }).end(body)
}

function spaceAt({ workspace }: State, pathname: string): Space | undefined {
  const segment = /^\/api\/graphql\/space\/([^/]+)$/.exec(pathname)?.[1]
  if (segment === undefined) return undefined
  const name = decodeURIComponent(segment)
  return workspace.spaces.find((space) => space.name.replaceAll(' ', '_') === name)
}

async function graphql(space: Space, body: unknown, response: ServerResponse): Promise<void> {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> }
  const reply = (answered: unknown) => response.writeHead(200, JSON_HEADERS).end(JSON.stringify(answered))
  const refuse = (message: string) => reply({ errors: [{ message }] })
  let document: DocumentNode
  try {
    document = parse(String(query ?? ''))
  } catch {
    refuse('Syntax error')
    return
  }
  const fault = faultOf(document) ?? validate(space.schema, document)[0]?.message
  if (fault !== undefined) {
    refuse(fault)
    return
  }
  const rootValue = Object.fromEntries(
    Object.keys(space.schema.getQueryType()?.getFields() ?? {}).map((name) => [
      name,
      ({ limit = 100, offset = 0 }: { limit?: number; offset?: number }) =>
        name === 'me'
          ? { email: 'portal@example.com' }
          : (space.rows.get(name) ?? []).slice(offset, offset + limit),
    ]),
  )
  reply(await execute({ schema: space.schema, document, rootValue, variableValues: variables }))
}

/** Fragments, which Fibery is said not to know; and mutations, which nothing may send here. */
function faultOf(document: DocumentNode): string | undefined {
  let fault: string | undefined
  const fragment = () => {
    fault = 'Fragments are not supported'
  }
  visit(document, {
    [Kind.FRAGMENT_DEFINITION]: fragment,
    [Kind.FRAGMENT_SPREAD]: fragment,
    [Kind.INLINE_FRAGMENT]: fragment,
    [Kind.OPERATION_DEFINITION]: ({ operation }) => {
      if (operation !== 'query') fault = 'The sample knowledge base is for reading'
    },
  })
  return fault
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY_BYTES) throw new Error('too large')
  }
  try {
    return JSON.parse(body) as unknown
  } catch {
    return {}
  }
}

function browserPage({ workspace }: State, pathname: string, response: ServerResponse): void {
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const names = segments.map((segment) => {
    try {
      return decodeURIComponent(segment).replaceAll('_', ' ')
    } catch {
      return segment
    }
  })
  const links = workspace.spaces.flatMap(({ name }) => {
    const segment = encodeURIComponent(name.replaceAll(' ', '_'))
    return [
      link(`/fibery/space/${segment}`, name),
      link(`/api/graphql/space/${segment}`, `GraphQL of ${name}`),
    ]
  })
  const title =
    names.length === 0 ? 'Sample workspace' : names.filter((name) => name !== 'fibery').join(' / ')
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(page(title, links))
}
