import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api'
import { rowJson, toWireType, type WireField } from './wire'

/** States before a job runs, in their order; each lasts `stateMs`. */
export const STATES_BEFORE = [
  'NOT_SUBMITTED',
  'PENDING',
  'METADATA_RETRIEVAL',
  'PLANNING',
  'QUEUED',
  'ENGINE_START',
  'ENQUEUED',
  'EXECUTION_PLANNING',
  'STARTING',
] as const

export type JobState =
  | (typeof STATES_BEFORE)[number]
  | 'RUNNING'
  | 'COMPLETED'
  | 'CANCELLATION_REQUESTED'
  | 'CANCELED'
  | 'FAILED'
  | 'INVALID_STATE'

export type Job = {
  id: string
  user: string
  table: string
  submittedAt: number
  endedAt: number | null
  /** How it stands at the engine; what a client is told of it comes later (`stateOf`). */
  outcome: 'running' | 'completed' | 'cancelled' | 'failed'
  isCancelling: boolean
  /** Dremio has lost track of it. */
  isLost: boolean
  error: string
  /** What it is to fail with, whatever the engine says. */
  forced: string | null
  cancellationReason: string
  rowCount: number
  fields: WireField[]
  rowsServed: number
  cancel: () => void
}

export type JobOptions = {
  /** Each holds a `load.sql` that makes its tables. */
  folders: readonly string[]
  stateMs: number
  retentionMs: number
  /** Where the planner's complaint is told: at once, or by a job that fails (`run_query.async`). */
  planErrors: 'submit' | 'later'
}

/** A statement that was refused before there was a job. */
export class Refused extends Error {}

export type Jobs = {
  /** @throws Refused */
  submit: (sql: string, user: string) => Promise<Job>
  find: (id: string, user: string) => Job | undefined
  stateOf: (job: Job) => JobState
  cancel: (job: Job) => void
  /** As if it had met this at the engine. */
  fail: (job: Job, error: string) => void
  lose: (job: Job) => void
  /** The body of `results`. */
  results: (job: Job, offset: number, limit: number) => Promise<string>
  all: () => Job[]
  /** Drops what jobs have left behind, as the end of their retention does. */
  forget: () => void
  close: () => Promise<void>
}

const INTERRUPT_AGAIN_MS = 20

/** Jobs over DuckDB: each result stands in a table of its own until it is too old. */
export async function createJobs(options: JobOptions): Promise<Jobs> {
  const instance = await openInstance(options.folders)
  const jobs = new Map<string, Job>()
  const underWay = new Set<Promise<void>>()
  let taken = 0

  function find(id: string, user: string): Job | undefined {
    const job = jobs.get(id)
    if (job === undefined || job.user !== user) return undefined
    if (job.endedAt === null || performance.now() - job.endedAt < options.retentionMs) return job
    jobs.delete(id)
    return undefined
  }

  async function submit(sql: string, user: string): Promise<Job> {
    const connection = await instance.connect()
    taken += 1
    const job = newJob(taken, user)
    const planned = await plan(connection, sql, job)
    if (planned !== null && options.planErrors === 'submit') {
      connection.closeSync()
      throw new Refused(planned)
    }
    jobs.set(job.id, job)
    if (planned !== null) {
      end(job, 'failed', planned)
      connection.closeSync()
      return job
    }
    const run = execute(connection, sql, job).finally(() => {
      connection.closeSync()
      underWay.delete(run)
    })
    underWay.add(run)
    return job
  }

  return {
    submit,
    find,
    stateOf: (job) => stateAt(job, performance.now(), options.stateMs),
    cancel: (job) => {
      if (job.outcome !== 'running') return
      job.isCancelling = true
      job.cancellationReason = `Query cancelled by user '${job.user}'`
      job.cancel()
    },
    fail: (job, error) => endEarly(job, { forced: error }),
    lose: (job) => endEarly(job, { isLost: true }),
    results: (job, offset, limit) => resultsOf(instance, job, offset, limit),
    all: () => [...jobs.values()],
    forget: () => {
      for (const { id, outcome } of jobs.values()) if (outcome !== 'running') jobs.delete(id)
    },
    close: async () => {
      for (const job of jobs.values()) job.cancel()
      await Promise.all(underWay)
      instance.closeSync()
    },
  }
}

function endEarly(job: Job, how: Partial<Pick<Job, 'forced' | 'isLost'>>): void {
  Object.assign(job, how)
  job.cancel()
}

async function openInstance(folders: readonly string[]): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '768MB' })
  const connection = await instance.connect()
  for (const folder of folders) {
    await connection.run('SET VARIABLE folder = $folder', { folder })
    await connection.run(await readFile(join(folder, 'load.sql'), 'utf8'))
  }
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  connection.closeSync()
  return instance
}

