import { expect } from 'vitest'
import type { ConnectorError } from '@/lib/connectors/errors'
import type { BoundValue, ResultStream, Row, StatementRequest } from '@/lib/connectors/tabular'
import type { EngineDialect, EngineLimits } from './engine-cases'

/** One way to an engine: what the suite asks through, and what it must know to judge the answers. */
export type EngineTransport = {
  name: string
  /** Called when a test begins, so that it may be made in a `beforeAll`. */
  open: (request: StatementRequest) => Promise<ResultStream>
  dialect: EngineDialect
  limits: EngineLimits
  /** `kept`: two columns of one name come as two. `refused`: the transport cannot carry them, and must say so. */
  duplicateNames: 'kept' | 'refused'
  /** Statements that the engine works on now, asked of the engine and not of the client. */
  running: () => number | Promise<number>
  /** Rows that have left the engine for the answer read last. Absent where nobody can tell. */
  rowsTaken?: () => number
  /** How many rows the transport may hold beside the batch that is being read. */
  rowsAhead?: number
}

type AskOptions = { values?: Record<string, BoundValue>; timeoutMs?: number; signal?: AbortSignal }

/** What the suite's parts ask with. */
export type Asking = {
  open: (sql: string, options?: AskOptions) => Promise<ResultStream>
  ask: (sql: string, options?: AskOptions) => Promise<Row[]>
  isIdle: () => Promise<void>
}

export function askThrough({ open: openRequest, running }: EngineTransport): Asking {
  const open: Asking['open'] = (sql, { values = {}, timeoutMs = 60_000, signal } = {}) =>
    openRequest({ sql, values, timeoutMs, ...(signal === undefined ? {} : { signal }) })
  return {
    open,
    ask: async (sql, options) => await rowsOf(await open(sql, options)),
    isIdle: () => expect.poll(() => running(), { timeout: 10_000, interval: 20 }).toBe(0),
  }
}

export async function rowsOf(stream: ResultStream): Promise<Row[]> {
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return rows
}

/** The error of a connector that this ends with; the test fails when it does not. */
export async function faultOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ name: 'ConnectorError' })
  return error as ConnectorError
}
