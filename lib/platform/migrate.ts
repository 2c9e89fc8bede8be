import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { APP_ROLE } from './db'

/** Prisma's own migrate commands take this key too, so the two never run at once. */
const LOCK_KEY = 72_707_369

/** The table that `prisma migrate` keeps, column for column, so that `prisma migrate status` agrees. */
const CREATE_LEDGER = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

export type MigrateOptions = {
  /** The migrator's connection: it owns the schema. */
  migratorUrl: string
  /** The portal's connection; its user is given the portal's role when it is another than the migrator. */
  appUrl: string
  /** Folder of `<name>/migration.sql`. */
  folder: string
}

/**
 * Applies Prisma's SQL migrations that are not applied yet, each in its own transaction, under an advisory lock: two
 * portals that start at once both come up. Answers the names that it applied.
 * @throws MigrationError when the database is not UTF-8, is older than 15, holds a changed, unknown or half-applied migration.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.migratorUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await requireUsableServer(client)
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(CREATE_LEDGER)
    const applied = await applyPending(client, options.folder)
    await letPortalWork(client, options)
    return applied
  } finally {
    await client.end()
  }
}

async function requireUsableServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string; version: string }>(
    `SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num') AS version`,
  )
  const [row] = rows
  if (row?.encoding !== 'UTF8') {
    throw new MigrationError(
      `The database's encoding is ${row?.encoding}. Pergola needs UTF8: create one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    )
  }
  if (Number(row.version) < 150_000) {
    throw new MigrationError(`PostgreSQL ${row.version} is too old. Pergola needs PostgreSQL 15 or newer.`)
  }
}

async function applyPending(client: pg.Client, folder: string): Promise<string[]> {
  const done = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const ledger = new Map(done.rows.map((row) => [row.migration_name, row]))
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const unknown = [...ledger.keys()].filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new MigrationError(
      `The database holds migrations that this version of Pergola does not know (${unknown.join(', ')}). Start the version that made them, or a newer one.`,
    )
  }
  const applied: string[] = []
  for (const name of names) {
    const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
    const checksum = createHash('sha256').update(sql).digest('hex')
    const before = ledger.get(name)
    if (before === undefined) {
      await applyOne(client, { name, sql, checksum })
      applied.push(name)
    } else if (before.finished_at === null) {
      throw new MigrationError(
        `Migration ${name} began and did not finish. Look at its logs in _prisma_migrations, mend, then run: npx prisma migrate resolve.`,
      )
    } else if (before.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${name} was changed after it was applied. Restore its file from the repository.`,
      )
    }
  }
  return applied
}

async function applyOne(
  client: pg.Client,
  migration: { name: string; sql: string; checksum: string },
): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw new MigrationError(
      `Migration ${migration.name} failed and was taken back: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

/** Membership of the portal's role for both users, which a server of 16 or newer does not give the role's maker by itself. */
async function letPortalWork(client: pg.Client, { appUrl, migratorUrl }: MigrateOptions): Promise<void> {
  const users = new Set([appUrl, migratorUrl].map((address) => decodeURIComponent(new URL(address).username)))
  for (const user of users) {
    if (user === '') continue
    const { rows } = await client.query<{ member: boolean }>(
      `SELECT pg_has_role($1, $2, 'MEMBER') AS member`,
      [user, APP_ROLE],
    )
    if (!rows[0]?.member) await client.query(`GRANT ${APP_ROLE} TO ${client.escapeIdentifier(user)}`)
  }
}
