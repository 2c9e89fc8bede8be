import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import type { Batch, Row } from '@/lib/connectors/tabular'
import { AppError } from '@/lib/platform/errors'
import { KEPT_ROWS } from './answer-body'
import { answerKey, fingerprintOf } from './answer-key'
import { closeEngine } from './engine'
import type { ExportFormat } from './export-formats'
import type {
  CatalogueFault,
  Parameter,
  ParameterValues,
  Query,
  QueryAnswer,
  QueryKey,
  QuerySummary,
  QueryView,
  RunPurpose,
} from './model'
import { parseParameters } from './parameters'
import { lastRuns } from './repository'
import { wantNewer } from './repository/answers'
import { answeringEngine } from './service/answering-engine'
import { askAnswer } from './service/ask'
import type { Asking } from './service/flight'
import { endFlights } from './service/flights'
import { withListedValues } from './service/listed-values'
import { openExport } from './service/open-export'
import { accessTo, currentCatalogue, mayReadSql, type Reached, requireReach } from './service/reach'
import { flushAsks } from './service/record-asks'
import { type OpenRunInput, openFileRun, openRun, type Run } from './service/run'
import { runApart } from './service/run-apart'
import { toStatement } from './statement'

/** Rows that a page or the command line is given at most when it does not say; an export has no such bound. */
export const MAX_ROWS = 1_000
/** So long a reader waits; the engine's statement ends when the last one has left. */
const DEADLINE_MS: Record<RunPurpose, number> = { page: 30_000, cli: 60_000, export: 120_000 }
/** Where an older answer is there, a page shows it after so long, and looks again. */
const NEWER_WITHIN_MS = 700
/** No question is asked anew more often than this, whoever wants it. */
const REFRESH_AFTER_MS = 5_000

export type QueryList = {
  queries: QuerySummary[]
  /** Files that are no query, for those who may read statements. */
  faults: readonly CatalogueFault[]
}

/**
 * The queries that the reader may ask, by title.
 * @throws AppError FORBIDDEN without `read:query`
 */
export async function listQueries(ctx: Ctx): Promise<QueryList> {
  await requireRight(ctx, 'read:query')
  const { queries, faults } = await currentCatalogue()
  const reached = [...queries.values()].filter((query) => accessTo(ctx, query).reach !== 'none')
  const last = await lastRuns(reached.map(({ key }) => key))
  const summaries = reached.map(
    ({ key, title, description, owner, tags, chart, freshness }): QuerySummary => ({
      key,
      title,
      description,
      owner,
      tags,
      chart,
      freshness,
      lastRunAt: last.get(key) ?? null,
    }),
  )
  summaries.sort((one, other) => one.title.localeCompare(other.title, 'en'))
  return { queries: summaries, faults: canSome(ctx.actor, 'readSql:query') ? faults : [] }
}

/**
 * One query as the reader may see it: the statement only with `readSql:query`.
 * @throws AppError FORBIDDEN without `read:query`; NOT_FOUND for one that is not there or out of reach
 */
export async function getQuery(ctx: Ctx, { key }: { key: QueryKey }): Promise<QueryView> {
  await requireRight(ctx, 'read:query', { kind: 'query', id: key })
  const { query, access } = await requireReach(ctx, key)
  const { sql, ...rest } = query
  return {
    ...rest,
    access,
    sql: mayReadSql(ctx, query) ? sql : null,
    mayExport: accessTo(ctx, query, 'export:query').reach !== 'none',
  }
}

export type RunQueryInput = {
  key: QueryKey
  /** As text; what is left out has its default. */
  parameters?: Readonly<Record<string, string>>
  purpose: Exclude<RunPurpose, 'export'>
  maxRows?: number
  signal?: AbortSignal
}

/**
 * The answer to a query over the rows that the reader reaches: the one that is kept, or a new one that all who ask at
 * once share (service/ask.ts). Every ask is recorded.
 * @throws AppError FORBIDDEN without `read:query`; NOT_FOUND out of reach; VALIDATION for parameters that do not fit;
 * UPSTREAM_FAILED or UPSTREAM_TIMEOUT when the engine gives no answer and none is kept
 */
export async function runQuery(ctx: Ctx, input: RunQueryInput): Promise<QueryAnswer> {
  await requireRight(ctx, 'read:query', { kind: 'query', id: input.key })
  const reached = await requireReach(ctx, input.key)
  const asking = await toAsking(ctx, reached, input)
  const deadlineMs = DEADLINE_MS[input.purpose]
  const tellDetail = tellsDetail(ctx, reached)
  const maxRows = input.maxRows ?? MAX_ROWS
  if (maxRows > KEPT_ROWS)
    return await runApart(asking, { maxRows, deadlineMs, signal: input.signal, tellDetail })
  const newerWithinMs = input.purpose === 'page' ? NEWER_WITHIN_MS : deadlineMs
  const patience = { deadlineMs, newerWithinMs, signal: input.signal }
  const { answer, kind, ...state } = await askAnswer(asking, patience, tellDetail)
  const cut = answer.rows.length > maxRows
  return {
    queryKey: input.key,
    columns: answer.columns,
    rows: cut ? answer.rows.slice(0, maxRows) : answer.rows,
    parameters: asking.texts,
    truncated: cut || answer.truncated,
    elapsedMs: answer.elapsedMs,
    engine: asking.at.engine.label,
    asOf: answer.asOf,
    kind,
    ...state,
  }
}

