import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addressOf, inTurn, isThere, onServer } from './databases'
import { run } from './run'

export const RECORDS_ROLE = 'superset_records'

export type RecordsOptions = {
  adminUrl: string
  password: string
  /** Superset's programs. */
  programs: string
  version: string
  /** The environment of Superset's command line, but for the database. */
  environment: Record<string, string>
  say: (words: string) => void
}

/**
 * A database with Superset's own tables and rights, empty of dashboards: what `superset db upgrade` and `superset init`
 * make in a dozen seconds, made once a version and copied from then on.
 */
export async function ensureTemplate(options: RecordsOptions): Promise<string> {
  const { adminUrl, password, version } = options
  const name = `superset_template_${version.replaceAll('.', '_')}`
  await inTurn(adminUrl, 'roles', () => ensureRole(adminUrl, password))
  await inTurn(adminUrl, name, async () => {
    if (!(await isThere(adminUrl, name))) await makeTemplate(name, options)
  })
  return name
}

async function makeTemplate(name: string, options: RecordsOptions): Promise<void> {
  const { adminUrl, password, programs } = options
  options.say('  Superset’s own tables are made …')
  const half = `${name}_new`
  await onServer(adminUrl, 'postgres', async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${half} TEMPLATE template0 ENCODING 'UTF8' OWNER ${RECORDS_ROLE}`)
  })
  const env = {
    ...options.environment,
    SUPERSET_DATABASE_URI: addressOf(adminUrl, { user: RECORDS_ROLE, password, database: half }),
  }
  await run(join(programs, 'superset'), ['db', 'upgrade'], { env })
  await run(join(programs, 'superset'), ['init'], { env })
  // Renamed when it is whole: a kill leaves no half one.
  await onServer(adminUrl, 'postgres', (client) => client.query(`ALTER DATABASE ${half} RENAME TO ${name}`))
}

/** The database of one who stays: a copy of the template, made the first time. */
export async function ensureRecords(adminUrl: string, name: string, template: string): Promise<void> {
  if (await isThere(adminUrl, name)) return
  await onServer(adminUrl, 'postgres', (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${RECORDS_ROLE}`),
  )
}

/** Keeps every role out but its owner. */
export async function closeRecords(adminUrl: string, name: string): Promise<void> {
  await onServer(adminUrl, name, (client) =>
    client.query(readFileSync('deploy/superset/sql/metadata-database.sql', 'utf8')),
  )
}

async function ensureRole(adminUrl: string, password: string): Promise<void> {
  await onServer(adminUrl, 'postgres', async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [RECORDS_ROLE])
    if (rowCount === 0) await client.query(`CREATE ROLE ${RECORDS_ROLE} LOGIN`)
    await client.query(`ALTER ROLE ${RECORDS_ROLE} PASSWORD ${client.escapeLiteral(password)}`)
  })
}
