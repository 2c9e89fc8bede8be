import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
  StatementType,
} from '@duckdb/node-api'
import type {
  BoundValue,
  Column,
  CsvBatch,
  CsvStream,
  ResultStream,
  Row,
  StatementRequest,
  StatementShape,
} from '../tabular'
import { textBytes } from './chunk-bytes'
import { csvLineSql } from './csv-line'
import { refused, timedOut, toDuckdbError } from './errors'
import type { InstanceLimits } from './instance'
import { toBinding, toCell, toColumn } from './map'
import { createRunning, type Running } from './running'
import { createTables } from './tables'
import { createTurns } from './turns'

export type DuckdbOptions = {
  /** Each holds a `load.sql` that makes its tables. Asked when the engine starts. */
  folders: () => Promise<readonly string[]>
  /** A text that changes when the folders' files do: then the tables are loaded anew. Left out: they never do. */
  version?: () => Promise<string>
  limits: InstanceLimits & { statementsAtOnce: number }
  /** Run on each statement's connection before it: what an earlier one may have left behind. */
  beforeEach?: readonly string[]
}

export type DuckdbClient = {
  /** Starts a SELECT and answers its columns; rows follow in batches. @throws ConnectorError, or the signal's reason */
  open: (request: StatementRequest) => Promise<ResultStream>
  /** As `open`, as lines of CSV written by the engine; null where it would write a column otherwise than the portal. */
  openCsv: (request: StatementRequest) => Promise<CsvStream | null>
  /** Compiles a SELECT without running it; `values` that are left out are NULL. @throws ConnectorError */
  describe: (sql: string, values?: Readonly<Record<string, BoundValue>>) => Promise<StatementShape>
  /** How a SELECT would be carried out, in the engine's own drawing. @throws ConnectorError */
  explain: (request: StatementRequest) => Promise<string>
  /** Names of the tables. @throws ConnectorError */
  fetchTableNames: () => Promise<string[]>
  close: () => Promise<void>
}

const OPEN: BoundValue = { type: 'text', value: null }

/** DuckDB in this process, over files, for reading only (instance.ts says what shuts it). */
export function createDuckdbClient(options: DuckdbOptions): DuckdbClient {
  const { folders, version, limits, beforeEach = [] } = options
  const tables = createTables({ folders, version: version ?? (async () => ''), limits })
  const { connect } = tables
  const takeTurn = createTurns(limits.statementsAtOnce)

  async function describeStatement(
    sql: string,
    values: Readonly<Record<string, BoundValue>> = {},
  ): Promise<StatementShape> {
    const connection = await connect('describe')
    try {
      const statement = await prepareSelect(connection, sql, 'describe')
      const parameters = parameterNames(statement)
      if (parameters.length === 0) return { columns: columnsOf(statement), parameters }
      // The columns of a statement with parameters are known once those have types; no row is asked for.
      await connection.run('BEGIN TRANSACTION READ ONLY')
      const empty = await connection.prepare(`SELECT * FROM (\n${sql}\n) AS "shape" LIMIT 0`)
      bind(empty, { ...Object.fromEntries(parameters.map((name) => [name, OPEN])), ...values })
      return { columns: columnsOf(await empty.run()), parameters }
    } catch (error) {
      throw toDuckdbError('describe', error)
    } finally {
      connection.closeSync()
    }
  }

  async function fetchTableNames(): Promise<string[]> {
    const connection = await connect('tables')
    try {
      const reader = await connection.runAndReadAll(
        'SELECT table_name FROM duckdb_tables() ORDER BY table_name',
      )
      return reader.getRows().map(([name]) => String(name))
    } catch (error) {
      throw toDuckdbError('tables', error)
    } finally {
      connection.closeSync()
    }
  }

  return {
    open: (request) => open({ request, connect, takeTurn, beforeEach }),
    openCsv: async (request) => {
      const { columns } = await describeStatement(request.sql, request.values)
      const sql = csvLineSql(request.sql, columns)
      return sql === null
        ? null
        : await openLines({ request: { ...request, sql }, connect, takeTurn, beforeEach }, columns)
    },
    describe: describeStatement,
    explain: (request) => explain(request, connect),
    fetchTableNames,
    close: tables.close,
  }
}

type OpenInput = {
  request: StatementRequest
  connect: (operation: string) => Promise<DuckDBConnection>
  takeTurn: (signal: AbortSignal) => Promise<() => void>
  beforeEach: readonly string[]
}