function newJob(number: number, user: string): Job {
  return {
    id: randomUUID(),
    user,
    table: `job_${number}_result`,
    submittedAt: performance.now(),
    endedAt: null,
    outcome: 'running',
    isCancelling: false,
    isLost: false,
    error: '',
    forced: null,
    cancellationReason: '',
    rowCount: 0,
    fields: [],
    rowsServed: 0,
    cancel: () => {},
  }
}

const EXPLAIN = /^\s*EXPLAIN PLAN FOR\b/i

/** Answers what is wrong with the statement, null for nothing. */
async function plan(connection: DuckDBConnection, sql: string, job: Job): Promise<string | null> {
  try {
    const statements = await connection.extractStatements(sql.replace(EXPLAIN, ''))
    if (statements.count !== 1) return 'PARSE ERROR: Failure parsing the query.'
    const statement = await statements.prepare(0)
    if (statement.statementType !== StatementType.SELECT)
      return 'PERMISSION ERROR: the sample data are for reading'
    if (statement.parameterCount > 0)
      return 'VALIDATION ERROR: Cannot convert RexNode to equivalent expression'
    if (EXPLAIN.test(sql)) {
      job.fields = ['text', 'json'].map((name) => ({ name, type: { name: 'VARCHAR' } }))
      return null
    }
    job.fields = Array.from({ length: statement.columnCount }, (_, index) => ({
      name: statement.columnName(index),
      type: toWireType(statement.columnType(index)),
    }))
    return null
  } catch (error) {
    return `VALIDATION ERROR: ${words(error)}`
  }
}

function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}

async function execute(connection: DuckDBConnection, sql: string, job: Job): Promise<void> {
  let again: NodeJS.Timeout | undefined
  // An interrupt that comes before the engine has begun is forgotten by it.
  job.cancel = () => {
    connection.interrupt()
    again ??= setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS)
  }
  try {
    if (EXPLAIN.test(sql)) await explain(connection, sql.replace(EXPLAIN, 'EXPLAIN'), job)
    else await connection.run(`CREATE TABLE ${job.table} AS ${sql}`)
    const counted = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${job.table}`)
    job.rowCount = Number(counted.getRows()[0]?.[0] ?? 0)
    if (job.forced !== null) end(job, 'failed', job.forced)
    else end(job, job.isCancelling ? 'cancelled' : 'completed', '')
  } catch (error) {
    if (job.isCancelling) end(job, 'cancelled', '')
    else end(job, 'failed', job.forced ?? `SYSTEM ERROR: ${words(error)}\n\n[Error Id: demo on stand-in]`)
  } finally {
    job.cancel = () => {}
    clearInterval(again)
  }
}

async function explain(connection: DuckDBConnection, sql: string, { table }: Job): Promise<void> {
  const plan = await connection.runAndReadAll(sql)
  await connection.run(`CREATE TABLE ${table} (text VARCHAR, json VARCHAR)`)
  await connection.run(`INSERT INTO ${table} VALUES ($text, '{}')`, { text: String(plan.getRows()[0]?.[1]) })
}

function end(job: Job, outcome: Job['outcome'], error: string): void {
  job.outcome = outcome
  job.error = error
  job.endedAt = performance.now()
}

type Standing = Pick<Job, 'outcome' | 'isCancelling' | 'isLost' | 'submittedAt'>

/** What a client is told of a job at this moment. */
export function stateAt(job: Standing, now: number, stateMs: number): JobState {
  if (job.isLost) return 'INVALID_STATE'
  if (job.outcome === 'cancelled') return 'CANCELED'
  if (job.isCancelling && job.outcome === 'running') return 'CANCELLATION_REQUESTED'
  const before = STATES_BEFORE[Math.floor((now - job.submittedAt) / Math.max(stateMs, 0.01))]
  if (before !== undefined) return before
  if (job.outcome === 'running') return 'RUNNING'
  return job.outcome === 'completed' ? 'COMPLETED' : 'FAILED'
}

async function resultsOf(instance: DuckDBInstance, job: Job, offset: number, limit: number): Promise<string> {
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(
      `SELECT * FROM ${job.table} WHERE rowid >= ${offset} AND rowid < ${offset + limit} ORDER BY rowid`,
    )
    const fields = job.fields.map(({ name, type }) => ({ key: JSON.stringify(name), type }))
    const rows = reader.getRows()
    job.rowsServed = Math.max(job.rowsServed, offset + rows.length)
    const schema = JSON.stringify(job.fields)
    return `{"rowCount":${job.rowCount},"schema":${schema},"rows":[${rows.map((row) => rowJson(fields, row)).join(',')}]}`
  } finally {
    connection.closeSync()
  }
}
