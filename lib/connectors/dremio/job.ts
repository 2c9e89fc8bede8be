import { isConnectorError } from '../errors'
import type { ApiAsking, DremioApi } from './api'
import { queryFailed } from './errors'

export type PollPace = { firstMs: number; factor: number; mostMs: number }

/** Software has no ceiling; Cloud lets one address ask 100 times a minute for all its jobs. */
export const SOFTWARE_PACE: PollPace = { firstMs: 25, factor: 1.6, mostMs: 2_000 }
export const CLOUD_PACE: PollPace = { firstMs: 500, factor: 1.7, mostMs: 10_000 }

export type Waiting = {
  api: DremioApi
  pace: PollPace
  /** @throws the signal's reason */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The call was not made, or was told to come later: that says nothing of the job. */
const NOT_NOW = new Set(['RATE_LIMITED', 'LIMITER_FULL', 'BREAKER_OPEN'])

/**
 * Asks again and again, ever more seldom and never in step with others, until the job has ended.
 * @throws ConnectorError QUERY_FAILED when it failed or somebody else cancelled it; or the signal's reason
 */
export async function untilCompleted(
  { api, pace, pause }: Waiting,
  jobId: string,
  asking: ApiAsking & { signal: AbortSignal },
): Promise<void> {
  for (let delayMs = pace.firstMs; ; delayMs = Math.min(delayMs * pace.factor, pace.mostMs)) {
    await pause(delayMs * (0.75 + Math.random() / 2), asking.signal)
    try {
      const { jobState, errorMessage, cancellationReason } = await api.status(jobId, asking)
      if (jobState === 'COMPLETED') return
      if (jobState === 'FAILED')
        throw queryFailed(errorMessage || 'the job failed, and Dremio does not say why')
      if (jobState === 'CANCELED') {
        throw queryFailed(`cancelled at Dremio${cancellationReason ? `: ${cancellationReason}` : ''}`)
      }
      if (jobState === 'INVALID_STATE') throw queryFailed('the job is in no state that Dremio knows')
    } catch (error) {
      asking.signal.throwIfAborted()
      if (!isConnectorError(error) || !NOT_NOW.has(error.code)) throw error
    }
  }
}
