import { ConnectorError, type ConnectorErrorOptions } from '../errors'
import type { FaultWords } from '../http-status'

export const SYSTEM = 'dremio'

export function dremioError(
  options: Omit<ConnectorErrorOptions, 'system' | 'retryable'> & { retryable?: boolean },
): ConnectorError {
  return new ConnectorError({ retryable: false, ...options, system: SYSTEM })
}

export function timedOut(operation: string, timeoutMs: number): ConnectorError {
  return dremioError({
    operation,
    layer: 'timeout',
    code: 'TIMEOUT',
    detail: `no answer within ${timeoutMs} ms`,
  })
}

export function misshapen(operation: string, detail: string): ConnectorError {
  return dremioError({ operation, layer: 'validation', code: 'SHAPE', detail })
}

export function queryFailed(words: string): ConnectorError {
  return dremioError({
    operation: 'query',
    layer: 'protocol',
    code: 'QUERY_FAILED',
    detail: firstLine(words),
  })
}

const LONGEST_LINE = 400

/** The lines after the first hold the statement, ids and traces. */
export function firstLine(words: string): string {
  return (words.trim().split(/[\r\n]/, 1)[0] ?? '').slice(0, LONGEST_LINE)
}

/** Dremio's GenericErrorMessage. What it says of a statement that it was given is the statement's fault, not its own. */
export const faultWords: FaultWords = ({ operation, status, body }) => {
  const { errorMessage } = (body ?? {}) as { errorMessage?: unknown }
  if (typeof errorMessage !== 'string' || errorMessage.trim() === '') return undefined
  const words = firstLine(errorMessage)
  if (operation === 'submit' && status === 400)
    return { layer: 'protocol', code: 'QUERY_FAILED', detail: words }
  return { detail: `status ${status}, ${words}` }
}
