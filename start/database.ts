import { existsSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { type EmbeddedPostgres, joinEmbeddedPostgres } from './persistent-postgres'
import type { Secrets } from './secrets'
import type { Settings } from './settings'
import { StartError, systemCode } from './start-error'

const DATABASE = 'pergola'
const MIGRATOR = 'pergola_migrator'
const PORTAL = 'pergola_portal'
/** As lib/platform/db.ts and the migrations name it. */
const APP_ROLE = 'pergola_app'
const CONNECT_TIMEOUT_MS = 5_000

export type HouseDatabase = {
  /** The login that the portal uses. */
  portalUrl: string
  /** The owner of the tables; the portal process never learns it. */
  migratorUrl: string
  /** Undefined when it is somebody else's server. */
  embedded: EmbeddedPostgres | undefined
}

/** The database to use: the one that is configured, or our own. */
export async function openDatabase(settings: Settings, secrets: Secrets): Promise<HouseDatabase> {
  if (!settings.embedded.database) {
    const portalUrl = given(settings, 'DATABASE_URL') ?? ''
    const migratorUrl = given(settings, 'DATABASE_MIGRATOR_URL') ?? portalUrl
    await requireAnswer(
      migratorUrl,
      'DATABASE_MIGRATOR_URL' in settings.given ? 'DATABASE_MIGRATOR_URL' : 'DATABASE_URL',
    )
    return { portalUrl, migratorUrl, embedded: undefined }
  }
  const embedded = await joinEmbeddedPostgres(settings.dataDir, secrets.postgresSuperuser)
  try {
    await prepare(embedded.adminUrl, secrets)
  } catch (error) {
    await embedded.leave()
    throw error
  }
  const address = (user: string, password: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${embedded.port}/${DATABASE}`
  return {
    portalUrl: address(PORTAL, secrets.postgresPortal),
    migratorUrl: address(MIGRATOR, secrets.postgresMigrator),
    embedded,
  }
}

function given(settings: Settings, name: string): string | undefined {
  const file = settings.given[`${name}_FILE`]
  return (
    settings.given[name] ??
    (file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined)
  )
}

/** The superuser makes the roles and the database, and is not used again: what migrates owns, what serves does not. */
async function prepare(adminUrl: string, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await makeRole(client, APP_ROLE, 'NOLOGIN')
    await makeRole(client, MIGRATOR, `LOGIN PASSWORD ${client.escapeLiteral(secrets.postgresMigrator)}`)
    await makeRole(client, PORTAL, `LOGIN PASSWORD ${client.escapeLiteral(secrets.postgresPortal)}`)
    await client.query(`GRANT ${APP_ROLE} TO ${MIGRATOR}, ${PORTAL}`)
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE} OWNER ${MIGRATOR} TEMPLATE template0 ENCODING 'UTF8'`)
    }
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`)
    await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP_ROLE}, ${PORTAL}`)
  } finally {
    await client.end()
  }
}

async function makeRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])
  await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} ${attributes}`)
}

/** @throws StartError saying what the server at this address does not like. */
async function requireAnswer(url: string, variable: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
  } catch (error) {
    throw new StartError(wordsFor(error, new URL(url), variable), { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}

function wordsFor(error: unknown, url: URL, variable: string): string {
  const where = `${url.hostname}:${url.port || 5432}`
  const database = decodeURIComponent(url.pathname.slice(1)) || url.username
  const remedy: Record<string, string> = {
    ECONNREFUSED: `Nothing listens at ${where}: start PostgreSQL there, or correct ${variable}.`,
    ENOTFOUND: `The host ${url.hostname} is not known: correct ${variable}.`,
    '28P01': `The server at ${where} refuses the user ${url.username} or its password: correct ${variable}.`,
    '28000': `The server at ${where} does not let ${url.username} in from here: allow it in pg_hba.conf, or correct ${variable}.`,
    '3D000': `There is no database ${database} at ${where}: CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0, or correct ${variable}.`,
    '42501': `The user ${url.username} may not connect to ${database} at ${where}: GRANT CONNECT to it, or correct ${variable}.`,
    '53300': `The server at ${where} has no connection left: raise max_connections or end some.`,
    '57P03': `The server at ${where} is starting up or shutting down: try again in a moment.`,
  }
  const code = systemCode(error) ?? ''
  const said = error instanceof Error && error.message ? error.message : code
  return (
    remedy[code] ?? `The database at ${where} does not answer (${said}): look there, or correct ${variable}.`
  )
}
