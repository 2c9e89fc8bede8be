import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createDuckdbClient } from '@/lib/connectors/duckdb/client'
import type { Engine } from './engine-shape'
import { analyticsFolder } from './folder'

/** What the embedded engine may take of the machine. */
export const ENGINE_LIMITS = { memoryMb: 512, threads: 2, statementsAtOnce: 2 }

/** So long what was seen of the files is believed: every question asks. */
const SEEN_FOR_MS = 1_000

/** DuckDB in this process over `analytics/data`, whose tables follow the files. */
export function createEmbeddedEngine(nowMs: () => number = () => performance.now()): Engine {
  let seen: { atMs: number; folder: string; version: Promise<string> } | undefined
  const dataVersion = () => {
    const folder = dataFolder()
    if (seen === undefined || seen.folder !== folder || nowMs() - seen.atMs > SEEN_FOR_MS) {
      seen = { atMs: nowMs(), folder, version: versionOf(folder) }
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

function dataFolder(): string {
  return join(analyticsFolder(), 'data')
}

async function findDataFolders(): Promise<string[]> {
  const data = dataFolder()
  const entries = await readdir(data, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(data, entry.name))
    .sort()
}

/** Names, sizes and times of all files below the data folder: what the tables are made of. */
async function versionOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const [index, { size, mtimeMs }] of (await Promise.all(files.map((file) => stat(file)))).entries()) {
    hash.update(`${files[index]} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 32)
}
