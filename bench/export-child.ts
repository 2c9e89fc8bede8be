import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TEST_ENV } from '@/lib/testing/environment'
import type { ExportMeasured } from './export'

// One measurement in a process of its own, its table loaded before: `copy` is DuckDB's own, the rest the portal's route.
// Prints one line of JSON.

const { BENCH_MODE: mode = '', BENCH_FOLDER: folder = '', BENCH_DATABASE: databaseUrl = '' } = process.env
const file = join(folder, `out.${mode}`)

/** Writes the file and answers how many rows the engine or the record of the run says there are. */
type Work = (query: 'few' | 'sales') => Promise<number>

async function copyWork(): Promise<Work> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const { ENGINE_LIMITS } = await import('@/lib/analytics/embedded-engine')
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(ENGINE_LIMITS.threads),
    memory_limit: `${ENGINE_LIMITS.memoryMb}MB`,
  })
  const connection = await instance.connect()
  await connection.run(readFileSync(join(folder, 'analytics', 'data', 'sale', 'load.sql'), 'utf8'))
  return async (query) => {
    const sql = query === 'few' ? 'SELECT * FROM sale LIMIT 20000' : 'SELECT * FROM sale'
    const result = await connection.run(`COPY (${sql}) TO '${file}' (FORMAT csv, HEADER true)`)
    return Number((await result.getRows())[0]?.[0])
  }
}

async function portalWork(): Promise<Work> {
  Object.assign(process.env, TEST_ENV, { DATABASE_URL: databaseUrl })
  process.chdir(folder)
  const { exportAnswer } = await import('@/lib/analytics/routes')
  const { engine } = await import('@/lib/analytics/engine')
  const { db } = await import('@/lib/platform/db')
  const rights = [{ right: 'read:query' as const }, { right: 'export:query' as const }]
  const id = randomUUID()
  const ctx = {
    actor: { kind: 'user' as const, id, name: 'Bench', rights },
    requestId: 'bench',
    now: () => new Date(),
  }
  await engine().fetchTableNames()
  return async (query) => {
    const request = new Request(`http://127.0.0.1/analytics/${query}/export/${mode}`)
    const response = await exportAnswer(ctx, request, { query, format: mode })
    await writePieces(response)
    const where = { actorId: id, queryKey: query }
    const [run] = await db().analyticsRun.findMany({ where, select: { rows: true } })
    return run?.rows ?? 0
  }
}

/** As COPY writes: each piece at once, into what the system keeps of the file. */
async function writePieces({ body }: Response): Promise<void> {
  const reader = body?.getReader()
  const to = openSync(file, 'w')
  for (;;) {
    const piece = await reader?.read()
    if (piece?.value === undefined) return closeSync(to)
    writeSync(to, piece.value)
  }
}

function residentKb(what: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
}

const work = await (mode === 'copy' ? copyWork() : portalWork())
await work('few')
globalThis.gc?.()
// The highest that it has been so far is forgotten (proc(5), clear_refs).
writeFileSync('/proc/self/clear_refs', '5')
const before = residentKb('VmRSS')
const started = performance.now()
const rows = await work('sales')
const ms = performance.now() - started
const mb = Math.max(0, residentKb('VmHWM') - before) / 1_024
const measured: ExportMeasured = { rows, ms, mb, bytes: statSync(file).size }
await rm(file)
process.stdout.write(`${JSON.stringify(measured)}\n`)
process.exit(0)
