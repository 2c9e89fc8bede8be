import type { Right } from '@/lib/access/model'
import type { BoundValue, Cell, Column } from '@/lib/connectors/tabular'
import type { Brand } from '@/lib/platform/brand'
import type { ErrorCode } from '@/lib/platform/errors'

/** The file's name without `.sql`: `revenue-by-month`. */
export type QueryKey = Brand<string, 'QueryKey'>

export const PARAMETER_TYPES = ['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean'] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

export type Parameter = {
  name: string
  label: string
  description: string
  /** Of the value, or of each item of a list. */
  type: ParameterType
  /** Takes several values, written as `a, b, "c, d"` (list-text.ts). */
  list: boolean
  /** As text, as it stands in an address; null when the parameter may be left open (NULL). */
  defaultText: string | null
  /** As text; empty when anything of the type is allowed. Of a list: its items. */
  allowed: readonly string[]
  /** What is allowed is what this column of another query holds, in the rows of the reader. */
  allowedFrom: { query: QueryKey; column: string } | null
  /** `allowed` is what was listed for this reader, and all there is, even when it is nothing. */
  listed?: boolean
}

export const CHART_KINDS = ['figure', 'line', 'bar', 'stacked', 'scatter', 'heatmap'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/**
 * Columns by name; null where a kind has none of it. The figures stand in `y`, of a heat map in `value`, of a scatter plot
 * in `x` too.
 */
export type ChartSpec = {
  kind: ChartKind
  /** What `y` is drawn along; of a heat map its columns. A single figure has none. */
  x: string | null
  /** Of a heat map its rows. */
  y: string
  /** One line, one part of each stack, one colour of points for each value of this column. Stacks need it. */
  series: string | null
  /** Of a heat map: the figures. */
  value: string | null
  /** Of a single figure: what it is compared with. */
  comparison: string | null
  /** Of a scatter plot: what a point is called. */
  label: string | null
}

export const ENGINES = ['duckdb', 'dremio'] as const
export type EngineName = (typeof ENGINES)[number]

/** A column of an answer, by which it is ordered. */
export type OrderTerm = { column: string; descending: boolean }

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
  /** The rows are held to the reader's product groups. Without it, only who may see all rows is offered it. */
  rowScope: 'productGroup' | null
  /**
   * With a row scope: the column of the answer that holds the product group's code. The portal itself keeps the rows of
   * the reader's groups and orders them. Null: the statement binds $scope_all and $scope_groups (statement.ts).
   */
  scopeColumn: string | null
  orderBy: readonly OrderTerm[]
  /** Bound to one engine; null: whichever the portal has. */
  engine: EngineName | null
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

/** `fresh`: the engine was asked. `joined`: another reader's asking served this one too. `kept`: an answer was there. */
export const ANSWER_KINDS = ['fresh', 'joined', 'kept'] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]

/** One run, as it is recorded. */
export type RunRecord = {
  queryKey: QueryKey
  /** As text, defaults included. */
  parameters: Readonly<Record<string, string | null>>
  purpose: RunPurpose
  engine: string
  startedAt: Date
  /** At the engine; for a reader who joined, the wait. */
  elapsedMs: number
  /** Before the engine was asked: for a place among the reader's questions, and at the engine. */
  queueMs: number
  rows: number | null
  /** Of the rows as text, before they are compressed or written to a file. */
  bytes: number | null
  outcome: RunOutcome
  failure: string | null
  answer: AnswerKind
  /** `all`, or the product groups. */
  rowScope: string
  /** Kept answers that the same reader was given within a moment are one row. */
  times: number
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

/** Why there is no newer answer. `detail`: what the engine said, where the reader may be told; empty otherwise. */
export type AnswerFault = { code: ErrorCode; detail: string; at: Date }

export type QueryAnswer = {
  queryKey: QueryKey
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  parameters: Readonly<Record<string, string | null>>
  /** More rows exist than are given. */
  truncated: boolean
  /** What the engine took for it. */
  elapsedMs: number
  engine: string
  /** When the engine was asked for it. */
  asOf: Date
  kind: AnswerKind
  /** It is older than wanted, and a newer one is being asked for: read the page again in a moment. */
  asking: boolean
  /** It is older than wanted, and this is why: asking for a newer one failed. */
  fault: AnswerFault | null
}

/** Characters of a text parameter, in the browser and on the server alike. */
export const MAX_PARAMETER_TEXT = 500

/** In a query's address: its reader cancelled it. No parameter's name begins with an underscore. */
export const STOP_PARAMETER = '_stop'

/** Values that a list takes. */
export const MAX_LIST_ITEMS = 200
