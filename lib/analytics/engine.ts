import { ConnectorError } from '@/lib/connectors/errors'
import { env } from '@/lib/platform/env'
import { createDremioEngine } from './dremio-engine'
import { createEmbeddedEngine } from './embedded-engine'
import type { Engine } from './engine-shape'
import type { EngineName, Query } from './model'

// Next bundles pages and route handlers apart: the engines of a process hang on globalThis.
const store = globalThis as typeof globalThis & {
  pergolaEngine?: Engine
  pergolaEngines?: Map<EngineName, Engine>
}

const MAKERS: Record<EngineName, () => Engine> = {
  duckdb: createEmbeddedEngine,
  dremio: () => {
    const { DREMIO_URL, ...settings } = env()
    if (DREMIO_URL === undefined) return absentEngine('dremio', 'Dremio', 'DREMIO_URL is not set')
    return createDremioEngine({ ...settings, DREMIO_URL })
  },
}

/** The engine for queries that are not bound to one, made when first asked for: Dremio where it is configured. */
export function engine(): Engine {
  store.pergolaEngine ??= engineNamed(env().DREMIO_URL === undefined ? 'duckdb' : 'dremio')
  return store.pergolaEngine
}

/** The engine that answers a query: the one that it is bound to, else the portal's. */
export function engineFor(query: Pick<Query, 'engine'>): Engine {
  return query.engine === null ? engine() : engineNamed(query.engine)
}

/** Lets the engines go: at shutdown, and when the command line is done. */
export async function closeEngine(): Promise<void> {
  const { pergolaEngine, pergolaEngines } = store
  store.pergolaEngine = undefined
  store.pergolaEngines = undefined
  const open = new Set([
    ...(pergolaEngine === undefined ? [] : [pergolaEngine]),
    ...(pergolaEngines?.values() ?? []),
  ])
  await Promise.all([...open].map((one) => one.close()))
}

function engineNamed(name: EngineName): Engine {
  store.pergolaEngines ??= new Map()
  const known = store.pergolaEngines.get(name)
  if (known !== undefined) return known
  const made = MAKERS[name]()
  store.pergolaEngines.set(name, made)
  return made
}

/** A query may be bound to an engine that is not connected here: that is a fault of each question, not of the catalogue. */
function absentEngine(system: EngineName, label: string, detail: string): Engine {
  const refuse = (operation: string) => async (): Promise<never> => {
    throw new ConnectorError({
      system,
      operation,
      layer: 'unreachable',
      code: 'UNREACHABLE',
      retryable: false,
      detail: `${label} is not connected: ${detail}`,
    })
  }
  return {
    ...{ system, label, binds: false, identity: system, embedded: false, statementsAtOnce: 1 },
    open: refuse('query'),
    describe: refuse('describe'),
    explain: refuse('explain'),
    dataVersion: async () => '',
    fetchTableNames: refuse('tables'),
    close: async () => {},
  }
}
