import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
  StatementType,
} from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'
import type {
  BoundValue,
  Column,
  ColumnBatch,
  FormStream,
  LineBatch,
  LineForm,
  ResultStream,
  Row,
  StatementRequest,
  StatementShape,
} from '../tabular'
import { textBytes } from './chunk-bytes'
import { columnSql, vectorReader } from './chunk-columns'
import { csvLineSql } from './csv-line'
import { refused, timedOut, toDuckdbError } from './errors'
import type { InstanceLimits } from './instance'
import { jsonLineSql } from './json-line'
import { toBinding, toCell, toColumn } from './map'
import { createRunning, type Running } from './running'
import { sheetLineSql } from './sheet-line'
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
  /** As `open`, as lines written by the engine; null where it would write a column otherwise than the portal. */
  openLines: (request: StatementRequest, form: LineForm) => Promise<FormStream<LineBatch> | null>
  /** As `open`, column by column; null where a column's values cannot be had so. */
  openColumns: (request: StatementRequest) => Promise<FormStream<ColumnBatch> | null>
  /** Compiles a SELECT without running it; `values` that are left out are NULL. @throws ConnectorError */
  describe: (sql: string, values?: Readonly<Record<string, BoundValue>>) => Promise<StatementShape>
  /** How a SELECT would be carried out, in the engine's own drawing. @throws ConnectorError */
  explain: (request: StatementRequest) => Promise<string>
  /** Names of the tables. @throws ConnectorError */
  fetchTableNames: () => Promise<string[]>
  close: () => Promise<void>
}

/**
 * Megabytes that the engine may make ahead of who takes all of it away. Its order is that of the table's parts, so of two
 * threads one waits for the other unless there is room for what it has made meanwhile; and each of them takes ten of memory.
 * A workbook waits for its packing anyway.
 */
const AHEAD_MB = { csv: 6, json: 2, sheet: 1, columns: 2 } as const

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

  const input = (request: StatementRequest) => ({ request, connect, takeTurn, beforeEach })
  return {
    open: (request) => open(input(request)),
    openLines: async (request, form) => {
      const { columns } = await describeStatement(request.sql, request.values)
      const sql = lineSqlOf(form, request.sql, columns)
      return sql === null
        ? null
        : await openAs(input({ ...request, sql }), form.form, { columns, toBatches: () => linesOf })
    },
    openColumns: async (request) => {
      const { columns } = await describeStatement(request.sql, request.values)
      const sql = columnSql(request.sql, columns)
      return sql === null
        ? null
        : await openAs(input({ ...request, sql }), 'columns', { columns, toBatches: vectorsOf })
    },
    describe: describeStatement,
    explain: (request) => explain(request, connect),
    fetchTableNames: () => fetchTableNames(connect),
    close: tables.close,
  }
}

async function fetchTableNames(connect: OpenInput['connect']): Promise<string[]> {
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

type OpenInput = {
  request: StatementRequest
  connect: (operation: string) => Promise<DuckDBConnection>
  takeTurn: (signal: AbortSignal) => Promise<() => void>
  beforeEach: readonly string[]
}

async function open(input: OpenInput): Promise<ResultStream> {
  const begun = await begin(input)
  return {
    columns: columnsOf(begun.result),
    batches: batchesOf(begun, (chunk) => chunk.getRows().map((row) => row.map(toCell))),
    close: begun.running.close,
  }
}

type Taking<Batch> = {
  /** Those of the statement that was asked, where another one is sent for it. */
  columns: readonly Column[]
  toBatches: (result: DuckDBResult) => (chunk: DuckDBDataChunk) => Batch
}

async function openAs<Batch extends LineBatch | ColumnBatch>(
  input: OpenInput,
  form: keyof typeof AHEAD_MB,
  { columns, toBatches }: Taking<Batch>,
): Promise<FormStream<Batch>> {
  const ahead = `SET streaming_buffer_size = '${AHEAD_MB[form]}MB'`
  const begun = await begin({ ...input, beforeEach: [...input.beforeEach, ahead] })
  return { columns, batches: batchesOf(begun, toBatches(begun.result)), close: begun.running.close }
}

function lineSqlOf(form: LineForm, sql: string, columns: readonly Column[]): string | null {
  if (form.form === 'json') return jsonLineSql(sql, columns, form)
  return form.form === 'csv' ? csvLineSql(sql, columns) : sheetLineSql(sql, columns)
}

function linesOf(chunk: DuckDBDataChunk): LineBatch {
  return { rows: chunk.rowCount, bytes: textBytes(chunk) }
}

function vectorsOf(result: DuckDBResult): (chunk: DuckDBDataChunk) => ColumnBatch {
  const readers = Array.from({ length: result.columnCount }, (_, index) =>
    vectorReader(result.columnType(index)),
  )
  return ({ chunk, rowCount: rows }) => ({
    rows,
    vectors: readers.map((read, index) => read(bindings.data_chunk_get_vector(chunk, index), rows)),
  })
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
    const result = await running.call(async () => {
      for (const statement of beforeEach) await connection.run(statement)
      await connection.run('BEGIN TRANSACTION READ ONLY')
      const statement = await prepareSelect(connection, request.sql, 'query')
      bind(statement, request.values)
      return await statement.stream()
    })
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

/** One chunk is had ahead: the engine makes it while the one before it is written. */
async function* batchesOf<Batch extends Row[] | LineBatch | ColumnBatch>(
  { running, result, toFault }: Begun,
  toBatch: (chunk: DuckDBDataChunk) => Batch,
): AsyncGenerator<Batch> {
  const fetch = () => {
    const coming = running.call(() => result.fetchChunk())
    // Nobody hears of it who leaves before its turn.
    coming.catch(() => {})
    return coming
  }
  try {
    for (let coming = fetch(); ; ) {
      const chunk = await coming
      if (chunk === null || chunk.rowCount === 0) return
      coming = fetch()
      const batch = toBatch(chunk)
      // The engine's own copy would otherwise stay until JavaScript's memory is short, which does not count it.
      chunk.reset()
      yield batch
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
