import { isConnectorError } from '@/lib/connectors/errors'
import type { ResultStream, StatementRequest } from '@/lib/connectors/tabular'

type Open = (request: StatementRequest) => Promise<ResultStream>

export type FlightFirstOptions = {
  flight: Open
  rest: Open
  nowMs: () => number
  warn: (details: { detail: string }, message: string) => void
}

/** After Flight could not be reached it is left alone for so long. */
const PAUSE_MS = 30_000

/**
 * Rows by Arrow Flight, which carries a million in the time of REST's first pages; by REST where Flight cannot be reached:
 * its port is often shut where that of the API is open. Whatever else goes wrong is told, not tried by the other way: the
 * statement has begun, or would fail there as well.
 */
export function flightFirst({ flight, rest, nowMs, warn }: FlightFirstOptions): Open {
  let restUntil = Number.NEGATIVE_INFINITY
  return async (request) => {
    const startedAt = nowMs()
    if (startedAt < restUntil) return await rest(request)
    try {
      return await flight(request)
    } catch (error) {
      if (!isConnectorError(error) || error.code !== 'UNREACHABLE') throw error
      restUntil = nowMs() + PAUSE_MS
      warn({ detail: error.detail }, 'Arrow Flight cannot be reached: rows come by REST')
      // A timer takes whole milliseconds.
      const left = Math.floor(request.timeoutMs - (nowMs() - startedAt))
      if (left < 1) throw error
      return await rest({ ...request, timeoutMs: left })
    }
  }
}
