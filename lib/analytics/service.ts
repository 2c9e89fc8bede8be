import type { Ctx, Right } from '@/lib/access/model'
import { canSome, scopeFor } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import type { Row } from '@/lib/connectors/tabular'
import { AppError } from '@/lib/platform/errors'
import { toCatalogue } from './catalogue'
import { engine } from './engine'
import type {
  Catalogue,
  CatalogueFault,
  ParameterValues,
  Query,
  QueryAnswer,
  QueryKey,
  QuerySummary,
  QueryView,
  RowAccess,
  RunPurpose,
} from './model'
import { parseParameters, scopeValues } from './parameters'
import { meetAccess, rowAccess } from './policy'
import { findQueryFiles, lastRuns } from './repository'
import { openRun, type Run } from './service/run'

/** Rows that a page or the command line is given at most; an export has no such bound. */
export const MAX_ROWS = 1_000
const TIMEOUT_MS: Record<RunPurpose, number> = { page: 15_000, cli: 60_000, export: 120_000 }

let read: { mark: string; catalogue: Catalogue } | undefined

/** The catalogue as it stands in the folder: read again when a file has changed. */
export async function currentCatalogue(): Promise<Catalogue> {
  const folder = await findQueryFiles()
  if (read?.mark !== folder.mark) read = { mark: folder.mark, catalogue: toCatalogue(await folder.read()) }
  return read.catalogue
}

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
 * Asks a query over the rows that the reader reaches. Every run is recorded.
 * @throws AppError FORBIDDEN without `read:query`; NOT_FOUND out of reach; VALIDATION for parameters that do not fit;
 * UPSTREAM_FAILED or UPSTREAM_TIMEOUT when the engine gives no answer
 */
export async function runQuery(ctx: Ctx, input: RunQueryInput): Promise<QueryAnswer> {
  await requireRight(ctx, 'read:query', { kind: 'query', id: input.key })
  const { query, access } = await requireReach(ctx, input.key)
  const { run, values } = await start(ctx, { query, access, ...input })
  const maxRows = input.maxRows ?? MAX_ROWS
  const rows: Row[] = []
  for await (const batch of run.batches) {
    rows.push(...batch.slice(0, maxRows + 1 - rows.length))
    if (rows.length > maxRows) break
  }
  const truncated = rows.length > maxRows
  if (truncated) rows.length = maxRows
  return {
    queryKey: query.key,
    columns: run.columns,
    rows,
    parameters: values.texts,
    truncated,
    elapsedMs: run.elapsedMs(),
    engine: engine().label,
    asOf: run.startedAt,
  }
}

export type ExportQueryInput = {
  key: QueryKey
  parameters?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

/** `close`: for a reader who leaves before the first batch. */
export type QueryExport = Pick<Run, 'columns' | 'batches' | 'close'>

/**
 * Takes a query's rows away, all of them, in batches: those that `read:query` and `export:query` both reach. The run is
 * recorded when the last batch is read, or the reader leaves.
 * @throws AppError as runQuery, and FORBIDDEN without `export:query`; errors after the first batch come from `batches`
 */
export async function exportQuery(ctx: Ctx, input: ExportQueryInput): Promise<QueryExport> {
  const asked = { kind: 'query', id: input.key, action: 'query.exported' }
  await requireRight(ctx, 'read:query', asked)
  await requireRight(ctx, 'export:query', asked)
  const { query, access } = await requireReach(ctx, input.key, 'export:query')
  const { run } = await start(ctx, { query, access, ...input, purpose: 'export' })
  return { columns: run.columns, batches: run.batches, close: run.close }
}

type Reached = { query: Query; access: Exclude<RowAccess, { reach: 'none' }> }

async function requireReach(ctx: Ctx, key: QueryKey, besides?: Right): Promise<Reached> {
  const query = (await currentCatalogue()).queries.get(key)
  if (query === undefined) throw new AppError('NOT_FOUND', { details: { query: key } })
  const access = accessTo(ctx, query, besides)
  if (access.reach !== 'none') return { query, access }
  await recordRefusal(ctx, {
    action: besides === 'export:query' ? 'query.exported' : 'query.read',
    subject: { kind: 'query', id: key },
    right: besides ?? query.right,
  })
  throw new AppError('NOT_FOUND', { details: { query: key } })
}

function accessTo(ctx: Ctx, query: Query, besides?: Right): RowAccess {
  const rights: Right[] = ['read:query', query.right, ...(besides === undefined ? [] : [besides])]
  return rights.map((right) => rowAccess(scopeFor(ctx.actor, right), query)).reduce(meetAccess)
}

function mayReadSql(ctx: Ctx, query: Query): boolean {
  return rowAccess(scopeFor(ctx.actor, 'readSql:query'), query).reach !== 'none'
}

type StartInput = Reached & Omit<ExportQueryInput, 'key'> & { purpose: RunPurpose }

async function start(ctx: Ctx, input: StartInput): Promise<{ run: Run; values: ParameterValues }> {
  const { query, access, purpose, signal } = input
  const parsed = parseParameters(query.parameters, input.parameters ?? {})
  if (!parsed.ok) throw new AppError('VALIDATION', { fieldErrors: parsed.fieldErrors })
  const { values } = parsed
  const run = await openRun(ctx, {
    query,
    texts: values.texts,
    purpose,
    // What an engine says of a failure may quote a value of a row: only who may see every row is told.
    tellDetail: access.reach === 'all' && mayReadSql(ctx, query),
    request: {
      sql: query.sql,
      values: query.rowScope === null ? values.bound : { ...values.bound, ...scopeValues(access) },
      timeoutMs: TIMEOUT_MS[purpose],
      signal,
    },
  })
  return { run, values }
}

/** For the check of the connection, which has asked for its own right: how many tables the engine answers with. */
export async function probeEngine(): Promise<{ tables: number }> {
  return { tables: (await engine().fetchTableNames()).length }
}
