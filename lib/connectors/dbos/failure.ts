import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors'

/** What a person is told of why a step or run failed. */
export type EngineFailure = { name: string; message: string }

const LIMIT = 500

type ErrorLike = { name?: unknown; message?: unknown; code?: unknown; cause?: unknown; errors?: unknown }

/** A step that was repeated fails with all its attempts' errors: the last one tells what to mend. */
export function lastAttempt(error: unknown): unknown {
  const { errors } = (error ?? {}) as ErrorLike
  return Array.isArray(errors) && errors.length > 0 ? errors.at(-1) : error
}

/** Words for an error, also for one that was stored and read back: the portal's own codes in words, and what caused it. */
export function describeFailure(thrown: unknown): EngineFailure {
  const error = (lastAttempt(thrown) ?? {}) as ErrorLike
  const cause = error.cause as ErrorLike | undefined
  const because = typeof cause?.message === 'string' && cause.message !== '' ? ` (${cause.message})` : ''
  if (typeof error.code === 'string' && error.code in ERROR_TABLE) {
    const code = error.code as ErrorCode
    const said = error.message === code || typeof error.message !== 'string'
    return { name: code, message: cut(said ? ERROR_TABLE[code].words + because : String(error.message)) }
  }
  const message =
    typeof error.message === 'string' && error.message !== '' ? withoutExcerpt(error.message) : String(thrown)
  return { name: typeof error.name === 'string' ? error.name : 'Error', message: cut(message + because) }
}

/** Prisma puts an excerpt of the source before what happened, which is the last line. */
function withoutExcerpt(message: string): string {
  const text = message.trim()
  if (!text.startsWith('Invalid `')) return text
  const last = text.slice(text.lastIndexOf('\n') + 1).trim()
  const [, code, said] = /^Database error\. Code: `(\w+)`\. Message: `(.*)`$/.exec(last) ?? []
  return code === undefined ? last : `${said} (PostgreSQL ${code})`
}

function cut(message: string): string {
  return message.length <= LIMIT ? message : `${message.slice(0, LIMIT - 1)}…`
}
