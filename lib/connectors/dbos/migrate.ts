import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database'
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs'
import pg from 'pg'
import { ENGINE_SCHEMA } from './identity'

const LOCK_KEY = 72_707_370
const LOCK_RETRY_MS = 200
const LOCK_DEADLINE_MS = 120_000

export class EngineMigrationError extends Error {
  override readonly name = 'EngineMigrationError'
}

/**
 * Makes or updates the engine's schema as the migrator, and lets `applicationRole` work in it. Two portals that start at
 * once take turns.
 * @throws EngineMigrationError when the schema cannot be made, with what the server said.
 */
export async function migrateEngine(options: {
  migratorUrl: string
  applicationRole: string
}): Promise<void> {
  const lock = new pg.Client({ connectionString: options.migratorUrl, connectionTimeoutMillis: 5_000 })
  lock.on('error', () => {})
  await lock.connect()
  try {
    await takeLock(lock)
    await runMigrations(options)
  } finally {
    await lock.end()
  }
}

// Tried again and again, not waited for: a session that waits inside pg_advisory_lock holds a snapshot, and the engine's
// CREATE INDEX CONCURRENTLY waits for every snapshot, so the two would wait for each other and no server would see it.
async function takeLock(client: pg.Client): Promise<void> {
  const until = Date.now() + LOCK_DEADLINE_MS
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      LOCK_KEY,
    ])
    if (rows[0]?.taken) return
    if (Date.now() > until) {
      throw new EngineMigrationError(
        'Another portal has been migrating the workflow engine for two minutes. Look at what it waits for in pg_stat_activity.',
      )
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS))
  }
}

async function runMigrations(options: { migratorUrl: string; applicationRole: string }): Promise<void> {
  const said: string[] = []
  const quiet = { info() {}, debug() {}, warn: note, error: note }
  function note(entry: unknown): void {
    said.push(entry instanceof Error ? entry.message : String(entry))
  }
  try {
    await migrateSystemDatabase(
      options.migratorUrl,
      new GlobalLogger(undefined, { logger: quiet }),
      ENGINE_SCHEMA,
      options.applicationRole,
    )
  } catch (error) {
    const words = [(error as Error).message, ...said].join('; ')
    throw new EngineMigrationError(`The workflow engine's schema could not be made: ${words}`, {
      cause: error,
    })
  }
}
