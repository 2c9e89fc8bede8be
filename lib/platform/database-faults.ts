const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
])

/** True when an error, or one of its causes, means that the database could not be reached. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (depth > 6 || typeof error !== 'object' || error === null) return false
  const { code, cause, message, meta } = error as {
    code?: unknown
    cause?: unknown
    message?: unknown
    meta?: unknown
  }
  if (typeof code === 'string' && UNAVAILABLE.has(code)) return true
  if (
    typeof message === 'string' &&
    /connection terminated|timeout exceeded when trying to connect|server closed the connection|can't reach database/i.test(
      message,
    )
  )
    return true
  const originalCode = (error as { originalCode?: unknown }).originalCode
  if (typeof originalCode === 'string' && UNAVAILABLE.has(originalCode)) return true
  if (
    error instanceof AggregateError &&
    error.errors.some((inner) => isDatabaseUnavailable(inner, depth + 1))
  )
    return true
  return (
    isDatabaseUnavailable(cause, depth + 1) ||
    isDatabaseUnavailable(
      (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError,
      depth + 1,
    )
  )
}

/** Two transactions that waited for each other: the database ended one of them (deadlock, serialization failure). */
export const COLLISIONS = new Set(['40P01', '40001', 'P2034'])
/** Another holds what was to be written, and did not let go in time. */
export const HELD = new Set(['55P03'])
/** Nowhere to write: the disk is full, or a limit of the server is reached. */
export const FULL = new Set(['53100', '53000', '53400'])

/** A table or a column that this build knows and the database does not: its migrations have not run there. */
const UNKNOWN_THERE = new Set(['P2021', 'P2022', '42P01', '42703', '3F000'])

/** True when the database lacks tables or columns of this build: it was never migrated, or by an older one. */
export function isSchemaBehind(error: unknown): boolean {
  return hasCode(error, UNKNOWN_THERE)
}

/** True when the error, or one of its causes, has one of these codes. */
export function hasCode(error: unknown, codes: ReadonlySet<string>, depth = 0): boolean {
  if (depth > 6 || typeof error !== 'object' || error === null) return false
  const { code, originalCode, cause, meta } = error as Record<string, unknown>
  if (codes.has(String(code)) || codes.has(String(originalCode))) return true
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: unknown }
  return hasCode(cause, codes, depth + 1) || hasCode(driverAdapterError, codes, depth + 1)
}
