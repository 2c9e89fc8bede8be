import type { Right } from '@/lib/access/model'
import type { BoundValue, Cell, Column } from '@/lib/connectors/tabular'
import type { Brand } from '@/lib/platform/brand'

/** The file's name without `.sql`: `revenue-by-month`. */
export type QueryKey = Brand<string, 'QueryKey'>

export const PARAMETER_TYPES = ['text', 'integer', 'decimal', 'date', 'boolean'] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

export type Parameter = {
  name: string
  label: string
  description: string
  type: ParameterType
  /** As text, as it stands in an address; null when the parameter may be left open (NULL). */
  defaultText: string | null
  /** As text; empty when anything of the type is allowed. */
  allowed: readonly string[]
}

export const CHART_KINDS = ['figure', 'line', 'bar'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/** Columns by name. A single figure has no `x`. */
export type ChartSpec = { kind: ChartKind; x: string | null; y: string }

/** How people see a column; what is exported is exact and does not care. */
export type ColumnFormat = {
  label: string
  /** Digits after the point that people see. Absent: as many as there are. */
  decimals?: number
  /** `product`: a product's code, linked to its card. `month`: a date of which only month and year matter. */
  show?: 'product' | 'month'
  /** A total stands below the column: the exact sum, rounded once. */
  total: boolean
}

/** How old the data behind a query may be: `static` data does not change. */
export type Freshness = { kind: 'static' } | { kind: 'within'; seconds: number; text: string }

/** A question kept as code: one file of `analytics/`. */
export type Query = {
  key: QueryKey
  title: string
  description: string
  owner: string
  tags: readonly string[]
  /** Asked for besides `read:query`; the rows are those that both reach. */
  right: Right
  parameters: readonly Parameter[]
  /** The statement is bound to the reader's product groups. Without it, only who may see all rows is offered it. */
  rowScope: 'productGroup' | null
  chart: ChartSpec | null
  columns: ReadonlyMap<string, ColumnFormat>
  sources: readonly string[]
  freshness: Freshness
  /** One SELECT, front matter left out. */
  sql: string
}

/** Why a file of `analytics/` is no query. */
export type CatalogueFault = { file: string; line: number; reason: string }

export type Catalogue = { queries: ReadonlyMap<QueryKey, Query>; faults: readonly CatalogueFault[] }

/** The rows of a query that somebody reaches: every one, those of some product groups, or none at all. */
export type RowAccess =
  | { reach: 'all' }
  | { reach: 'groups'; productGroups: readonly string[] }
  | { reach: 'none' }

export const RUN_PURPOSES = ['page', 'export', 'cli'] as const
export type RunPurpose = (typeof RUN_PURPOSES)[number]

export const RUN_OUTCOMES = ['done', 'failed', 'timeout', 'cancelled'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

/** One run, as it is recorded. */
export type RunRecord = {
  queryKey: QueryKey
  /** As text, defaults included. */
  parameters: Readonly<Record<string, string | null>>
  purpose: RunPurpose
  engine: string
  startedAt: Date
  elapsedMs: number
  rows: number | null
  outcome: RunOutcome
  failure: string | null
}

/** Parameters worked out: what the address says, and what is bound. */
export type ParameterValues = {
  texts: Readonly<Record<string, string | null>>
  bound: Readonly<Record<string, BoundValue>>
}

export type QuerySummary = Pick<
  Query,
  'key' | 'title' | 'description' | 'owner' | 'tags' | 'chart' | 'freshness'
> & { lastRunAt: Date | null }

/** A query as a reader gets it: the statement only for those who may read it. */
export type QueryView = Omit<Query, 'sql'> & {
  sql: string | null
  access: Exclude<RowAccess, { reach: 'none' }>
  mayExport: boolean
}

export type QueryAnswer = {
  queryKey: QueryKey
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  parameters: Readonly<Record<string, string | null>>
  /** More rows exist than are given. */
  truncated: boolean
  elapsedMs: number
  engine: string
  asOf: Date
}

/** Characters of a text parameter, in the browser and on the server alike. */
export const MAX_PARAMETER_TEXT = 500