async function open(input: OpenInput): Promise<ResultStream> {
  const begun = await begin(input)
  const rowsOf = (chunk: DuckDBDataChunk) => {
    const rows = chunk.getRows().map((row) => row.map(toCell))
    letGo(chunk)
    return rows
  }
  return {
    columns: columnsOf(begun.result),
    batches: batchesOf(begun, rowsOf),
    close: begun.running.close,
  }
}

async function openLines(input: OpenInput, columns: readonly Column[]): Promise<CsvStream> {
  const begun = await begin(input)
  const linesOf = (chunk: DuckDBDataChunk) => {
    const batch = { rows: chunk.rowCount, bytes: textBytes(chunk) }
    letGo(chunk)
    return batch
  }
  return { columns, batches: batchesOf(begun, linesOf), close: begun.running.close }
}

/** The engine's own copy would otherwise stay until JavaScript's memory is short, which does not count it. */
function letGo(chunk: DuckDBDataChunk): void {
  chunk.reset()
}

type Begun = { running: Running; result: DuckDBResult; toFault: (error: unknown) => unknown }

async function begin({ request, connect, takeTurn, beforeEach }: OpenInput): Promise<Begun> {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal])
  const toFault = (error: unknown) => {
    if (request.signal?.aborted) return request.signal.reason
    return deadline.aborted ? timedOut('query', request.timeoutMs) : toDuckdbError('query', error)
  }
  let giveBack: (() => void) | undefined
  let running: Running | undefined
  try {
    giveBack = await takeTurn(signal)
    const connection = await connect('query')
    running = createRunning(connection, signal, giveBack)
    for (const statement of beforeEach) await connection.run(statement)
    await connection.run('BEGIN TRANSACTION READ ONLY')
    const statement = await prepareSelect(connection, request.sql, 'query')
    bind(statement, request.values)
    const result = await running.call(() => statement.stream())
    return { running, result, toFault }
  } catch (error) {
    running?.close()
    giveBack?.()
    throw toFault(error)
  }
}

/** EXPLAIN runs nothing; that what follows it is one SELECT is seen first. */
async function explain({ sql, values }: StatementRequest, connect: OpenInput['connect']): Promise<string> {
  const connection = await connect('explain')
  try {
    await prepareSelect(connection, sql, 'explain')
    const statement = await connection.prepare(`EXPLAIN ${sql}`)
    bind(statement, values)
    const rows = (await statement.runAndReadAll()).getRows()
    return rows.map(([, plan]) => String(plan)).join('\n')
  } catch (error) {
    throw toDuckdbError('explain', error)
  } finally {
    connection.closeSync()
  }
}

async function* batchesOf<Batch extends Row[] | CsvBatch>(
  { running, result, toFault }: Begun,
  toBatch: (chunk: DuckDBDataChunk) => Batch,
): AsyncGenerator<Batch> {
  try {
    for (;;) {
      const chunk = await running.call(() => result.fetchChunk())
      if (chunk === null || chunk.rowCount === 0) return
      yield toBatch(chunk)
    }
  } catch (error) {
    throw toFault(error)
  } finally {
    running.close()
  }
}

async function prepareSelect(
  connection: DuckDBConnection,
  sql: string,
  operation: string,
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw refused(operation, `one statement is expected, not ${statements.count}`)
  const statement = await statements.prepare(0)
  if (statement.statementType === StatementType.SELECT) return statement
  throw refused(operation, `a SELECT is expected, not ${StatementType[statement.statementType]}`)
}

function bind(statement: DuckDBPreparedStatement, values: Readonly<Record<string, BoundValue>>): void {
  const bindings: Record<string, DuckDBValue> = {}
  const types: Record<string, DuckDBType> = {}
  for (const name of parameterNames(statement)) {
    const bound = values[name]
    if (bound === undefined) throw new Error(`no value for the parameter $${name}`)
    const { value, type } = toBinding(bound)
    bindings[name] = value
    types[name] = type
  }
  statement.bind(bindings, types)
}

function parameterNames(statement: DuckDBPreparedStatement): string[] {
  return Array.from({ length: statement.parameterCount }, (_, index) => statement.parameterName(index + 1))
}

function columnsOf(source: DuckDBPreparedStatement | DuckDBResult): Column[] {
  return Array.from({ length: source.columnCount }, (_, index) =>
    toColumn(source.columnName(index), source.columnType(index)),
  )
}
