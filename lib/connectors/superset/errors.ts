import { ConnectorError, type ConnectorErrorOptions } from '../errors'
import type { FaultWords } from '../http-status'

export const SYSTEM = 'superset'

export function supersetError(
  options: Omit<ConnectorErrorOptions, 'system' | 'retryable'> & { retryable?: boolean },
): ConnectorError {
  return new ConnectorError({ retryable: false, ...options, system: SYSTEM })
}

export function misshapen(operation: string, detail: string): ConnectorError {
  return supersetError({ operation, layer: 'validation', code: 'SHAPE', detail })
}

/** What a token that was not made by this Superset, or by it under another key, is answered with (flask-jwt-extended). */
const FOREIGN_TOKEN = /signature verification|not enough segments|invalid (header|payload|crypto|token)/i

export const CSRF_DETAIL = 'status 400, CSRF'

/**
 * Superset's failures: `{ message }`, `{ msg }` of its token library, or `{ errors: [{ message, error_type }] }`. Messages
 * may quote what was asked or a database's words, so only what they mean is told.
 */
export const faultWords: FaultWords = ({ status, body }) => {
  const told = (body ?? {}) as { message?: unknown; msg?: unknown; errors?: unknown }
  if (status === 422 && typeof told.msg === 'string' && FOREIGN_TOKEN.test(told.msg)) {
    return { code: 'UNAUTHORIZED', detail: 'status 422, it does not know its own token any more' }
  }
  const [first] = Array.isArray(told.errors) ? (told.errors as unknown[]) : []
  const { message, error_type: type } = (first ?? {}) as { message?: unknown; error_type?: unknown }
  if (status === 400 && [message, told.message].some((one) => typeof one === 'string' && /csrf/i.test(one))) {
    return { detail: CSRF_DETAIL }
  }
  if (typeof type === 'string' && /^[A-Z_]{3,60}$/.test(type)) return { detail: `status ${status}, ${type}` }
  return typeof told.message === 'string' || typeof told.msg === 'string'
    ? { detail: `status ${status}` }
    : undefined
}
