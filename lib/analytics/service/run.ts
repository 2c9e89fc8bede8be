import type { Ctx } from '@/lib/access/model'
import { type ConnectorError, isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import type { Column, ResultStream, Row, StatementRequest } from '@/lib/connectors/tabular'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { noteFailure, noteSuccess } from '../connection-notes'
import { engine } from '../engine'
import type { ParameterValues, Query, RunOutcome, RunPurpose, RunRecord } from '../model'
import { insertRun } from '../repository'

export type OpenRunInput = {
  query: Query
  texts: ParameterValues['texts']
  purpose: RunPurpose
  tellDetail: boolean
  request: StatementRequest
}

export type Run = {
  columns: readonly Column[]
  /** Read to the end, or left early: either way the run is recorded and the engine let go. */
  batches: AsyncIterable<readonly Row[]>
  /** For a reader who leaves before the first batch; calling it again does nothing. */
  close: () => Promise<void>
  startedAt: Date
  elapsedMs: () => number
}

type Recorder = (outcome: RunOutcome, rows: number | null, failure: string | null) => Promise<void>

/**
 * Asks the engine and records how it went: who, what, for what purpose, how long, how many rows, what came of it.
 * @throws AppError UPSTREAM_FAILED or UPSTREAM_TIMEOUT; the signal's reason when the reader left
 */
export async function openRun(ctx: Ctx, input: OpenRunInput): Promise<Run> {
  const startedAt = ctx.now()
  const began = performance.now()
  let ended: number | undefined
  const elapsedMs = () => Math.round((ended ?? performance.now()) - began)
  const record: Recorder = async (outcome, rows, failure) => {
    ended ??= performance.now()
    const { query, texts, purpose } = input
    const { system } = engine()
    const measured = { startedAt, elapsedMs: elapsedMs(), rows, outcome, failure }
    await insertRun(ctx, { queryKey: query.key, parameters: texts, purpose, engine: system, ...measured })
  }
  try {
    const stream = await engine().open(input.request)
    await noteSuccess(performance.now() - began)
    return { columns: stream.columns, ...recorded(stream, input, record), startedAt, elapsedMs }
  } catch (error) {
    await noteFailure(error)
    await recordFault(record, input, { error, rows: null })
    throw toRunError(error, input)
  }
}

function recorded(
  stream: ResultStream,
  input: OpenRunInput,
  record: Recorder,
): Pick<Run, 'batches' | 'close'> {
  let rows = 0
  let settled = false
  const settle = async (work: () => Promise<void>) => {
    if (settled) return
    settled = true
    stream.close()
    await work()
  }
  // Left early: a page has all that it shows, an export has not.
  const close = () => settle(() => record(input.purpose === 'export' ? 'cancelled' : 'done', rows, null))

  async function* read(): AsyncGenerator<readonly Row[]> {
    try {
      for await (const batch of stream.batches) {
        rows += batch.length
        yield batch
      }
      await settle(() => record('done', rows, null))
    } catch (error) {
      await settle(() => recordFault(record, input, { error, rows }))
      throw toRunError(error, input)
    } finally {
      await close()
    }
  }
  return { batches: read(), close }
}

/** The fault is what the caller must hear of, whether or not it could be recorded. */
async function recordFault(
  record: Recorder,
  { request, query }: OpenRunInput,
  { error, rows }: { error: unknown; rows: number | null },
): Promise<void> {
  try {
    await record(
      outcomeOf(error, request.signal),
      rows,
      error instanceof Error ? error.message : String(error),
    )
  } catch (cause) {
    logger.error({ err: cause, query: query.key }, 'a run could not be recorded')
  }
}

function outcomeOf(error: unknown, signal: AbortSignal | undefined): RunRecord['outcome'] {
  if (signal?.aborted) return 'cancelled'
  return isConnectorError(error) && error.layer === 'timeout' ? 'timeout' : 'failed'
}

function toRunError(error: unknown, { tellDetail }: OpenRunInput): unknown {
  if (!isConnectorError(error)) return error
  return tellDetail || error.layer === 'timeout' ? toUpstreamError(error) : withoutDetail(error)
}

function withoutDetail(error: ConnectorError): AppError {
  const { code, details } = toUpstreamError(error)
  return new AppError(code, { details: { ...details, detail: '' }, cause: error })
}
