import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import { AppError, isAppError } from '@/lib/platform/errors'
import type { StoredFault } from '../repository/answers'

/** Nobody waits for an answer any more: its statement is ended. */
export class NobodyWaits extends Error {
  /** `timeout`: the last reader's time was up; `cancelled`: they left. */
  readonly why: 'timeout' | 'cancelled'

  constructor(why: 'timeout' | 'cancelled') {
    super('nobody waits for the answer any more')
    this.name = 'NobodyWaits'
    this.why = why
  }
}

/** A failure as readers of other replicas are told it. */
export function toStoredFault(error: unknown): StoredFault {
  if (isConnectorError(error)) {
    const { layer, code, system, operation, detail } = error
    return { layer, code, system, operation, detail }
  }
  const code = isAppError(error) ? error.code : 'INTERNAL'
  return { layer: '', code, system: '', operation: 'query', detail: '' }
}

/** A failure for one reader. What an engine says may quote a value of a row: `tellDetail` for who may see every row. */
export function toReaderError(fault: StoredFault, tellDetail: boolean, cause?: unknown): AppError {
  const { layer, code, system, operation } = fault
  if (layer === '') return new AppError(code === 'DATABASE_UNAVAILABLE' ? code : 'INTERNAL', { cause })
  const timedOut = layer === 'timeout'
  const detail = tellDetail || timedOut ? fault.detail : ''
  return new AppError(timedOut ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED', {
    details: { system, operation, layer, code, detail },
    cause,
  })
}

/** The failure of a run that one reader alone waited for. */
export function toRunError(error: unknown, tellDetail: boolean): unknown {
  if (!isConnectorError(error)) return error
  if (tellDetail) return toUpstreamError(error)
  return toReaderError(toStoredFault(error), false, error)
}

/** The reader's own time was up. `phase`: what the asking waited for. */
export function readerTimedOut(waitedMs: number, phase: 'engine' | 'reader' | 'answer'): AppError {
  const within = `within ${Math.round(waitedMs / 1_000)} s`
  const detail = {
    answer: `no answer ${within}`,
    engine: `no turn ${within}: the engine answers other questions`,
    reader: `no turn ${within}: so many of your own questions are being answered`,
  }[phase]
  return new AppError('UPSTREAM_TIMEOUT', {
    details: { layer: 'timeout', code: 'TIMEOUT', operation: 'query', detail, phase },
  })
}
