import { MessageHeader, type Schema } from 'apache-arrow'
import { LiteralError, renderStatement } from '../sql-literals'
import { SqlTokenError } from '../sql-tokens'
import type { Column, ResultStream, Row, StatementRequest, StatementShape } from '../tabular'
import { rowsOf } from './cells'
import { type Connection, type ConnectionOptions, createConnection } from './connection'
import { misshapen, unwritable } from './errors'
import { type BatchReader, END_OF_STREAM, frame, readBatches, readSchema } from './ipc'
import { toColumns } from './map'
import { createRun, type Run } from './run'
import {
  CLOSE_PREPARED,
  CREATE_PREPARED,
  command,
  type FlightData,
  type FlightEndpoint,
  type FlightInfo,
  GET_TABLES,
  PREPARED,
  pack,
  STATEMENT_QUERY,
  unpack,
} from './wire'

const DESCRIBE_TIMEOUT_MS = 15_000

export type FlightSqlOptions = ConnectionOptions

/** An answer as the bytes of an Arrow stream (`application/vnd.apache.arrow.stream`), as the server wrote them. */
export type ArrowStream = {
  columns: readonly Column[]
  bytes: AsyncIterable<Uint8Array>
  /** Ends the statement; calling it again does nothing. */
  close: () => void
}

export type FlightSqlClient = {
  /** Runs a statement; rows follow in batches, fetched as they are read. @throws ConnectorError, or the signal's reason */
  open: (request: StatementRequest) => Promise<ResultStream>
  /** The same without turning rows into cells: for an export as Arrow. @throws as open */
  openArrow: (request: StatementRequest) => Promise<ArrowStream>
  /** The columns of a statement that is not run. @throws ConnectorError */
  describe: (sql: string) => Promise<Pick<StatementShape, 'columns'>>
  /** `schema.table`, as far as the account sees them. @throws ConnectorError */
  fetchTableNames: () => Promise<string[]>
  close: () => void
}

/** A client of any Arrow Flight SQL server: https://arrow.apache.org/docs/format/FlightSql.html */
export function createFlightSqlClient(options: FlightSqlOptions): FlightSqlClient {
  const connection = createConnection(options)
  return {
    open: (request) => within('query', request, (run) => open(connection, request, run)),
    openArrow: (request) => within('query', request, (run) => openArrow(connection, request, run)),
    describe: (sql) =>
      whole('describe', async (run) => ({ columns: toColumns(await prepareSchema(connection, sql, run)) })),
    fetchTableNames: () => whole('tables', (run) => tableNames(connection, run)),
    close: connection.close,
  }
}

/** Lets the run go on when the work succeeds: its rows are still to be read. */
async function within<T>(
  operation: string,
  request: StatementRequest,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const run = createRun(operation, request)
  try {
    return await work(run)
  } catch (error) {
    const fault = run.toFault(error)
    run.end()
    throw fault
  }
}

async function whole<T>(operation: string, work: (run: Run) => Promise<T>): Promise<T> {
  const run = createRun(operation, { timeoutMs: DESCRIBE_TIMEOUT_MS })
  try {
    return await work(run)
  } catch (error) {
    throw run.toFault(error)
  } finally {
    run.end()
  }
}

async function ask(connection: Connection, { sql, values }: StatementRequest, run: Run): Promise<FlightInfo> {
  return await connection.fetchInfo(command(STATEMENT_QUERY, { query: written(sql, values, run) }), run)
}

function written(sql: string, values: StatementRequest['values'], run: Run): string {
  try {
    return renderStatement(sql, values)
  } catch (error) {
    if (error instanceof LiteralError || error instanceof SqlTokenError) {
      throw unwritable(run.operation, error.message)
    }
    throw error
  }
}

async function open(connection: Connection, request: StatementRequest, run: Run): Promise<ResultStream> {
  const { schema: told, endpoint } = await ask(connection, request, run)
  const [first, ...others] = endpoint
  const reader = first === undefined ? null : await readEndpoint(connection, first, run)
  return {
    columns: toColumns(reader?.schema ?? schemaOrThrow(told, run)),
    batches: rows(connection, { reader, others, run }),
    close: run.end,
  }
}

async function readEndpoint(
  connection: Connection,
  endpoint: FlightEndpoint,
  run: Run,
): Promise<BatchReader> {
  return await readBatches(await connection.openEndpoint(endpoint, run))
}

