import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorError, isConnectorError } from '../errors'
import { withoutValues } from '../hide-values'
import { type ConnectorClock, type ConnectorLogger, createHttpReader, type HttpLimits } from '../http'
import { LiteralError, renderStatement } from '../sql-literals'
import { namedParameters, SqlTokenError } from '../sql-tokens'
import type { BoundValue, ResultStream, Row, StatementRequest, StatementShape } from '../tabular'
import { orAborted } from './abort'
import { readAnswer } from './answer'
import { createDremioApi, type DremioApi, type DremioCall } from './api'
import { dremioError, faultWords, queryFailed, SYSTEM, timedOut } from './errors'
import { CLOUD_PACE, type PollPace, SOFTWARE_PACE, untilCompleted, type Waiting } from './job'
import type { DremioCredentials } from './session'

export type DremioClientOptions = {
  /** `https://dremio.example.com:9047`, or Cloud's `https://api.dremio.cloud`. */
  baseUrl: string
  credentials: DremioCredentials
  /** Cloud's project id. Without it the API is that of the software. */
  project?: string | undefined
  /** Where tables are looked for that a statement names without a path: `['Sales', 'Northwind']`. */
  schema?: readonly string[] | undefined
  fetch: typeof fetch
  clock: ConnectorClock
  logger: ConnectorLogger
  /** One turn for a call of this kind, under the limits that Cloud has for all replicas behind one address. */
  acquire?: (call: DremioCall, signal: AbortSignal, withinMs?: number) => Promise<void>
  limits?: Partial<HttpLimits>
  pace?: PollPace
  /** Milliseconds since 1970, by which a session's end is told. */
  nowMs?: () => number
}

export type DremioClient = {
  /** Runs a SELECT as a job and answers its columns once it has completed; rows follow page by page. @throws ConnectorError, or the signal's reason */
  open: (request: StatementRequest) => Promise<ResultStream>
  /** Columns and parameters, by a job that answers no rows. `values`: of the right types, whatever they say. @throws ConnectorError */
  describe: (sql: string, values?: Readonly<Record<string, BoundValue>>) => Promise<StatementShape>
  /** The plan as Dremio tells it. @throws ConnectorError */
  explain: (request: StatementRequest) => Promise<string>
  /** Tables and views that the account may see, as `schema.table`. @throws ConnectorError */
  fetchTableNames: () => Promise<string[]>
  /** Cancels what is under way, and signs out. */
  close: () => Promise<void>
}

const LIMITS: Partial<HttpLimits> = {
  timeoutMs: 60_000,
  budgetMs: 120_000,
  // 500 rows of 64 KB each; a larger page is asked for in halves.
  maxBytes: 32 * 1024 * 1024,
  retries: 3,
  retryDelayMs: 250,
}

/** Dremio by its REST API, for reading only. Limits, failure modes and how to test: docs/connectors/dremio.md. */
export function createDremioClient(options: DremioClientOptions): DremioClient {
  const { baseUrl, credentials, project, schema, fetch, clock, logger, acquire, limits } = options
  const http = createHttpReader({
    system: SYSTEM,
    fetch,
    clock,
    logger,
    faultWords,
    limits: { ...LIMITS, ...limits },
    acquire: async (signal, withinMs, operation) => {
      if (operation === 'logout' || acquire === undefined) return
      await takeTurn(acquire, operation as DremioCall, { signal, withinMs })
    },
  })
  const { nowMs = Date.now, pace = project === undefined ? SOFTWARE_PACE : CLOUD_PACE } = options
  const api = createDremioApi({
    http,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    project,
    schema,
    credentials,
    nowMs,
  })
  const pause = async (ms: number, signal: AbortSignal) => await sleep(ms, undefined, { signal })
  const house: House = { api, pace, pause, underWay: new Set(), closed: new AbortController() }
  const open = (request: StatementRequest) => openAnswer(house, request)
  return {
    open,
    describe: (sql, values = {}) => shapeOf(open, sql, values),
    explain: (request) => explain(open, request),
    fetchTableNames: () => fetchTableNames(open),
    close: async () => {
      house.closed.abort(closing())
      await Promise.race([allEnded(house.underWay), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
      await api.end()
    },
  }
}

type House = Waiting & {
  /** What must end before the session may: jobs that are waited for, and their ends. */
  underWay: Set<Promise<unknown>>
  closed: AbortController
}

/** Turns that cannot be had say nothing of Dremio: it was not asked. */
async function takeTurn(
  acquire: NonNullable<DremioClientOptions['acquire']>,
  call: DremioCall,
  { signal, withinMs }: { signal: AbortSignal; withinMs: number | undefined },
): Promise<void> {
  try {
    await acquire(call, signal, withinMs)
  } catch (cause) {
    if (isConnectorError(cause) || signal.aborted) throw cause
    const detail = 'turns under its limits could not be asked for'
    throw dremioError({ operation: call, layer: 'refused', code: 'LIMITER_FULL', detail, cause })
  }
}

const CLOSE_TIMEOUT_MS = 5_000

function closing(): ConnectorError {
  const detail = 'the portal is closing its connection'
  return dremioError({ operation: 'query', layer: 'refused', code: 'QUERY_FAILED', detail })
}

/** What ends may leave something to end behind. */
async function allEnded(underWay: Set<Promise<unknown>>): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled(underWay)
}

function hold<T>({ underWay }: House, work: Promise<T>): Promise<T> {
  const held: Promise<unknown> = work
    .catch(() => {})
    .finally(() => {
      underWay.delete(held)
    })
  underWay.add(held)
  return work
}

async function openAnswer(house: House, request: StatementRequest): Promise<ResultStream> {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  const closer = new AbortController()
  const signals = [deadline, closer.signal, house.closed.signal, request.signal]
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined))
  const toFault = (error: unknown) => {
    if (request.signal?.aborted) return request.signal.reason
    if (house.closed.signal.aborted) return house.closed.signal.reason
    return deadline.aborted ? timedOut('query', request.timeoutMs) : withoutValues(error, request.values)
  }
  try {
    signal.throwIfAborted()
    const sql = toStatement(request)
    const asking = { requestId: randomUUID(), signal }
    const jobId = await hold(house, runJob(house, sql, asking))
    const { columns, batches } = await readAnswer(house.api, jobId, asking)
    const close = () => closer.abort()
    return { columns, batches: guarded(batches(), { toFault, close }), close }
  } catch (error) {
    throw toFault(error)
  }
}

