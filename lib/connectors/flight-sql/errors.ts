import { status as grpc } from '@grpc/grpc-js'
import { type ConnectorCode, ConnectorError, type ConnectorLayer } from '../errors'

const SYSTEM = 'flight-sql'
const MAX_DETAIL = 300

type Words = {
  layer: ConnectorLayer
  code: ConnectorCode
  detail: string
  retryable?: boolean
  cause?: unknown
}

function fault(operation: string, { retryable = false, ...words }: Words): ConnectorError {
  return new ConnectorError({ system: SYSTEM, operation, retryable, ...words })
}

export function timedOut(operation: string, timeoutMs: number): ConnectorError {
  return fault(operation, {
    layer: 'timeout',
    code: 'TIMEOUT',
    detail: `no whole answer within ${timeoutMs} ms`,
  })
}

/** What was answered is not Arrow data as agreed: a body cut short, a type that is not read, schemas that differ. */
export function misshapen(operation: string, detail: string, cause?: unknown): ConnectorError {
  return fault(operation, { layer: 'protocol', code: 'SHAPE', detail: oneLine(detail), cause })
}

/** The statement or a value in it cannot be written in the server's dialect: it was not sent. */
export function unwritable(operation: string, detail: string): ConnectorError {
  return fault(operation, { layer: 'refused', code: 'QUERY_FAILED', detail: oneLine(detail) })
}

/** The server sends its reader on to a place to which the account is not carried. */
export function elsewhere(operation: string, detail: string): ConnectorError {
  return fault(operation, { layer: 'refused', code: 'REDIRECTED', detail: oneLine(detail) })
}

type GrpcFault = Error & { code: number; details: string }

export function isGrpcFault(error: unknown): error is GrpcFault {
  return error instanceof Error && 'details' in error && 'code' in error && typeof error.code === 'number'
}

export function isUnauthenticated(error: unknown): boolean {
  return (
    (isGrpcFault(error) && error.code === grpc.UNAUTHENTICATED) ||
    (error instanceof ConnectorError && error.code === 'UNAUTHORIZED')
  )
}

/** Whatever a call threw, as the connector's error. `started`: an answer had begun. */
export function toFlightError(operation: string, error: unknown, started = false): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (!isGrpcFault(error)) {
    return misshapen(operation, error instanceof Error ? error.message : String(error), error)
  }
  // Not as its cause: what the library says shows the statement and what was sent with it.
  return fault(operation, wordsOf(error, started))
}

function wordsOf(error: GrpcFault, started: boolean): Words {
  const detail = oneLine(`${grpc[error.code] ?? error.code}: ${ownWords(error.details)}`)
  switch (error.code) {
    case grpc.UNAUTHENTICATED:
      return { layer: 'http', code: 'UNAUTHORIZED', detail }
    case grpc.PERMISSION_DENIED:
      return { layer: 'http', code: 'FORBIDDEN', detail }
    case grpc.DEADLINE_EXCEEDED:
      return { layer: 'timeout', code: 'TIMEOUT', detail }
    case grpc.UNAVAILABLE:
      return {
        layer: 'unreachable',
        code: started ? 'CONNECTION_CUT' : 'UNREACHABLE',
        detail,
        retryable: true,
      }
    case grpc.RESOURCE_EXHAUSTED:
      return exhausted(detail)
    case grpc.UNIMPLEMENTED:
      return { layer: 'protocol', code: 'SHAPE', detail: `the server does not offer this call; ${detail}` }
    case grpc.INTERNAL:
    case grpc.UNKNOWN:
    case grpc.DATA_LOSS:
      return broken(error.code, detail)
    default:
      // INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, CANCELLED at the server …: what it says of the statement.
      return { layer: 'protocol', code: 'QUERY_FAILED', detail }
  }
}

/** The library says it of a message longer than we read; a server of its own limits. */
function exhausted(detail: string): Words {
  return /larger than max/i.test(detail)
    ? { layer: 'protocol', code: 'TOO_LARGE', detail }
    : { layer: 'http', code: 'RATE_LIMITED', detail, retryable: true }
}

/**
 * INTERNAL stands for a fault of the server, UNKNOWN for what it says without a code of its own, which is mostly of the
 * statement; both also in the library for a stream that was cut or cannot be read.
 */
function broken(code: number, detail: string): Words {
  if (/RST_STREAM|Received unexpected end|connection (was )?(lost|dropped)|ECONNRESET/i.test(detail)) {
    return { layer: 'unreachable', code: 'CONNECTION_CUT', detail, retryable: true }
  }
  if (/parsing error|deserializ|Expected Content-Type/i.test(detail)) {
    return { layer: 'protocol', code: 'SHAPE', detail }
  }
  return code === grpc.UNKNOWN
    ? { layer: 'protocol', code: 'QUERY_FAILED', detail }
    : { layer: 'http', code: 'SERVER_FAULT', detail }
}

/** The library adds a note that may be empty; servers over Arrow's C++ add the kind of their error, or their own stack, to the message. */
function ownWords(details: string): string {
  return (
    details.split(
      /\. Detail: (?:Python exception|\w+$)|\. gRPC client debug context|\. Resolution note: $/,
      1,
    )[0] ?? ''
  )
}

/** The lines after the first show the statement, or the server's inside. */
function oneLine(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? ''
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line
}
