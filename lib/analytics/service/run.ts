import type { Ctx } from '@/lib/access/model'
import { isConnectorError } from '@/lib/connectors/errors'
import type { Batch, Column, ResultStream, Row, StatementRequest } from '@/lib/connectors/tabular'
import { logger } from '@/lib/platform/logger'
import { noteFailure, noteSuccess } from '../connection-notes'
import type { Engine } from '../engine-shape'
import type { ExportFormat } from '../export-formats'
import type { ParameterValues, Query, RunOutcome, RunPurpose, RunRecord } from '../model'
import { uniqueNames } from '../physical'
import { insertRun } from '../repository'
import { NobodyWaits } from './faults'

export type OpenRunInput = {
  query: Query
  engine: Engine
  texts: ParameterValues['texts']
  purpose: RunPurpose
  rowScope: string
  request: StatementRequest
  /** When its turn came, and how long that took. */
  startedAt: Date
  queueMs: number
  /** Bytes of what was read so far, where somebody counts them. */
  countedBytes?: () => number
  /** Bytes of the file that is made of the rows, so far. Whoever makes one ends the run: by `finish`, or by `close`. */
  fileBytes?: () => number
}

export type Run<B extends Batch = readonly Row[]> = {
  columns: readonly Column[]
  /** Read to the end, or left early: either way the run is recorded and the engine let go. */
  batches: AsyncIterable<B>
  /** For a reader who leaves; calling it again does nothing. */
  close: () => Promise<void>
  /** The file that is made of the rows is whole, or could not be written. After `close` it does nothing. */
  finish: (fault?: unknown) => Promise<void>
  elapsedMs: () => number
}

type Recorder = (outcome: RunOutcome, rows: number | null, failure: string | null) => Promise<void>

/**
 * Asks the engine and records how it went: who, what, for what purpose, how long, how many rows, what came of it.
 * @throws ConnectorError; the signal's reason when the reader left
 */
export async function openRun(ctx: Ctx, input: OpenRunInput): Promise<Run> {
  return await openWith(ctx, input, () => input.engine.open(input.request))
}

/** As openRun, in the form that a file of the format is made of most cheaply, where the engine has it; otherwise as rows. */
export async function openFileRun(ctx: Ctx, input: OpenRunInput, format: ExportFormat): Promise<Run<Batch>> {
  const { engine, request } = input
  const open = async () => (await inForm(engine, request, format)) ?? (await engine.open(request))
  return await openWith<Batch>(ctx, input, open)
}

async function inForm(
  engine: Engine,
  request: StatementRequest,
  format: ExportFormat,
): Promise<Stream<Batch> | null | undefined> {
  switch (format) {
    case 'csv':
      return await engine.openLines?.(request, { form: 'csv' })
    case 'json':
      return await engine.openLines?.(request, { form: 'json', keysOf: uniqueNames })
    case 'parquet':
    case 'arrow':
      return await engine.openColumns?.(request)
    case 'xlsx':
      return await engine.openLines?.(request, { form: 'sheet' })
  }
}

type Stream<B extends Batch> = Pick<ResultStream, 'columns' | 'close'> & { batches: AsyncIterable<B> }

async function openWith<B extends Batch>(
  ctx: Ctx,
  input: OpenRunInput,
  open: () => Promise<Stream<B>>,
): Promise<Run<B>> {
  const began = performance.now()
  let ended: number | undefined
  const elapsedMs = () => Math.round((ended ?? performance.now()) - began)
  const record: Recorder = async (outcome, rows, failure) => {
    ended ??= performance.now()
    const run = { ...whatRan(input), elapsedMs: elapsedMs(), rows, outcome, failure }
    await insertRun(ctx, { ...run, bytes: (input.fileBytes ?? input.countedBytes)?.() ?? null })
  }
  try {
    const stream = await open()
    await noteSuccess(input.engine.system, performance.now() - began)
    return { columns: stream.columns, ...recorded(stream, input, record), elapsedMs }
  } catch (error) {
    await noteFailure(input.engine.system, error)
    await recordFault(record, input, { error, rows: null })
    throw error
  }
}

type WhatRan = Omit<RunRecord, 'elapsedMs' | 'rows' | 'bytes' | 'outcome' | 'failure'>

function whatRan({ query, engine, texts, purpose, rowScope, startedAt, queueMs }: OpenRunInput): WhatRan {
  return {
    queryKey: query.key,
    parameters: texts,
    purpose,
    engine: engine.system,
    startedAt,
    queueMs,
    answer: 'fresh',
    rowScope,
    times: 1,
  }
}

function recorded<B extends Batch>(
  stream: Stream<B>,
  input: OpenRunInput,
  record: Recorder,
): Pick<Run<B>, 'batches' | 'close' | 'finish'> {
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
  const fail = (error: unknown) => settle(() => recordFault(record, input, { error, rows }))
  const finish = (fault?: unknown) =>
    fault === undefined ? settle(() => record('done', rows, null)) : fail(fault)

  async function* read(): AsyncGenerator<B> {
    try {
      for await (const batch of stream.batches) {
        rows += 'rows' in batch ? batch.rows : batch.length
        yield batch
      }
      if (input.fileBytes === undefined) await finish()
    } catch (error) {
      await fail(error)
      throw error
    } finally {
      if (input.fileBytes === undefined) await close()
      else stream.close()
    }
  }
  return { batches: read(), close, finish }
}

/** A question that never had its turn: it is recorded all the same. */
export async function recordUnasked(ctx: Ctx, input: OpenRunInput, error: unknown): Promise<void> {
  const record: Recorder = (outcome, rows, failure) =>
    insertRun(ctx, { ...whatRan(input), elapsedMs: 0, rows, bytes: null, outcome, failure })
  await recordFault(record, input, { error, rows: null })
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

export function outcomeOf(error: unknown, signal?: AbortSignal): RunRecord['outcome'] {
  const reason: unknown = signal?.reason
  if (reason instanceof NobodyWaits) return reason.why
  if (signal?.aborted) return 'cancelled'
  return isConnectorError(error) && error.layer === 'timeout' ? 'timeout' : 'failed'
}
