import { type AppError, ERROR_TABLE, toAppError } from './errors'
import { logger } from './logger'

/** RFC 9457 problem details. `type` is a stable URN of the code. */
export function problemResponse(thrown: unknown, requestId: string): Response {
  const error: AppError = toAppError(thrown)
  const row = ERROR_TABLE[error.code]
  if (row.report) logger.error({ requestId, code: error.code, err: error.cause ?? error }, 'request failed')
  const body = {
    type: `urn:pergola:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: row.words,
    status: row.status,
    code: error.code,
    requestId,
    ...(error.fieldErrors === undefined ? {} : { fieldErrors: error.fieldErrors }),
    ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
  }
  return Response.json(body, {
    status: row.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  })
}
