import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXPORT_FORMATS } from '@/lib/analytics/export-formats'
import { cloneDatabase, createTemplate, dropDatabase, startTestServer } from '@/lib/testing/database'
import { startWarehouses, type Warehouses } from './export-upstreams'
import { median } from './load'
import type { Row } from './results'

// What taking a million rows away costs, each measurement in a fresh process: from the request to the last byte in a file,
// with the right asked for and the run recorded. The control is DuckDB's own COPY of the same statement over the same
// table under the same limits. Beside them, from the same table: Dremio's REST API (its stand-in) and Arrow Flight.

const ROWS = 1_000_000
const TURNS = 5
/** REST takes a minute each. */
const WAREHOUSE_TURNS = 2
const BUDGET_MB = 100

/** Figures, dates, moments, words with and without what needs quotes, and NULLs. */
const TABLE = `CREATE TABLE sale AS
SELECT i AS id, (i * 7919) % 100000 AS customer, ((i % 97) / 7)::DECIMAL(18,4) AS amount,
  DATE '1996-07-01' + (i % 700)::INTEGER AS day, TIMESTAMP '2020-01-01' + to_microseconds(i * 1000003) AS moment,
  'Product ' || (i % 77) AS product,
  CASE WHEN i % 10 = 0 THEN NULL WHEN i % 100 = 1 THEN 'say "hi", ' || i ELSE 'order of customer ' || i END AS note,
  i % 3 = 0 AS paid
FROM range(${ROWS}) AS r(i);
`
const FRONT = `/*---
title: Sales
owner: Bench
sources: [sale]
---*/
`
/** By key: what is measured, and what goes before it so that a process stands as one that has served. */
const QUERIES = { sales: 'SELECT * FROM sale', few: 'SELECT * FROM sale LIMIT 20000' }

export type ExportMeasured = { rows: number; ms: number; mb: number; bytes: number }
type Mode = 'copy' | (typeof EXPORT_FORMATS)[number]
type Measure = (mode: Mode, env?: Record<string, string>) => Promise<ExportMeasured>

export async function benchExport(): Promise<Row[]> {
  const server = await startTestServer()
  const template = await createTemplate(server.adminUrl)
  const database = await cloneDatabase(server.adminUrl, template)
  const folder = await mkdtemp(join(tmpdir(), 'pergola-export-'))
  try {
    const data = join(folder, 'analytics', 'data', 'sale')
    await mkdir(data, { recursive: true })
    await writeFile(join(data, 'load.sql'), TABLE)
    for (const [key, sql] of Object.entries(QUERIES))
      await writeFile(join(folder, 'analytics', `${key}.sql`), `${FRONT}${sql}\n`)
    const measure: Measure = (mode, env) => measured({ mode, folder, databaseUrl: database.url, env })
    const rows = await ofDuckdb(measure)
    rows.push(...(await ofWarehouses(data, measure)))
    for (const format of EXPORT_FORMATS) {
      if (format !== 'csv') rows.push(...formatRows(format, await measure(format)))
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
    await database.drop()
    await dropDatabase(server.adminUrl, template)
    await server.stop()
  }
}

async function ofDuckdb(measure: Measure): Promise<Row[]> {
  const runs: Record<'copy' | 'csv', ExportMeasured[]> = { copy: [], csv: [] }
  // In turns, so that what else the machine does falls on both alike.
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const mode of ['copy', 'csv'] as const) runs[mode].push(await measure(mode))
  }
  return csvRows(runs)
}

function ratesOf(runs: readonly ExportMeasured[]): number[] {
  return runs.map(({ rows, ms }) => (rows / ms) * 1_000)
}

function csvRows({ copy, csv }: Record<'copy' | 'csv', ExportMeasured[]>): Row[] {
  const ratio = median(ratesOf(csv).map((rate, turn) => rate / (ratesOf(copy)[turn] ?? 0)))
  return [
    {
      what: '1,000,000 rows as CSV, against DuckDB’s COPY',
      value: median(ratesOf(csv)),
      unit: 'rows/s',
      control: median(ratesOf(copy)),
      ratio,
      budget: '≥ 0.5',
      met: ratio >= 0.5,
    },
    { ...memoryRow('as CSV', csv), control: Math.max(...copy.map((run) => run.mb)) },
  ]
}

function memoryRow(what: string, runs: readonly ExportMeasured[]): Row {
  const mb = Math.max(...runs.map((run) => run.mb))
  return {
    what: `${what}: growth of the memory, the most of any turn`,
    value: mb,
    unit: 'MB',
    budget: `≤ ${BUDGET_MB} MB`,
    met: mb <= BUDGET_MB,
  }
}

/** The same rows by both transports, in turns; Flight's control is REST. */
async function ofWarehouses(folder: string, measure: Measure): Promise<Row[]> {
  const warehouses = await startWarehouses(folder)
  try {
    const { rest, flight } = warehouses.env
    const runs: Record<keyof Warehouses['env'], ExportMeasured[]> = { rest: [], flight: [] }
    for (let turn = 0; turn < WAREHOUSE_TURNS; turn += 1) {
      runs.rest.push(await measure('csv', rest))
      if (flight !== null) runs.flight.push(await measure('csv', flight))
    }
    const control = median(ratesOf(runs.rest))
    const byRest = 'as CSV by REST, 500 rows a page (Dremio’s stand-in)'
    const rows = [{ what: byRest, value: control, unit: 'rows/s' }, memoryRow('by REST', runs.rest)]
    if (flight !== null) return [...rows, ...flightRows(runs.flight, control)]
    console.log('Arrow Flight is left out: its server is not installed here (npm run upstreams does it).')
    return rows
  } finally {
    await warehouses.stop()
  }
}

function flightRows(runs: readonly ExportMeasured[], control: number): Row[] {
  const value = median(ratesOf(runs))
  const what = 'as CSV by Arrow Flight (pyarrow over DuckDB), against REST'
  return [{ what, value, unit: 'rows/s', control, ratio: value / control }, memoryRow('by Flight', runs)]
}

function formatRows(format: Mode, run: ExportMeasured): Row[] {
  const [value = 0] = ratesOf([run])
  return [
    { what: `as ${format}, ${Math.round(run.bytes / 1e6)} MB`, value, unit: 'rows/s' },
    memoryRow(`as ${format}`, [run]),
  ]
}

type MeasuredInput = { mode: Mode; folder: string; databaseUrl: string; env?: Record<string, string> }

function measured({ mode, folder, databaseUrl, env = {} }: MeasuredInput): Promise<ExportMeasured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/export-child.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env, BENCH_MODE: mode, BENCH_FOLDER: folder, BENCH_DATABASE: databaseUrl },
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`the measurement of ${mode} ended with ${code}`))
      const found = JSON.parse(said) as ExportMeasured
      if (found.rows === ROWS) resolve(found)
      else reject(new Error(`${mode}: ${found.rows} rows instead of ${ROWS}`))
    })
  })
}
