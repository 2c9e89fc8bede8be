import type { SegmentParameter } from './parameter'
import type { Changes, SegmentStatus } from './segment'
import type { Overrides } from './step'

/** A segment as it is exchanged. What is left out (undefined) stays as it is where the segment is known already. */
export type ExchangedSegment = {
  code: string
  name: string
  description?: string | undefined
  /** Null: at the top. */
  parentCode?: string | null | undefined
  parameters: readonly SegmentParameter[]
  duration?: string | null | undefined
  tags?: readonly string[] | undefined
  status?: SegmentStatus | undefined
}

export type ExchangedStep = { segmentCode: string } & Overrides

/** A product's steps in order; the product itself is not exchanged. */
export type ExchangedProduct = { code: string; name?: string | undefined; steps: readonly ExchangedStep[] }

/** Segments, a parent always before what stands below it, and products. */
export type Exchange = { segments: readonly ExchangedSegment[]; products: readonly ExchangedProduct[] }

/** Something read from a file: the value, or all that is wrong with it; and what of it the portal does not keep. */
export type Read<T> = { code: string; value: T | null; faults: readonly string[]; notes: readonly string[] }

export type ReadExchange = {
  segments: readonly Read<ExchangedSegment>[]
  products: readonly Read<ExchangedProduct>[]
}

export type PlanOutcome = 'add' | 'change' | 'same' | 'skip'

export const OUTCOME_LABELS: Record<PlanOutcome, string> = {
  add: 'Added',
  change: 'Changed',
  same: 'Unchanged',
  skip: 'Skipped',
}

/** What an import would do with one record, and why. */
export type PlanEntry = {
  kind: 'segment' | 'product'
  code: string
  outcome: PlanOutcome
  /** Why it is skipped, or what of it is not kept. */
  reasons: readonly string[]
  changes: Changes
}

export type ImportPlan = {
  entries: readonly PlanEntry[]
  /** Stands for the plan: an import carries out this one, or refuses. */
  fingerprint: string
}

export const MAX_EXCHANGED = 2_000
/** What an action takes at once (1 MB), less its other fields. */
export const MAX_DOCUMENT_CHARACTERS = 900_000
