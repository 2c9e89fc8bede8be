import type { ConnectorCode, ConnectorLayer } from '../../errors'
import type { Column, Row } from '../../tabular'
import type { ErrorPlace } from '../error-place'

/** What bounds the engine apart. */
export type ApartLimits = {
  /** What the engine itself may keep, tables included. */
  memoryMb: number
  threads: number
}

/** What of an answer is given: whichever is reached first. */
export type AnswerLimits = { rows: number; cells: number; characters: number }

/** What the portal tells the process. */
export type ToApart =
  | { kind: 'begin'; folders: readonly string[]; limits: ApartLimits }
  | { kind: 'ask'; id: number; sql: string; limits: AnswerLimits; timeoutMs: number }
  | { kind: 'stop'; id: number }

export type ApartAnswer = {
  columns: readonly Column[]
  rows: readonly Row[]
  /** More rows exist than are given, and why they are not. */
  cut: 'rows' | 'size' | null
}

/** A ConnectorError that travels. `place`: where in the statement, when the engine says so. */
export type ApartFault = {
  layer: ConnectorLayer
  code: ConnectorCode
  detail: string
  place: ErrorPlace | null
}

/** What the process tells the portal. `residentMb`: what it holds once the statement has ended. */
export type FromApart =
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; residentMb: number; answer: ApartAnswer }
  | { kind: 'fault'; id: number; residentMb: number; fault: ApartFault }
