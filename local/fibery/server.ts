import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  type DocumentNode,
  execute,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql'
import { listenOnLoopback } from '../listen'
import { runCommands } from './commands'
import { failure, type Misbehaviour, misbehave, parseMisbehaviour, plain } from './misbehaviour'
import { link, page } from './pages'
import { type RowQuery, selectRows } from './rows'
import { type Space, sampleWorkspace, type Workspace } from './workspace'

export type FiberyStandInOptions = {
  /** 0: any free one. */
  port: number
  token: string
  /** Requests that a key may send in any second; over that, 429 in plain text. */
  perSecond: number
  /** Requests of all keys together; 7 as Fibery's own. */
  workspacePerSecond?: number
}

export type FiberyStandIn = { url: string; stop: () => Promise<void> }

type State = {
  workspace: Workspace
  options: FiberyStandInOptions
  misbehaviour: Misbehaviour | null
  /** When each request of the last second came: by key, and of the whole workspace under ''. */
  calls: Map<string, number[]>
}

const MAX_BODY_BYTES = 1024 * 1024
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

/** A Fibery-shaped workspace on loopback, as strict as docs/connectors/fibery.md says Fibery is. */
export async function startFiberyStandIn(options: FiberyStandInOptions): Promise<FiberyStandIn> {
  const state: State = { workspace: sampleWorkspace(), options, misbehaviour: null, calls: new Map() }
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => {
      if (!response.headersSent) failure(response, 500, 'unexpected-error')
    })
  })
  return await listenOnLoopback(server, options.port)
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in')
  const { method } = request
  if (pathname === '/__misbehave' && method === 'POST') return await setMode(state, request, response)
  // The API in a browser: there it is the reader's own session that counts, so the portal's key is not asked for.
  if (method === 'GET' && !pathname.startsWith('/api/schema')) return browserPage(state, pathname, response)
  const answered = await answerOf(state, pathname, request)
  const misbehaviour = misbehaviourFor(state, pathname)
  if (misbehaviour === null) answered(response)
  else misbehave(misbehaviour, response, answered)
}

type Answered = (response: ServerResponse) => void

/** What the workspace says, as strictly as Fibery. */
async function answerOf(state: State, pathname: string, request: IncomingMessage): Promise<Answered> {
  const { method } = request
  const body = await bodyOf(request)
  if (!isAuthorised(state, request)) return (response) => plain(response, 401, 'Unauthorized')
  if (isTooFast(state, request)) return (response) => plain(response, 429, 'Too Many Requests')
  if (method === 'GET' && pathname === '/api/schema') return (response) => schema(state, request, response)
  if (method === 'POST' && pathname === '/api/commands') {
    const replies = runCommands(state.workspace, body)
    if (replies !== null) {
      return (response) => void response.writeHead(200, JSON_HEADERS).end(JSON.stringify(replies))
    }
  }
  const space = method === 'POST' ? spaceAt(state, pathname) : undefined
  if (space !== undefined) {
    const { misbehaviour } = state
    const closed = misbehaviour?.mode === 'no-introspection' && appliesTo(misbehaviour, pathname)
    const reply = await graphql(space, body, closed)
    return (response) => void response.writeHead(200, JSON_HEADERS).end(JSON.stringify(reply))
  }
  const fault = pathname.startsWith('/api/graphql/') ? 'space-not-found' : 'unknown-command'
  return (response) => failure(response, 500, fault)
}

function appliesTo({ space }: Misbehaviour, pathname: string): boolean {
  return space === null || decodeURIComponent(pathname).endsWith(`/space/${space.replaceAll(' ', '_')}`)
}

/** Counts down what was asked for a number of times. */
function misbehaviourFor(
  state: State,
  pathname: string,
): Exclude<Misbehaviour['mode'], 'no-introspection'> | null {
  const { misbehaviour } = state
  if (misbehaviour === null || !appliesTo(misbehaviour, pathname)) return null
  misbehaviour.times -= 1
  if (misbehaviour.times <= 0) state.misbehaviour = null
  return misbehaviour.mode === 'no-introspection' ? null : misbehaviour.mode
}

async function setMode(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = parseMisbehaviour(await bodyOf(request))
  if (asked === null) return failure(response, 400, 'unknown-mode')
  const { mode, space, times } = asked
  state.misbehaviour = mode === 'off' ? null : { mode, space, times }
  response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ mode }))
}

function isAuthorised({ options }: State, { headers }: IncomingMessage): boolean {
  return (
    headers.authorization === `Token ${options.token}` || headers.authorization === `Bearer ${options.token}`
  )
}

const WORKSPACE_PER_SECOND = 7

function isTooFast({ calls, options }: State, { headers }: IncomingMessage): boolean {
  const now = performance.now()
  const windows = [
    { key: headers.authorization ?? '', most: options.perSecond },
    { key: '', most: options.workspacePerSecond ?? Math.max(WORKSPACE_PER_SECOND, options.perSecond) },
  ].map(({ key, most }) => ({ key, most, recent: (calls.get(key) ?? []).filter((at) => at > now - 1_000) }))
  if (windows.some(({ recent, most }) => recent.length >= most)) return true
  for (const { key, recent } of windows) calls.set(key, [...recent, now])
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

async function graphql(space: Space, body: unknown, closed: boolean): Promise<unknown> {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> }
  const refuse = (message: string) => ({ errors: [{ message }] })
  let document: DocumentNode
  try {
    document = parse(String(query ?? ''))
  } catch {
    return refuse('Syntax error')
  }
  const rules = closed ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules
  const fault = faultOf(document) ?? validate(space.schema, document, rules)[0]?.message
  if (fault !== undefined) return refuse(fault)
  const rootValue = Object.fromEntries(
    Object.keys(space.schema.getQueryType()?.getFields() ?? {}).map((name) => [
      name,
      (args: RowQuery) =>
        name === 'me' ? { email: 'portal@example.com' } : selectRows(space.rows.get(name) ?? [], args),
    ]),
  )
  return await execute({ schema: space.schema, document, rootValue, variableValues: variables })
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
