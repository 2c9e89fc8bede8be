import { createDuckdbClient } from '@/lib/connectors/duckdb/client'
import { dataFilesVersion, findDataFolders } from './data-folders'
import type { Engine } from './engine-shape'
import { analyticsFolder } from './folder'

/** What the embedded engine may take of the machine; the tables that are loaded must fit. */
export const ENGINE_LIMITS = { memoryMb: 512, threads: 2, statementsAtOnce: 2 }

/** So long what was seen of the files is believed: every question asks. */
const SEEN_FOR_MS = 1_000

/** DuckDB in this process over `analytics/data` and what was loaded besides, whose tables follow the files. */
export function createEmbeddedEngine(nowMs: () => number = () => performance.now()): Engine {
  let seen: { atMs: number; folder: string; version: Promise<string> } | undefined
  const dataVersion = () => {
    const folder = analyticsFolder()
    if (seen === undefined || seen.folder !== folder || nowMs() - seen.atMs > SEEN_FOR_MS) {
      seen = { atMs: nowMs(), folder, version: dataFilesVersion() }
    }
    return seen.version
  }
  return {
    ...createDuckdbClient({ folders: findDataFolders, version: dataVersion, limits: ENGINE_LIMITS }),
    system: 'duckdb',
    label: 'DuckDB',
    binds: true,
    identity: 'duckdb',
    embedded: true,
    statementsAtOnce: ENGINE_LIMITS.statementsAtOnce,
    dataVersion,
  }
}
