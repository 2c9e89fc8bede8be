import {
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  type IBackoff,
  type IRetryBackoffContext,
  type Policy,
  retry,
  wrap,
} from 'cockatiel'
import { type ConnectorCode, type ConnectorError, isConnectorError } from './errors'

export type RepeatLimits = {
  retries: number
  retryDelayMs: number
  breakerAfter: number
  breakerOpenMs: number
}

/** `again`: any passing failure of a read. `unlessBegun`: only when it surely was not begun. `once`: never. */
export type Repeats = 'again' | 'unlessBegun' | 'once'

/**
 * A system that tells of a fault of its own, in its own words, is not away: one space that it cannot read would stand in the
 * way of all the others. Nor is one that wants to be asked less often: of that it tells each call when to come.
 */
const STILL_THERE = new Set<ConnectorCode>(['SERVER_FAULT', 'RATE_LIMITED'])

/** One breaker for all three: who asks once is told of its pause, and counts for it. */
export function createPolicies(limits: RepeatLimits) {
  const away = handleWhen(
    (error) => isConnectorError(error) && error.retryable && !STILL_THERE.has(error.code),
  )
  const breaker = circuitBreaker(away, {
    halfOpenAfter: limits.breakerOpenMs,
    breaker: new ConsecutiveBreaker(limits.breakerAfter),
  })
  const repeating = (policy: Policy) =>
    wrap(retry(policy, { maxAttempts: limits.retries, backoff: backoffOf(limits) }), breaker)
  return {
    again: repeating(handleWhen((error) => isConnectorError(error) && error.retryable)),
    unlessBegun: repeating(handleWhen((error) => isConnectorError(error) && wasNotBegun(error))),
    once: breaker,
  }
}

/** Failures before a connection stood. One that was cut may have been heard to its end. */
const NOBODY_LISTENED = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
])

function wasNotBegun({ code, detail, retryable }: ConnectorError): boolean {
  if (code === 'UNREACHABLE') return NOBODY_LISTENED.has(detail)
  return retryable && (code === 'RATE_LIMITED' || code === 'BREAKER_OPEN')
}

/** Longer each time, jittered; and no earlier than the system asked for. */
function backoffOf({ retryDelayMs }: RepeatLimits) {
  const growing = new ExponentialBackoff({ initialDelay: retryDelayMs, maxDelay: retryDelayMs * 8 })
  return new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>((context, before) => {
    const state = before === undefined ? growing.next() : before.next(context)
    const { result } = context
    const asked = 'error' in result && isConnectorError(result.error) ? result.error.retryAfterMs : undefined
    return { delay: Math.max(state.duration, asked ?? 0), state }
  })
}
