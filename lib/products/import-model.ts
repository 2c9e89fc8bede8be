import type { Brand } from '@/lib/platform/brand'
import type { TableFormat } from '@/lib/platform/tables/model'

export type ImportId = Brand<string, 'ImportId'>

/**
 * `reading`: the file is coming in. `mapping`: its columns are to be confirmed. `checking` and `applying` go on behind
 * the page. `checked`: nothing is changed yet. `failed`: nothing was changed, and nothing will be.
 */
export const IMPORT_STATES = [
  'reading',
  'mapping',
  'checking',
  'checked',
  'applying',
  'done',
  'failed',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export const IMPORT_OUTCOMES = ['add', 'change', 'same', 'skip'] as const
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number]

export type ProductImport = {
  id: ImportId
  actorKind: string
  actorId: string
  fileName: string
  format: TableFormat
  /** How the file was read, and what of it was left out. */
  notes: readonly string[]
  headers: readonly string[]
  headerKey: string
  /** The field that each column is taken for; empty for one that is left out. */
  mapping: readonly string[]
  state: ImportState
  rowCount: number
  doneCount: number
  scopeKey: string | null
  failure: string | null
  createdAt: Date
  changedAt: Date
}

export type ImportCounts = Record<ImportOutcome, number>

export type ImportChange = Record<string, { before: unknown; after: unknown }>

export type ImportRow = {
  n: number
  /** As the file has it; null where it has none. */
  code: string | null
  outcome: ImportOutcome
  reasons: readonly string[]
  changes: ImportChange | null
}

/** Largest file that is taken, in bytes. */
export const MAX_IMPORT_BYTES = 100 * 2 ** 20
export const IMPORT_ROWS_PER_PAGE = 50
/** How long an import and its rows are kept after the last thing that happened to it. */
export const IMPORT_KEPT_DAYS = 7
/** Where the form sends a file (proxy.ts leaves it alone: it would hold the body in memory). */
export const IMPORT_FILE_PATH = '/products/import/file'

export const SKIPPED_LATE =
  'The product, its group or its owner was changed after the rows were checked. Check them again.'
