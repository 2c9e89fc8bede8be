import type {
  BoundValue,
  ColumnBatch,
  FormStream,
  LineBatch,
  LineForm,
  ResultStream,
  StatementRequest,
  StatementShape,
} from '@/lib/connectors/tabular'

/** Whatever answers the queries. Every engine gives the same shape (lib/connectors/tabular.ts). */
export type Engine = {
  /** As the connections page and the run record know it. */
  system: string
  label: string
  /** Values are bound; otherwise they are written as literals (lib/connectors/sql-literals.ts). */
  binds: boolean
  /** Which engine, and where: the answers of two places are two answers. */
  identity: string
  /** In this process, so that each replica has its own. */
  embedded: boolean
  statementsAtOnce: number
  open: (request: StatementRequest) => Promise<ResultStream>
  /** An engine that writes CSV as csv.ts does, JSON as export-json.ts: then an export need not read cells. Null: not of this statement. */
  openLines?: (request: StatementRequest, form: LineForm) => Promise<FormStream<LineBatch> | null>
  /** An engine that gives its columns as they stand in memory. Null: not of this statement. */
  openColumns?: (request: StatementRequest) => Promise<FormStream<ColumnBatch> | null>
  /** Columns and parameters of a statement, which is not run. An engine that does not bind needs values of the right types. */
  describe: (sql: string, values?: Readonly<Record<string, BoundValue>>) => Promise<StatementShape>
  /** How a statement would be carried out, in the engine's own words. */
  explain: (request: StatementRequest) => Promise<string>
  /** Changes when the data may have; empty where the engine cannot tell. */
  dataVersion: () => Promise<string>
  fetchTableNames: () => Promise<string[]>
  close: () => Promise<void>
}
