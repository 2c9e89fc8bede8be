import { type ApartClient, createApartClient } from '@/lib/connectors/duckdb/apart/client'
import type { ApartAnswer } from '@/lib/connectors/duckdb/apart/messages'
import type { AdHocOffer, DataTable } from '../ad-hoc'
import { AD_HOC_TIMEOUT_MS, toTables } from '../ad-hoc'
import { dataFilesVersion, findDataFolders } from '../data-folders'
import { engine } from '../engine'

const LIMITS = { memoryMb: 512, threads: 1 }
/** Bounds of one answer beside its rows. */
const CELLS = 200_000
const CHARACTERS = 8_000_000

// Next bundles pages and route handlers apart: one process apart for one process of the portal.
const store = globalThis as typeof globalThis & { pergolaAdHoc?: ApartClient }

/**
 * Whether statements of people's own are answered here. At a warehouse they would run with the portal's account, so that
 * only the warehouse can say what they may do: not offered.
 */
export function adHocOffer(): AdHocOffer {
  const { system, label } = engine()
  if (system === 'duckdb') return { offered: true, system, label }
  return {
    offered: false,
    reason: `Statements would run at ${label} with the portal’s own account, and nothing here says that it may only read.`,
  }
}

export type AdHocQuestion = { sql: string; rows: number; signal: AbortSignal }

/** Asks the engine apart. @throws ConnectorError, ApartError with the place, or the signal's reason */
export async function askAdHoc({ sql, rows, signal }: AdHocQuestion): Promise<ApartAnswer> {
  store.pergolaAdHoc ??= createApartClient({
    folders: findDataFolders,
    version: dataFilesVersion,
    limits: LIMITS,
  })
  const limits = { rows, cells: CELLS, characters: CHARACTERS }
  return await store.pergolaAdHoc.ask({ sql, limits, timeoutMs: AD_HOC_TIMEOUT_MS, signal })
}

/** Lets the process go: at shutdown, and when the command line is done. */
export async function closeAdHoc(): Promise<void> {
  const open = store.pergolaAdHoc
  store.pergolaAdHoc = undefined
  await open?.close()
}

const MAX_COLUMNS = 5_000
const TABLES = `SELECT table_name, column_name, data_type FROM duckdb_columns()
 WHERE NOT internal ORDER BY table_name, column_index LIMIT ${MAX_COLUMNS}`
const TABLES_TIMEOUT_MS = 5_000

/** Tables and columns, asked of the engine that answers the pages: a statement that runs away does not hold it up. */
export async function fetchDataTables(): Promise<DataTable[]> {
  const stream = await engine().open({ sql: TABLES, values: {}, timeoutMs: TABLES_TIMEOUT_MS })
  const rows: unknown[][] = []
  for await (const batch of stream.batches) rows.push(...batch.map((row) => [...row]))
  return toTables(rows)
}
