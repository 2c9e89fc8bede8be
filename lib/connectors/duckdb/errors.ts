import { type ConnectorCode, ConnectorError, type ConnectorLayer } from '../errors'

export const SYSTEM = 'duckdb'

/** The statement is not one that this engine runs: more than one, or one that is not a plain SELECT. */
export function refused(operation: string, detail: string): ConnectorError {
  return fault(operation, { layer: 'refused', code: 'NOT_A_READ', detail })
}

export function timedOut(operation: string, timeoutMs: number): ConnectorError {
  return fault(operation, { layer: 'timeout', code: 'TIMEOUT', detail: `no answer within ${timeoutMs} ms` })
}

/** The tables could not be loaded: nothing can be asked until the files are put right. */
export function unreachable(operation: string, cause: unknown): ConnectorError {
  const code = (cause as NodeJS.ErrnoException | null)?.code
  // A path of this machine is nobody's business.
  const words = code === undefined ? firstLine(cause) : `the files cannot be read (${code})`
  const detail = `the tables could not be loaded: ${words}`
  return fault(operation, { layer: 'unreachable', code: 'UNREACHABLE', detail, retryable: true, cause })
}

/** What the engine said of a statement. What its locked configuration forbids is a refusal. */
export function toDuckdbError(operation: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause
  const detail = firstLine(cause)
  return /^Permission Error|configuration has been locked|read-only mode|disabled (by|through) conf/.test(
    detail,
  )
    ? fault(operation, { layer: 'refused', code: 'FORBIDDEN', detail, cause })
    : fault(operation, { layer: 'protocol', code: 'QUERY_FAILED', detail, cause })
}

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

/** The lines after the first show the statement. */
function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return message.split('\n', 1)[0] ?? message
}
