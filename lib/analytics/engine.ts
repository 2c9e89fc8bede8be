import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createDuckdbClient } from '@/lib/connectors/duckdb/client'
import type { ResultStream, StatementRequest, StatementShape } from '@/lib/connectors/tabular'
import { analyticsFolder } from './folder'

/** Whatever answers the queries. Every engine gives the same shape (lib/connectors/tabular.ts). */
export type Engine = {
  /** As the connections page and the run record know it. */
  system: string
  label: string
  open: (request: StatementRequest) => Promise<ResultStream>
  describe: (sql: string) => Promise<StatementShape>
  fetchTableNames: () => Promise<string[]>
  close: () => Promise<void>
}

const LIMITS = { memoryMb: 512, threads: 2, statementsAtOnce: 2 }

// Next bundles pages and route handlers apart: one engine a process hangs on globalThis.
const store = globalThis as typeof globalThis & { pergolaEngine?: Engine }

/** The engine of this process, made when first asked for: DuckDB over `analytics/data`. */
export function engine(): Engine {
  store.pergolaEngine ??= createEmbeddedEngine()
  return store.pergolaEngine
}

/** Lets the engine go: at shutdown, and when the command line is done. */
export async function closeEngine(): Promise<void> {
  const open = store.pergolaEngine
  store.pergolaEngine = undefined
  await open?.close()
}

function createEmbeddedEngine(): Engine {
  return {
    ...createDuckdbClient({ folders: findDataFolders, limits: LIMITS }),
    system: 'duckdb',
    label: 'DuckDB',
  }
}

async function findDataFolders(): Promise<string[]> {
  const data = join(analyticsFolder(), 'data')
  const entries = await readdir(data, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(data, entry.name))
    .sort()
}
