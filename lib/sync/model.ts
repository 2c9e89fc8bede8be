import type { SyncOutcome, SyncPlan } from '@/lib/synced/model'
import type { ProductConfig, SegmentConfig } from './schema'

type InFile = {
  key: string
  /** `mappings/process-segments.yaml` */
  file: string
}

export type SegmentMapping = SegmentConfig & InFile
export type ProductMapping = ProductConfig & InFile

/** A file of `mappings/` that holds: which database feeds which records, field by field. */
export type Mapping = SegmentMapping | ProductMapping

/** A kind of record that a mapping may feed. */
export type RecordName = Mapping['record']

export const RECORD_WORDS: Record<RecordName, { many: string; one: string; href: string }> = {
  segment: { many: 'Process segments', one: 'segment', href: '/segments' },
  product: { many: 'Products', one: 'product', href: '/products' },
}

/** What is wrong with a file, and where. */
export type MappingFault = { file: string; line: number; key: string; reason: string }

/** A field of a mapping beside the one that it was found to be, or why there is none. */
export type MappedField = {
  /** `name`, `parent`, `parameters.Temperature`, and `parameters.Speed (unit)` */
  to: string
  /** As the mapping names it. */
  from: string
  /** GraphQL: name and type; null where the database has no such field. */
  found: { name: string; type: string } | null
  fault: string | null
}

export const READING_OUTCOMES = ['running', 'read', 'applied', 'superseded', 'failed'] as const
export type ReadingOutcome = (typeof READING_OUTCOMES)[number]

/** What became of a reading that was carried out: numbers, and the first of what was refused. */
export type SyncSummary = {
  counts: Record<SyncOutcome, number>
  refused: readonly { label: string; code: string; reasons: readonly string[] }[]
}

export const MAX_REFUSED_KEPT = 200

export function toSummary({ counts, entries }: SyncPlan): SyncSummary {
  const refused = entries.filter(({ outcome }) => outcome === 'refuse').slice(0, MAX_REFUSED_KEPT)
  return { counts, refused: refused.map(({ label, code, reasons }) => ({ label, code, reasons })) }
}

/** One reading of what feeds a mapping's records. */
export type Reading = {
  id: string
  mapping: string
  startedAt: Date
  finishedAt: Date | null
  outcome: ReadingOutcome
  summary: SyncSummary | null
  failure: { code: string; detail: string } | null
}

/** A mapping as its page shows it. */
export type MappingView = {
  mapping: Mapping
  /** The reader may read all records of its kind, which a dry run tells of. */
  mayTry: boolean
  /** Why it cannot be carried out now; empty when it can. */
  faults: readonly string[]
  fields: readonly MappedField[]
  /** The database's page in the portal. */
  href: string | null
  /** The last one that was carried out. */
  applied: Reading | null
  /** The last one, when that is another. */
  last: Reading | null
}

export type SyncOverview = {
  views: readonly MappingView[]
  /** Files that do not hold. */
  faults: readonly MappingFault[]
  /** A workspace is connected. */
  configured: boolean
}

/** What one mapping came to. */
export type SyncResult = {
  key: string
  title: string
  /** `tried`: a dry run. `joined`: another run is reading it. `superseded`: one that began later was carried out before. */
  outcome: 'tried' | 'applied' | 'superseded' | 'joined' | 'failed'
  plan: SyncPlan | null
  failure: { code: string; words: string } | null
}

/** `3 added, 1 refused`; what is none is left out. */
export function countWords(counts: Record<SyncOutcome, number>): string {
  const words: [SyncOutcome, string][] = [
    ['add', 'added'],
    ['change', 'changed'],
    ['same', 'unchanged'],
    ['gone', 'gone'],
    ['refuse', 'refused'],
  ]
  const told = words.flatMap(([outcome, word]) => (counts[outcome] > 0 ? [`${counts[outcome]} ${word}`] : []))
  return told.length === 0 ? 'nothing there' : told.join(', ')
}
