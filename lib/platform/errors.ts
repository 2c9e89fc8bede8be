/**
 * One error type and one table. Codes travel; words, status and log level are looked up at the edge.
 */
export const ERROR_TABLE = {
  VALIDATION: { status: 422, level: 'info', report: false, words: 'Some fields need another look.' },
  UNAUTHENTICATED: { status: 401, level: 'info', report: false, words: 'Sign in to go on.' },
  ACCOUNT_DISABLED: {
    status: 403,
    level: 'warn',
    report: false,
    words: 'Your account is disabled. Ask an administrator to enable it.',
  },
  FORBIDDEN: {
    status: 403,
    level: 'warn',
    report: false,
    words: 'Your roles do not allow this. Ask an administrator for the right named below.',
  },
  NOT_FOUND: {
    status: 404,
    level: 'info',
    report: false,
    words: 'There is nothing here, or nothing that you may open.',
  },
  VERSION_CONFLICT: {
    status: 409,
    level: 'info',
    report: false,
    words: 'Somebody else saved this first. Nothing of yours is lost: compare and save again.',
  },
  CONFLICT: {
    status: 409,
    level: 'info',
    report: false,
    words: 'This does not fit the present state. Reload and look again.',
  },
  LAST_ADMIN: {
    status: 409,
    level: 'warn',
    report: false,
    words: 'This is the last enabled administrator. Make somebody else one first.',
  },
  TOO_LARGE: {
    status: 413,
    level: 'info',
    report: false,
    words:
      'What was sent is too large: at most 1 MB at once. Nothing of it was saved. Go back and make the text shorter.',
  },
  RATE_LIMITED: {
    status: 429,
    level: 'warn',
    report: false,
    words: 'Too many requests. Wait a moment and try again.',
  },
  UPSTREAM_FAILED: {
    status: 502,
    level: 'error',
    report: false,
    words: 'The other system did not answer as it should. What is known here is still shown.',
  },
  UPSTREAM_TIMEOUT: {
    status: 504,
    level: 'error',
    report: false,
    words: 'The other system took too long. Try again in a moment.',
  },
  NOT_CONFIGURED: {
    status: 409,
    level: 'warn',
    report: false,
    words: 'This is not connected yet. An administrator can connect it.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    level: 'error',
    report: true,
    words: "The portal's database does not answer. This page tries again by itself.",
  },
  STORAGE_FULL: {
    status: 507,
    level: 'error',
    report: true,
    words:
      "The portal's database has no room left. Nothing was saved. Tell whoever runs the portal, and save again later.",
  },
  BUSY: {
    status: 503,
    level: 'warn',
    report: false,
    words:
      'Somebody else is writing the same at this moment, perhaps a large import. Nothing of yours was saved; try again in a minute.',
  },
  INTERNAL: {
    status: 500,
    level: 'error',
    report: true,
    words: 'Something went wrong on our side. It is recorded under the request id below.',
  },
} as const satisfies Record<
  string,
  { status: number; level: 'info' | 'warn' | 'error'; report: boolean; words: string }
>

export type ErrorCode = keyof typeof ERROR_TABLE

/** Messages by field name; the key `_` holds what concerns the form as a whole. */
export type FieldErrors = Record<string, string[]>

export type AppErrorOptions = {
  /** Safe to log and to show: ids, names of rights, counts. Never input bodies, secrets or personal values. */
  details?: Record<string, unknown>
  fieldErrors?: FieldErrors
  cause?: unknown
}

/** What lib/platform/request-log keeps on globalThis; asked here without importing it, since this module runs anywhere. */
type RequestStore = { pergolaRequests?: { facts: { getStore: () => { requestId: string } | undefined } } }

/** `CODE` or `CODE@request-id`: Next hands an error boundary in the browser nothing but its digest. */
function digestOf(code: string): string {
  const requestId = (globalThis as RequestStore).pergolaRequests?.facts.getStore()?.requestId
  return requestId === undefined ? code : `${code}@${requestId}`
}

/** Reads a digest back; null for one that Next made itself (its hash stands in the log beside the error). */
export function parseDigest(
  digest: string | undefined,
): { code: ErrorCode; requestId: string | null } | null {
  const [code, requestId] = (digest ?? '').split('@')
  return code !== undefined && code in ERROR_TABLE
    ? { code: code as ErrorCode, requestId: requestId ?? null }
    : null
}

/** The only error that services throw. `digest` is what Next passes to the browser's error boundary. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>
  readonly fieldErrors: FieldErrors | undefined
  readonly digest: string

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
    this.fieldErrors = options.fieldErrors
    this.digest = digestOf(code)
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError || (error instanceof Error && error.name === 'AppError' && 'code' in error)
}

/** Any thrown value as an AppError: unknown ones become INTERNAL and keep their cause. */
export function toAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', { cause: error })
}

export function wordsFor(code: ErrorCode): string {
  return ERROR_TABLE[code].words
}

export function statusFor(code: ErrorCode): number {
  return ERROR_TABLE[code].status
}
