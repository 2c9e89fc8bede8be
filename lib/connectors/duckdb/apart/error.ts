import { ConnectorError } from '../../errors'
import type { ErrorPlace } from '../error-place'
import { SYSTEM } from '../errors'
import type { ApartFault } from './messages'

/** What became of a statement at the engine apart, with the place that the engine points at. */
export class ApartError extends ConnectorError {
  readonly place: ErrorPlace | null

  constructor({ layer, code, detail, place }: ApartFault, cause?: unknown) {
    super({ system: SYSTEM, operation: 'statement', layer, code, detail, retryable: false, cause })
    this.place = place
  }
}

/** The engine ended under a statement: killed by the system for its memory, or by a fault of its own. */
export function engineEnded(): ApartError {
  const detail =
    'the statement took its engine down, most likely by its memory; the next one has a new engine'
  return new ApartError({ layer: 'unreachable', code: 'CONNECTION_CUT', detail, place: null })
}

export function engineDidNotStart(detail: string): ApartError {
  return new ApartError({ layer: 'unreachable', code: 'UNREACHABLE', detail, place: null })
}
