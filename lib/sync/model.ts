import type { FileFault } from '@/lib/platform/yaml-file'
import type { SyncOutcome, SyncPlan } from '@/lib/synced/model'
import type { ProductConfig, SegmentConfig } from './schema'

type InFile = {
  key: string
  /** `mappings/process-segments.yaml` */
  file: string
}

type OfProduct = ProductConfig & InFile
type QuerySource = Extract<ProductConfig['from'], { query: string }>
type DatabaseSource = Exclude<ProductConfig['from'], QuerySource>

export type SegmentMapping = SegmentConfig & InFile

/** One that reads a query of the catalogue. */
export type QueryMapping = OfProduct & { from: QuerySource }
export type ProductMapping = QueryMapping | (OfProduct & { from: DatabaseSource })

/** A file of `mappings/` that holds: which database or query feeds which records, field by field. */
export type Mapping = SegmentMapping | ProductMapping

/** One that reads a database of the knowledge base. */
export type DatabaseMapping = Exclude<Mapping, QueryMapping>

export function isOfQuery(mapping: Mapping): mapping is QueryMapping {
  return 'query' in mapping.from
}

/** What a mapping reads, as people call it: `Making / Process Step`, or the query's key. */
export function originName({ from }: Pick<Mapping, 'from'>): string {
  return 'query' in from ? from.query : `${from.space} / ${from.database}`
}

/** A kind of record that a mapping may feed. */
export type RecordName = Mapping['record']

export const RECORD_WORDS: Record<RecordName, { many: string; one: string; href: string }> = {
  segment: { many: 'Process segments', one: 'segment', href: '/segments' },
  product: { many: 'Products', one: 'product', href: '/products' },
}

/** What is wrong with a file, and where. */
export type MappingFault = FileFault

/** A field of a mapping beside the one that it was found to be, or why there is none. */
export type MappedField = {
  /** `name`, `parent`, `parameters.Temperature`, and `parameters.Speed (unit)` */
  to: string
  /** As the mapping names it. */
  from: string
  /** GraphQL: name and type; null where the database has no such field, and of a query, which tells it when it is asked. */
  found: { name: string; type: string } | null
  fault: string | null
}

/**
 * Names in what was read by what they tell: `name`, `parent`, `parameters.Speed`, `units.Speed`. Of several the first that
 * tells something is taken.
 */
export type FieldNames = ReadonlyMap<string, readonly string[]>

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
  /** The reader may read all that feeds it, and all records of its kind: a dry run tells of both. */
  mayTry: boolean
  /** Why it cannot be carried out now; empty when it can. */
  faults: readonly string[]
  fields: readonly MappedField[]
  /** The page of the database or the query in the portal. */
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
  /** There is one that a run would carry out. */
  canRun: boolean
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
