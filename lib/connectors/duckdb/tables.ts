import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { unreachable } from './errors'
import { createLockedInstance, type InstanceLimits } from './instance'

type TablesOptions = {
  folders: () => Promise<readonly string[]>
  version: () => Promise<string>
  limits: InstanceLimits
}

export type Tables = {
  /** A connection to the tables as the files are now. @throws ConnectorError `unreachable` */
  connect: (operation: string) => Promise<DuckDBConnection>
  close: () => Promise<void>
}

type Loaded = { version: string; instance: Promise<DuckDBInstance> }

/**
 * The engine with its tables, loaded when first asked for and anew when the files have changed. A statement under way keeps
 * the tables that it began with: its connection holds them. What cannot be loaded is tried again at the next question.
 */
export function createTables({ folders, version, limits }: TablesOptions): Tables {
  let loaded: Loaded | undefined

  function letGo(old: Loaded | undefined): void {
    if (loaded === old) loaded = undefined
    old?.instance.then(
      (instance) => instance.closeSync(),
      () => {},
    )
  }

  function load(now: string): Loaded {
    if (loaded?.version === now) return loaded
    letGo(loaded)
    loaded = { version: now, instance: folders().then((found) => createLockedInstance(found, limits)) }
    return loaded
  }

  return {
    async connect(operation) {
      let used: Loaded | undefined
      try {
        used = load(await version())
        return await (await used.instance).connect()
      } catch (error) {
        if (used !== undefined) letGo(used)
        throw unreachable(operation, error)
      }
    },
    async close() {
      const open = loaded
      letGo(open)
      await open?.instance.catch(() => {})
    },
  }
}