/** Dremio binds no parameters: they are written as literals. */
function toStatement({ sql, values }: StatementRequest): string {
  try {
    return renderStatement(sql, values)
  } catch (error) {
    if (error instanceof LiteralError || error instanceof SqlTokenError) throw queryFailed(error.message)
    throw error
  }
}

async function* guarded(
  batches: AsyncGenerator<Row[]>,
  { toFault, close }: { toFault: (error: unknown) => unknown; close: () => void },
): AsyncGenerator<Row[]> {
  try {
    yield* batches
  } catch (error) {
    throw toFault(error)
  } finally {
    // Whoever leaves early has a page under way.
    close()
  }
}

type JobAsking = { requestId: string; signal: AbortSignal }

/** Submits and waits. Whatever ends the waiting, but the job's own end, cancels it at Dremio. */
async function runJob(house: House, sql: string, { requestId, signal }: JobAsking): Promise<string> {
  // Not ended by the signal: a request that is cut off may have begun a job that nobody knows.
  const submitted = house.api.submit(sql, { requestId })
  const jobId = await orAborted(submitted, signal, () => {
    hold(
      house,
      submitted.then((late) => cancel(house.api, late)),
    ).catch(() => {})
  })
  try {
    await untilCompleted(house, jobId, { requestId, signal })
    return jobId
  } catch (error) {
    const hasEnded = !signal.aborted && isConnectorError(error) && error.code === 'QUERY_FAILED'
    if (!hasEnded) void hold(house, cancel(house.api, jobId))
    throw error
  }
}

/** Its failure is in the log already; whoever left does not wait for it. */
async function cancel(api: DremioApi, jobId: string): Promise<void> {
  await api.cancel(jobId, { requestId: randomUUID() }).catch(() => {})
}

type Open = DremioClient['open']

const SIDE_TIMEOUT_MS = 20_000

async function shapeOf(
  open: Open,
  sql: string,
  values: Readonly<Record<string, BoundValue>>,
): Promise<StatementShape> {
  // The line end keeps a comment at the end of the statement from taking what follows.
  const none = `SELECT * FROM (\n${sql}\n) AS "described" WHERE 1 = 0`
  const { columns, close } = await open({ sql: none, values, timeoutMs: SIDE_TIMEOUT_MS })
  close()
  return { columns, parameters: namedParameters(sql) }
}

async function explain(open: Open, request: StatementRequest): Promise<string> {
  const { batches } = await open({ ...request, sql: `EXPLAIN PLAN FOR ${request.sql}` })
  const lines: string[] = []
  // The first column is the plan as text, the second one as JSON.
  for await (const batch of batches) for (const [text] of batch) lines.push(String(text ?? ''))
  return lines.join('\n')
}

const TABLES = `SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA."TABLES"
WHERE TABLE_TYPE <> 'SYSTEM_TABLE' AND TABLE_SCHEMA NOT IN ('INFORMATION_SCHEMA', 'information_schema', 'sys')
ORDER BY TABLE_SCHEMA, TABLE_NAME LIMIT 5000`

async function fetchTableNames(open: Open): Promise<string[]> {
  const { batches } = await open({ sql: TABLES, values: {}, timeoutMs: SIDE_TIMEOUT_MS })
  const names: string[] = []
  for await (const batch of batches) for (const row of batch) names.push(row.join('.'))
  return names
}
