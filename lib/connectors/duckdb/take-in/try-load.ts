import { createLockedInstance, type InstanceLimits } from '../instance'
import { createAsk, toTakeInError } from './ask'
import { identifier, literal } from './model'

export type Tried = { rows: number; columns: { name: string; type: string }[] }

/**
 * Loads folders as the portal's engine will, in the same memory, and looks at one table of them.
 * @throws TakeInError when they do not load
 */
export async function tryLoad(
  folders: readonly string[],
  limits: InstanceLimits,
  { folder, table }: { folder: string; table: string },
): Promise<Tried> {
  const instance = await createLockedInstance(folders, limits).catch((error: unknown) => {
    throw toTakeInError(error, folder)
  })
  const connection = await instance.connect()
  try {
    const ask = createAsk(connection, folder)
    const [count] = await ask(`SELECT count(*)::VARCHAR AS rows FROM ${identifier(table)}`)
    const columns = await ask(
      `SELECT column_name AS name, data_type AS type FROM duckdb_columns()
        WHERE table_name = ${literal(table)} AND NOT internal ORDER BY column_index`,
    )
    return {
      rows: Number(count?.rows),
      columns: columns.map(({ name, type }) => ({ name: String(name), type: String(type) })),
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Names of the tables that folders make. @throws TakeInError when they do not load */
export async function tablesOf(folders: readonly string[], limits: InstanceLimits): Promise<Set<string>> {
  const instance = await createLockedInstance(folders, limits).catch((error: unknown) => {
    throw toTakeInError(error, '')
  })
  const connection = await instance.connect()
  try {
    const rows = await createAsk(connection, '')('SELECT table_name FROM duckdb_tables()')
    return new Set(rows.map((row) => String(row.table_name)))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
