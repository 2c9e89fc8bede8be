import { AppError } from '@/lib/platform/errors'

/**
 * Where a call to another system failed.
 * `unreachable`: no connection, or it was cut. `timeout`: no whole answer in time. `http`: an answer with a status that is
 * not success. `protocol`: an answer that does not speak the protocol (content type, JSON, size, GraphQL `errors`).
 * `validation`: well-formed, but not of the shape agreed. `refused`: not sent at all (limiter, breaker, our own rules).
 */
export type ConnectorLayer = 'unreachable' | 'timeout' | 'http' | 'protocol' | 'validation' | 'refused'

export const CONNECTOR_CODES = [
  'UNREACHABLE',
  'CONNECTION_CUT',
  'TIMEOUT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'REDIRECTED',
  'SERVER_ERROR',
  'SERVER_FAULT',
  'HTTP_STATUS',
  'WRONG_CONTENT_TYPE',
  'NOT_JSON',
  'TOO_LARGE',
  'GRAPHQL_ERRORS',
  'GRAPHQL_REFUSED',
  'QUERY_FAILED',
  'DUPLICATE_COLUMNS',
  'NO_DATA',
  'SHAPE',
  'TYPE_TOO_DEEP',
  'BAD_NAME',
  'NOT_A_READ',
  'BREAKER_OPEN',
  'LIMITER_FULL',
] as const

/**
 * `GRAPHQL_ERRORS`: errors beside data, so a part of an answer. `GRAPHQL_REFUSED`: errors and no data.
 * `SERVER_ERROR`: 5xx without a word of the system itself. `SERVER_FAULT`: 5xx with its own JSON: it works, and
 * cannot answer this.
 */
export type ConnectorCode = (typeof CONNECTOR_CODES)[number]

export type ConnectorErrorOptions = {
  layer: ConnectorLayer
  code: ConnectorCode
  /** `fibery`, `superset`: the system as in docs/connectors. */
  system: string
  /** The connector's function: `introspectSpace`. */
  operation: string
  /** True when the same read may succeed if asked again soon. */
  retryable: boolean
  /** The HTTP status, where there was an answer. */
  status?: number
  /** When the system wants to be asked again, where it says so. */
  retryAfterMs?: number
  /** One line that is safe to log and to show: statuses, counts, the upstream's own error code. No bodies or variables. */
  detail?: string
  /** Never an error of a client library whose message carries the request. */
  cause?: unknown
}

/** The only error that connectors throw. "Could not ask" is this, never `null` or `[]`. */
export class ConnectorError extends Error {
  readonly layer: ConnectorLayer
  readonly code: ConnectorCode
  readonly system: string
  readonly operation: string
  readonly retryable: boolean
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  readonly detail: string

  constructor(options: ConnectorErrorOptions) {
    const detail = options.detail ?? ''
    super(
      `${options.system} ${options.operation}: ${options.code}${detail === '' ? '' : ` (${detail})`}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'ConnectorError'
    this.layer = options.layer
    this.code = options.code
    this.system = options.system
    this.operation = options.operation
    this.retryable = options.retryable
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
    this.detail = detail
  }
}

export function isConnectorError(error: unknown): error is ConnectorError {
  return (
    error instanceof ConnectorError ||
    (error instanceof Error && error.name === 'ConnectorError' && 'layer' in error)
  )
}

/** A connector's failure as the application's: UPSTREAM_TIMEOUT or UPSTREAM_FAILED, with what is safe to show. */
export function toUpstreamError(error: ConnectorError): AppError {
  const { system, operation, layer, code, status, detail } = error
  return new AppError(layer === 'timeout' ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED', {
    details: { system, operation, layer, code, ...(status === undefined ? {} : { status }), detail },
    cause: error,
  })
}
