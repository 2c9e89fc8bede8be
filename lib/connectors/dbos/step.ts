import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk'
import { currentOwnerXid } from '@dbos-inc/dbos-sdk/internal/context'
import { getExecutor } from '@dbos-inc/dbos-sdk/internal/dbos'
import { isAppError, statusFor } from '@/lib/platform/errors'
import type { StepEnvelope } from './map'

export type StepPolicy = {
  /** The first one included. */
  maxAttempts: number
  intervalSeconds: number
  backoffRate: number
  timeoutMs: number
}

export type StepAttempt = {
  /** From 1. */
  number: number
  /** Fires when the attempt's time is over or the run is cancelled. */
  signal: AbortSignal
}

/** Runs `work` as a step: once it has ended well it is never run again for this run, whatever dies meanwhile. */
export type RunStep = <T>(name: string, work: (attempt: StepAttempt) => Promise<T>) => Promise<T>

// An executor that was suspended past its lease wakes in the middle of a run that another has taken up. Its writes are
// refused by the engine, but only after the work: so it asks before the work whether the run is still its own.
async function requireOwnership(): Promise<void> {
  const runId = DBOS.workflowID
  if (runId === undefined) return
  const mine = currentOwnerXid(runId)
  if ((await getExecutor().systemDatabase.getWorkflowOwner(runId)) !== mine) {
    throw new DBOSWorkflowConflictError(runId)
  }
}

/**
 * Whether an attempt may be repeated: not after an error that says of itself, or of its cause, that asking again is no
 * use, nor after one of ours that lies with what was asked.
 */
export function mayPass(error: unknown): boolean {
  const { retryable, cause } = (error ?? {}) as { retryable?: unknown; cause?: { retryable?: unknown } }
  if (retryable === false || cause?.retryable === false) return false
  if (!isAppError(error)) return true
  const status = statusFor(error.code)
  return status >= 500 || status === 429
}

export async function runStep<T>(
  policy: StepPolicy,
  name: string,
  work: (attempt: StepAttempt) => Promise<T>,
): Promise<T> {
  const envelope = await DBOS.runStep(
    async (): Promise<StepEnvelope<T>> => {
      await requireOwnership()
      const { currentAttempt, timeoutSignal, cancelSignal } = DBOS.stepStatus ?? {}
      const number = currentAttempt ?? 1
      const signals = [timeoutSignal, cancelSignal].filter((signal) => signal !== undefined)
      return { attempts: number, value: await work({ number, signal: AbortSignal.any(signals) }) }
    },
    {
      name,
      retriesAllowed: policy.maxAttempts > 1,
      maxAttempts: policy.maxAttempts,
      intervalSeconds: policy.intervalSeconds,
      backoffRate: policy.backoffRate,
      timeoutMS: policy.timeoutMs,
      shouldRetry: mayPass,
    },
  )
  return envelope.value
}
