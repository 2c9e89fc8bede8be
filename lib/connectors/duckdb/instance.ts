import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

export type InstanceLimits = { memoryMb: number; threads: number }

/** Runs in this order, after the tables are loaded; nothing can be set afterwards but how much is had ahead (client.ts). */
const LOCKS = [
  `RESET VARIABLE folder`,
  `SET temp_directory = ''`,
  `SET allow_persistent_secrets = false`,
  `SET secret_directory = ''`,
  `SET enable_external_access = false`,
  `SET disabled_filesystems = 'LocalFileSystem'`,
  `SET allowed_configs = ['streaming_buffer_size']`,
  `SET lock_configuration = true`,
]

/**
 * An engine in memory with the tables that each folder's `load.sql` makes, then shut: no file, no address, no ATTACH,
 * no extension, no setting. Every statement runs in a read-only transaction besides (client.ts).
 */
export async function createLockedInstance(
  folders: readonly string[],
  limits: InstanceLimits,
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads),
    memory_limit: `${limits.memoryMb}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    // It would tell every statement which files the tables came from.
    enable_external_file_cache: 'false',
  })
  try {
    const connection = await instance.connect()
    for (const folder of folders) await load(connection, folder)
    for (const statement of LOCKS) await connection.run(statement)
    connection.closeSync()
    return instance
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

async function load(connection: DuckDBConnection, folder: string): Promise<void> {
  const script = await readFile(join(folder, 'load.sql'), 'utf8')
  await connection.run(`SET VARIABLE folder = $folder`, { folder })
  await connection.run(script)
}