type Reading = { reader: BatchReader | null; others: readonly FlightEndpoint[]; run: Run }

/** Endpoint after endpoint, in the server's order: the statement's own ORDER BY holds across them. */
async function* rows(connection: Connection, { reader, others, run }: Reading): AsyncGenerator<Row[]> {
  try {
    if (reader === null) return
    for await (const batch of reader.batches) yield* rowsOf(batch)
    for (const endpoint of others) {
      const next = await readEndpoint(connection, endpoint, run)
      requireSame(reader.schema, next.schema, run)
      for await (const batch of next.batches) yield* rowsOf(batch)
    }
  } catch (error) {
    throw run.toFault(error, true)
  } finally {
    run.end()
  }
}

async function openArrow(connection: Connection, request: StatementRequest, run: Run): Promise<ArrowStream> {
  const { schema: told, endpoint } = await ask(connection, request, run)
  const [first, ...others] = endpoint
  if (first === undefined) throw misshapen(run.operation, 'an answer without an endpoint')
  const next = await connection.openEndpoint(first, run)
  const head = await next()
  if (head === null) throw misshapen(run.operation, 'an answer without a schema')
  const schema = (await schemaOf(head)) ?? schemaOrThrow(told, run)
  return { columns: toColumns(schema), bytes: bytes(connection, { head, next, others, run }), close: run.end }
}

type Copying = {
  head: FlightData
  next: () => Promise<FlightData | null>
  others: readonly FlightEndpoint[]
  run: Run
}

async function* bytes(
  connection: Connection,
  { head, next, others, run }: Copying,
): AsyncGenerator<Uint8Array> {
  try {
    yield* frame(head)?.bytes ?? []
    yield* framed(next)
    for (const endpoint of others) {
      const following = await connection.openEndpoint(endpoint, run)
      const again = await following()
      // One stream has one schema, and the server says it anew for each of its endpoints.
      if (again === null || !again.dataHeader.equals(head.dataHeader)) throw differs(run)
      yield* framed(following)
    }
    yield END_OF_STREAM
  } catch (error) {
    throw run.toFault(error, true)
  } finally {
    run.end()
  }
}

async function* framed(next: () => Promise<FlightData | null>): AsyncGenerator<Uint8Array> {
  for (let data = await next(); data !== null; data = await next()) yield* frame(data)?.bytes ?? []
}

async function schemaOf(head: FlightData): Promise<Schema | null> {
  const message = frame(head)
  return message?.header === MessageHeader.Schema ? readSchema(Buffer.concat(message.bytes)) : null
}

function schemaOrThrow(told: Buffer, run: Run): Schema {
  const schema = readSchema(told)
  if (schema === null)
    throw misshapen(run.operation, 'the server does not say which columns the statement has')
  return schema
}

function requireSame(first: Schema, next: Schema, run: Run): void {
  if (String(first) !== String(next)) throw differs(run)
}

function differs(run: Run) {
  return misshapen(run.operation, 'the parts of the answer have different columns')
}

async function prepareSchema(connection: Connection, sql: string, run: Run): Promise<Schema> {
  const body = pack(CREATE_PREPARED, { query: sql })
  const answer = await connection.act({ type: 'CreatePreparedStatement', body }, run)
  if (answer === null) throw misshapen(run.operation, 'a prepared statement without an answer')
  const { preparedStatementHandle, datasetSchema } = unpack(PREPARED, answer)
  const close = pack(CLOSE_PREPARED, { preparedStatementHandle })
  // A server that cannot close it forgets it by itself.
  await connection.act({ type: 'ClosePreparedStatement', body: close }, run).catch(() => null)
  return schemaOrThrow(datasetSchema, run)
}

async function tableNames(connection: Connection, run: Run): Promise<string[]> {
  const { endpoint } = await connection.fetchInfo(command(GET_TABLES, { includeSchema: false }), run)
  const names: string[] = []
  for (const one of endpoint) {
    const { batches } = await readEndpoint(connection, one, run)
    for await (const batch of batches) {
      for (const slice of rowsOf(batch)) {
        for (const [, schema, table] of slice) names.push(schema ? `${schema}.${table}` : String(table))
      }
    }
  }
  return names
}