/**
 * A query's parameters as this reader may fill them in: with the values that another query lists, in the reader's rows.
 * @throws AppError as runQuery
 */
export async function listParameters(ctx: Ctx, { key }: { key: QueryKey }): Promise<readonly Parameter[]> {
  await requireRight(ctx, 'read:query', { kind: 'query', id: key })
  return await listedParameters(ctx, (await requireReach(ctx, key)).query)
}

async function listedParameters(
  ctx: Ctx,
  query: Query,
  isAsked: (parameter: Parameter) => boolean = () => true,
): Promise<readonly Parameter[]> {
  const ask = (key: QueryKey) => runQuery(ctx, { key, purpose: 'page' })
  return await withListedValues(ctx, query, { ask, isAsked })
}

export type RefreshAnswerInput = { key: QueryKey; parameters?: Readonly<Record<string, string>> }

/**
 * Wants a newer answer than the one that is kept: whoever looks next asks for it, and everybody has it then. One of the
 * last few seconds is new enough (`wanted` is false), so that nobody can keep an engine busy with one question.
 * @throws AppError as runQuery
 */
export async function refreshAnswer(ctx: Ctx, input: RefreshAnswerInput): Promise<{ wanted: boolean }> {
  await requireRight(ctx, 'read:query', { kind: 'query', id: input.key })
  const reached = await requireReach(ctx, input.key)
  const { key } = await toAsking(ctx, reached, { ...input, purpose: 'page' })
  const state = await wantNewer(key, REFRESH_AFTER_MS)
  return { wanted: state !== 'young' }
}

export type ExportQueryInput = {
  key: QueryKey
  parameters?: Readonly<Record<string, string>>
  signal?: AbortSignal
  /** For who makes a file of the rows: how many bytes it has so far. The run then ends by `finish` or `close`. */
  fileBytes?: () => number
}

/** `close`: for a reader who leaves before the first batch. */
export type QueryExport<B extends Batch = readonly Row[]> = Pick<
  Run<B>,
  'columns' | 'batches' | 'close' | 'finish'
> & { title: string }

/**
 * Takes a query's rows away, all of them, in batches: those that `read:query` and `export:query` both reach. The engine
 * is always asked. The run is recorded when the last batch is read, or its file is whole, or the reader leaves.
 * @throws AppError as runQuery, and FORBIDDEN without `export:query`; errors after the first batch come from `batches`
 */
export async function exportQuery(ctx: Ctx, input: ExportQueryInput): Promise<QueryExport> {
  return await startExport(ctx, input, openRun)
}

/** As exportQuery, for a file of a format: `batches` has rows, or what the engine makes such a file of more cheaply. */
export async function exportQueryAs(
  ctx: Ctx,
  input: ExportQueryInput,
  format: ExportFormat,
): Promise<QueryExport<Batch>> {
  return await startExport<Batch>(ctx, input, (by, run) => openFileRun(by, run, format))
}

async function startExport<B extends Batch>(
  ctx: Ctx,
  input: ExportQueryInput,
  open: (ctx: Ctx, input: OpenRunInput) => Promise<Run<B>>,
): Promise<QueryExport<B>> {
  const asked = { kind: 'query', id: input.key, action: 'query.exported' }
  await requireRight(ctx, 'read:query', asked)
  await requireRight(ctx, 'export:query', asked)
  const reached = await requireReach(ctx, input.key, 'export:query')
  const asking = await toAsking(ctx, reached, { ...input, purpose: 'export' })
  const { signal, fileBytes } = input
  const tellDetail = tellsDetail(ctx, reached)
  const patience = { deadlineMs: DEADLINE_MS.export, signal, tellDetail, fileBytes }
  return { title: reached.query.title, ...(await openExport(asking, patience, open)) }
}

type AskedFor = { parameters?: Readonly<Record<string, string>>; purpose: RunPurpose }

async function toAsking(
  ctx: Ctx,
  { query, access }: Reached,
  { parameters, purpose }: AskedFor,
): Promise<Omit<Asking, 'seenAsOf'>> {
  const given = parameters ?? {}
  // What nobody filled in needs no list.
  const isAsked = ({ name, defaultText }: Parameter) =>
    defaultText !== null || (given[name] ?? '').trim() !== ''
  const parsed = parseParameters(await listedParameters(ctx, query, isAsked), given)
  if (!parsed.ok) throw new AppError('VALIDATION', { fieldErrors: parsed.fieldErrors })
  const { bound, texts }: ParameterValues = parsed.values
  const at = await answeringEngine(query)
  const { identity, dataVersion } = at
  const question = { queryKey: query.key, fingerprint: fingerprintOf(query), values: bound, access }
  const key = answerKey({ ...question, engine: identity, dataVersion })
  const statement = toStatement(query, bound, access)
  return { ctx, key, query, at, ...statement, texts, access, purpose }
}

/** What an engine says of a failure may quote a value of a row: only who may see every row is told. */
function tellsDetail(ctx: Ctx, { query, access }: Reached): boolean {
  return access.reach === 'all' && mayReadSql(ctx, query)
}

/** Ends what is under way, writes down what was asked, lets the engine go: at shutdown, and when a command is done. */
export async function closeAnalytics(): Promise<void> {
  await endFlights()
  await flushAsks()
  await closeEngine()
}
