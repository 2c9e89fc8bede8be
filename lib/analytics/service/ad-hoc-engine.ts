import { type ApartClient, createApartClient } from '@/lib/connectors/duckdb/apart/client'
import type { ApartAnswer } from '@/lib/connectors/duckdb/apart/messages'
import { takeAnswer } from '@/lib/connectors/duckdb/apart/statement'
import { env } from '@/lib/platform/env'
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
 * Whether statements of people's own are answered here. At a warehouse they run as the portal's account, and nobody but
 * its operator can say that it may only read: there it is offered once they have said so.
 */
export function adHocOffer(): AdHocOffer {
  const { system, label } = engine()
  if (system === 'duckdb' || env().DREMIO_READ_ONLY === '1') return { offered: true, system, label }
  return {
    offered: false,
    reason: `Statements would run at ${label} as the portal’s own account. Whoever runs the portal may offer them once that account can only read: DREMIO_READ_ONLY=1 says so.`,
  }
}

export type AdHocQuestion = { sql: string; rows: number; signal: AbortSignal }

/**
 * Asks the engine apart; or a warehouse, once it has taken the statement for a query within another one, which nothing
 * but one SELECT can be. @throws ConnectorError, ApartError with the place, or the signal's reason
 */
export async function askAdHoc({ sql, rows, signal }: AdHocQuestion): Promise<ApartAnswer> {
  const limits = { rows, cells: CELLS, characters: CHARACTERS }
  const asked = engine()
  if (asked.system !== 'duckdb') {
    await asked.describe(sql)
    return await takeAnswer(asked, { sql, limits, timeoutMs: AD_HOC_TIMEOUT_MS, signal })
  }
  store.pergolaAdHoc ??= createApartClient({
    folders: findDataFolders,
    version: dataFilesVersion,
    limits: LIMITS,
  })
  return await store.pergolaAdHoc.ask({ sql, limits, timeoutMs: AD_HOC_TIMEOUT_MS, signal })
}

/** Lets the process go: at shutdown, and when the command line is done. */
export async function closeAdHoc(): Promise<void> {
  const open = store.pergolaAdHoc
  store.pergolaAdHoc = undefined
  await open?.close()
}

const MAX_COLUMNS = 5_000
const TABLES: Readonly<Record<string, string>> = {
  duckdb: `SELECT table_name, column_name, data_type FROM duckdb_columns()
 WHERE NOT internal ORDER BY table_name, column_index LIMIT ${MAX_COLUMNS}`,
  dremio: `SELECT TABLE_SCHEMA || '.' || TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA."COLUMNS"
 WHERE TABLE_SCHEMA NOT IN ('INFORMATION_SCHEMA', 'information_schema', 'sys')
 ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION LIMIT ${MAX_COLUMNS}`,
}
const TABLES_TIMEOUT_MS = 5_000

/** Tables and columns, asked of the engine that answers the pages: a statement that runs away does not hold it up. */
export async function fetchDataTables(): Promise<DataTable[]> {
  const sql = TABLES[engine().system]
  if (sql === undefined) return []
  const stream = await engine().open({ sql, values: {}, timeoutMs: TABLES_TIMEOUT_MS })
  const rows: unknown[][] = []
  for await (const batch of stream.batches) rows.push(...batch.map((row) => [...row]))
  return toTables(rows)
}
