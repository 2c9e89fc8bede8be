import { withoutValues } from '../hide-values'
import type { StatementRequest } from '../tabular'
import { timedOut, toFlightError } from './errors'

/** The server stops by itself a little after us, lest its own words of an interrupted statement come before our timeout. */
const SERVER_LATER_MS = 1_000

/** One question to the server, from asking to the last row: how long it may take, and who may end it before. */
export type Run = {
  operation: string
  /** Milliseconds since 1970: what the server is told. */
  deadline: number
  /** Aborted at the deadline, when the reader leaves, and when the run is over. */
  signal: AbortSignal
  /** What the caller is told: the reader's own reason, the timeout, or what went wrong. `started`: rows had begun to come. */
  toFault: (error: unknown, started?: boolean) => unknown
  /** Ends what is still under way, at the server too; calling it again does nothing. */
  end: () => void
}

type RunRequest = Pick<StatementRequest, 'timeoutMs' | 'signal'> & Partial<Pick<StatementRequest, 'values'>>

export function createRun(operation: string, { timeoutMs, signal, values = {} }: RunRequest): Run {
  const expired = AbortSignal.timeout(timeoutMs)
  const over = new AbortController()
  return {
    operation,
    deadline: Date.now() + timeoutMs + SERVER_LATER_MS,
    signal: AbortSignal.any(signal === undefined ? [expired, over.signal] : [expired, signal, over.signal]),
    toFault: (error, started = false) => {
      if (signal?.aborted) return signal.reason
      if (expired.aborted) return timedOut(operation, timeoutMs)
      return withoutValues(toFlightError(operation, error, started), values)
    },
    end: () => over.abort(),
  }
}

/** @throws the signal's reason, when it is aborted before the work is done */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
