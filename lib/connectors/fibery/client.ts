import { parse } from 'graphql'
import { GraphQLClient } from 'graphql-request'
import type { z } from 'zod'
import {
  type ConnectorClock,
  type ConnectorLogger,
  createHttpReader,
  type HttpLimits,
  type HttpReader,
} from '../http'
import { COUNTS_AT_ONCE, countCommand, toCounts } from './count-command'
import { type EntityQuery, entityDocument } from './entity-query'
import { fiberyError, fromGraphQL, SYSTEM } from './errors'
import { INTROSPECTION_QUERY } from './introspection'
import { catalogUrl, commandsUrl, pathSegment, spaceApiUrl } from './links'
import { type Catalog, type SpaceSchema, toCatalog, toSpaceSchema } from './map'
import { wireCatalog, wireCommandReplies, wireEntities, wireIntrospection } from './schema'

export type FiberyClientOptions = {
  /** The workspace: `https://acme.fibery.io`. */
  baseUrl: string
  credentials: { token: string }
  fetch: typeof fetch
  clock: ConnectorClock
  logger: ConnectorLogger
  /** One turn at the workspace, under its limits for all replicas together; awaited before every attempt. */
  acquire: (signal: AbortSignal, withinMs?: number) => Promise<void>
  limits?: Partial<HttpLimits>
}

export type Asking = {
  requestId: string
  /** Ends the call early: whoever asked has gone, or may wait no longer. */
  signal?: AbortSignal | undefined
  /** Somebody waits: a failure is told at once, and not asked again. */
  once?: boolean | undefined
  /** No turn is taken that would come later than this: it would be lost to whoever is to wait. */
  turnWithinMs?: number | undefined
}

type Sent = { document: string; variables?: Record<string, string>; operation: string }

export type CatalogReply =
  | { state: 'unchanged'; latencyMs: number }
  | { state: 'read'; etag: string | null; catalog: Catalog; latencyMs: number }

export type EntityReply = { entities: Record<string, unknown>[]; latencyMs: number }

/** Reads of a Fibery workspace. There is no function that writes, and no way to send a document of one's own. */
export type FiberyClient = {
  /** The GraphQL schema of one space. @throws ConnectorError, of every layer. */
  introspectSpace: (space: string, asking: Asking) => Promise<{ schema: SpaceSchema; latencyMs: number }>
  /** The databases of the whole workspace, unless unchanged since `etag`. @throws ConnectorError, of every layer. */
  readCatalog: (asking: Asking & { etag: string | null }) => Promise<CatalogReply>
  /** Entities of one database, as raw values by GraphQL name. @throws ConnectorError, of every layer. */
  findEntities: (space: string, query: EntityQuery, asking: Asking) => Promise<EntityReply>
  /** How many entities databases hold, by raw name; those that are not told are left out. @throws ConnectorError */
  countEntities: (rawNames: readonly string[], asking: Asking) => Promise<Map<string, number>>
}

/** Limits, failure modes and how to test: docs/connectors/fibery.md. */
export function createFiberyClient(options: FiberyClientOptions): FiberyClient {
  const { baseUrl, credentials, fetch, clock, logger, acquire, limits } = options
  const http = createHttpReader({ system: SYSTEM, fetch, clock, logger, acquire, limits })
  const headers = { authorization: `Token ${credentials.token}`, accept: 'application/json' }
  const door: Door = { http, baseUrl, headers }

  return {
    async introspectSpace(space, asking) {
      const operation = 'introspectSpace'
      const { data, latencyMs } = await query(
        door,
        space,
        { document: INTROSPECTION_QUERY, operation },
        asking,
      )
      return { schema: toSpaceSchema(shaped(wireIntrospection, data, operation)), latencyMs }
    },

    async findEntities(space, asked, asking) {
      const operation = 'findEntities'
      const { data, latencyMs } = await query(door, space, { ...entityDocument(asked), operation }, asking)
      const { entities } = shaped(wireEntities, data, operation)
      return { entities: entities.filter((entity) => entity !== null), latencyMs }
    },

    async countEntities(rawNames, asking) {
      const counts = new Map<string, number>()
      for (let from = 0; from < rawNames.length; from += COUNTS_AT_ONCE) {
        const some = rawNames.slice(from, from + COUNTS_AT_ONCE)
        for (const [rawName, count] of await countSome(door, some, asking)) counts.set(rawName, count)
      }
      return counts
    },

    async readCatalog({ requestId, signal, etag }) {
      const operation = 'readCatalog'
      const reply = await http.read({
        operation,
        requestId,
        signal,
        url: catalogUrl(baseUrl),
        init: { headers: etag === null ? headers : { ...headers, 'if-none-match': etag } },
        alsoAccept: etag === null ? [] : [304],
      })
      const { latencyMs } = reply
      if (reply.status === 304) return { state: 'unchanged', latencyMs }
      const catalog = toCatalog(shaped(wireCatalog, serializer(operation).parse(reply.text), operation))
      return { state: 'read', etag: reply.etag, catalog, latencyMs }
    },
  }
}

