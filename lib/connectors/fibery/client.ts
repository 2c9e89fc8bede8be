import { parse } from 'graphql'
import { GraphQLClient } from 'graphql-request'
import type { z } from 'zod'
import { type ConnectorClock, type ConnectorLogger, createHttpReader, type HttpLimits } from '../http'
import { fiberyError, fromGraphQL, SYSTEM } from './errors'
import { INTROSPECTION_QUERY } from './introspection'
import { catalogUrl, pathSegment, spaceApiUrl } from './links'
import { type Catalog, type SpaceSchema, toCatalog, toSpaceSchema } from './map'
import { wireCatalog, wireIntrospection } from './schema'

export type FiberyClientOptions = {
  /** The workspace: `https://acme.fibery.io`. */
  baseUrl: string
  credentials: { token: string }
  fetch: typeof fetch
  clock: ConnectorClock
  logger: ConnectorLogger
  /** One turn at the workspace, under its limits for all replicas together; awaited before every attempt. */
  acquire: (signal: AbortSignal) => Promise<void>
  limits?: Partial<HttpLimits>
}

export type Asking = { requestId: string }

export type CatalogReply =
  | { state: 'unchanged'; latencyMs: number }
  | { state: 'read'; etag: string | null; catalog: Catalog; latencyMs: number }

/** Reads of a Fibery workspace. There is no function that writes, and no way to send a document of one's own. */
export type FiberyClient = {
  /** The GraphQL schema of one space. @throws ConnectorError, of every layer. */
  introspectSpace: (space: string, asking: Asking) => Promise<{ schema: SpaceSchema; latencyMs: number }>
  /** The databases of the whole workspace, unless unchanged since `etag`. @throws ConnectorError, of every layer. */
  readCatalog: (asking: Asking & { etag: string | null }) => Promise<CatalogReply>
}

/** Limits, failure modes and how to test: docs/connectors/fibery.md. */
export function createFiberyClient(options: FiberyClientOptions): FiberyClient {
  const { baseUrl, credentials, fetch, clock, logger, acquire, limits } = options
  const http = createHttpReader({ system: SYSTEM, fetch, clock, logger, acquire, limits })
  const headers = { authorization: `Token ${credentials.token}`, accept: 'application/json' }

  async function query(url: string, document: string, operation: string, { requestId }: Asking) {
    assertRead(document, operation)
    let latencyMs = 0
    const guarded = async (input: unknown, init?: RequestInit): Promise<Response> => {
      const sent = { ...headers, 'content-type': 'application/json' }
      const body = String(init?.body ?? '')
      const reply = await http.read({
        operation,
        requestId,
        url: String(input),
        init: { method: 'POST', headers: sent, body },
      })
      latencyMs = reply.latencyMs
      return asResponse(reply.text)
    }
    try {
      const client = new GraphQLClient(url, { fetch: guarded, jsonSerializer: serializer(operation) })
      return { data: await client.request<unknown>(document), latencyMs }
    } catch (error) {
      throw fromGraphQL(error, operation)
    }
  }

  return {
    async introspectSpace(space, asking) {
      const operation = 'introspectSpace'
      if (pathSegment(space) === '') {
        const detail = 'the name of the space cannot stand in an address'
        throw fiberyError({ layer: 'refused', code: 'BAD_NAME', operation, retryable: false, detail })
      }
      const { data, latencyMs } = await query(
        spaceApiUrl(baseUrl, space),
        INTROSPECTION_QUERY,
        operation,
        asking,
      )
      return { schema: toSpaceSchema(shaped(wireIntrospection, data, operation)), latencyMs }
    },

    async readCatalog({ requestId, etag }) {
      const operation = 'readCatalog'
      const reply = await http.read({
        operation,
        requestId,
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
