import { Error as dbosErrors } from '@dbos-inc/dbos-sdk'
import { runWithAbortableDbRetries } from '@dbos-inc/dbos-sdk/internal/context'
import { isDatabaseUnavailable } from '@/lib/platform/database-faults'
import { AppError, isAppError } from '@/lib/platform/errors'

export const ENGINE_DEADLINE_MS = 4_000

/**
 * Asks the engine within a deadline. DBOS repeats what it asks of its database for ever when that is away; here the
 * repeating is given up at the deadline too, so that nothing happens behind the back of a caller who was told it failed.
 * @throws AppError DATABASE_UNAVAILABLE at the deadline, NOT_FOUND for a run that is not there, CONFLICT for one that is
 * in another state than the call needs.
 */
export async function withinDeadline<T>(ask: () => Promise<T>, deadlineMs = ENGINE_DEADLINE_MS): Promise<T> {
  const giveUp = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      giveUp.abort()
      reject(
        new AppError('DATABASE_UNAVAILABLE', {
          cause: new Error(`the workflow engine's database did not answer within ${deadlineMs} ms`),
        }),
      )
    }, deadlineMs)
  })
  try {
    return await Promise.race([runWithAbortableDbRetries(giveUp.signal, ask), late])
  } catch (error) {
    throw toEngineError(error)
  } finally {
    clearTimeout(timer)
  }
}

function toEngineError(error: unknown): AppError {
  if (isAppError(error)) return error
  if (error instanceof dbosErrors.DBOSNonExistentWorkflowError) {
    return new AppError('NOT_FOUND', { cause: error })
  }
  if (error instanceof dbosErrors.DBOSQueryTimeoutError || isDatabaseUnavailable(error)) {
    return new AppError('DATABASE_UNAVAILABLE', { cause: error })
  }
  if (error instanceof Error && /Cannot rewind|changed status while being rewound/.test(error.message)) {
    return new AppError('CONFLICT', { cause: error })
  }
  return new AppError('INTERNAL', { cause: error })
}