type Door = { http: HttpReader; baseUrl: string; headers: Record<string, string> }

async function query(door: Door, space: string, sent: Sent, asking: Asking) {
  const { document, variables, operation } = sent
  assertRead(document, operation)
  if (pathSegment(space) === '') {
    const detail = 'the name of the space cannot stand in an address'
    throw fiberyError({ layer: 'refused', code: 'BAD_NAME', operation, retryable: false, detail })
  }
  let latencyMs = 0
  const guarded = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const posted = { ...asking, operation, url: String(input), init: post(door, init?.body) }
    const reply = await door.http.read(posted)
    latencyMs = reply.latencyMs
    return asResponse(reply.text)
  }
  try {
    const url = spaceApiUrl(door.baseUrl, space)
    const client = new GraphQLClient(url, { fetch: guarded, jsonSerializer: serializer(operation) })
    return { data: await client.request<unknown>(document, variables), latencyMs }
  } catch (error) {
    throw fromGraphQL(error, operation)
  }
}

async function countSome(
  door: Door,
  rawNames: string[],
  { requestId, signal }: Asking,
): Promise<Map<string, number>> {
  const operation = 'countEntities'
  const init = post(door, JSON.stringify(rawNames.map(countCommand)))
  const reply = await door.http.read({ operation, requestId, signal, url: commandsUrl(door.baseUrl), init })
  const replies = shaped(wireCommandReplies, serializer(operation).parse(reply.text), operation)
  return toCounts(rawNames, replies)
}

function post(door: Door, body: unknown) {
  const headers = { ...door.headers, 'content-type': 'application/json' }
  return { method: 'POST', headers, body: String(body ?? '') } as const
}

/** The last lock behind the type above: a document with anything but queries is not sent. */
export function assertRead(document: string, operation: string): void {
  const reads = parse(document).definitions.every(
    (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'query',
  )
  if (reads) return
  const detail = 'only queries are sent to Fibery'
  throw fiberyError({ layer: 'refused', code: 'NOT_A_READ', operation, retryable: false, detail })
}

/** JSON whose parse error does not quote the answer. */
function serializer(operation: string) {
  return {
    stringify: (value: unknown): string => JSON.stringify(value),
    parse: (text: string): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        const detail = 'the answer is no JSON, or was cut'
        throw fiberyError({ layer: 'protocol', code: 'NOT_JSON', operation, retryable: false, detail })
      }
    },
  }
}

function shaped<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  operation: string,
): z.output<Schema> {
  if (data == null) {
    const detail = 'the answer holds no data'
    throw fiberyError({ layer: 'protocol', code: 'NO_DATA', operation, retryable: false, detail })
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.slice(0, 6).join('.') ?? ''
  const detail = where === '' ? 'not of the shape agreed' : `not of the shape agreed at ${where}`
  throw fiberyError({ layer: 'validation', code: 'SHAPE', operation, retryable: false, detail })
}

/** A text that was read already, in the clothes that graphql-request expects; not encoded and decoded once more. */
function asResponse(text: string): Response {
  const response = new Response(null, { headers: { 'content-type': 'application/json' } })
  return Object.defineProperty(response, 'text', { value: async () => text })
}
