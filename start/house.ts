import { ensureBuild, ensureDatabaseClient } from './build'
import { lockHouse, makeDataFolder, readRunning, recordRunning } from './data-folder'
import { type HouseDatabase, openDatabase } from './database'
import { loadDemo } from './demo'
import { applyMigrations } from './migrations'
import { startPortalServer } from './portal-process'
import { requireFreePort } from './ports'
import type { Report } from './report'
import { readSecrets, type Secrets } from './secrets'
import { readSettings, type Settings } from './settings'
import { startStandIns } from './stand-ins'

export type HouseOptions = {
  repository: string
  /** All variables (readEnvironment of settings.ts). */
  given: Record<string, string>
  isDevelopment?: boolean
  report: Report
}

export type House = {
  settings: Settings
  /** The portal as people reach it. */
  url: string
  /** What the portal's process was given: for those who ask its database beside it (tests, the command line). */
  env: Record<string, string>
  /** The owner's address of the database, which the portal does not know. */
  migratorUrl: string
  /** The portal's own process, for tests that kill it. */
  portalPid: () => number | undefined
  /** Rejects when a part ended and could not be brought back. */
  failed: Promise<never>
  /** Ends everything that was started, in order: the portal, the stand-ins, the database. */
  stop: () => Promise<void>
}

/** What was started, in order, and whether it is being stopped. */
type Started = { parts: { stop: () => Promise<void> }[]; isStopping: boolean }

/**
 * Starts everything (DESIGN §8): what is configured is used, what is not is embedded.
 * @throws StartError with one sentence for people; what was started until then is stopped again.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  const started: Started = { parts: [], isStopping: false }
  const stop = once(async () => {
    started.isStopping = true
    for (const part of started.parts.toReversed()) await part.stop()
  })
  try {
    const parts = await startParts(options, started)
    return { ...parts, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startParts(options: HouseOptions, started: Started): Promise<Omit<House, 'stop'>> {
  const { repository, given, report } = options
  const isDevelopment = options.isDevelopment ?? false
  const settings = readSettings(repository, given)
  settings.dataDir = makeDataFolder(settings.dataDir)
  const lock = lockHouse(settings.dataDir)
  started.parts.push({ stop: async () => lock.release() })
  const secrets = readSecrets(settings.dataDir)
  await requireFreePort(settings.host, settings.port, readRunning(settings.dataDir)?.portalPid)
  await report.stage('Database client', () => ensureDatabaseClient(repository), madeOrFresh)
  if (!isDevelopment) await report.stage('Build', () => ensureBuild(repository, report), madeOrFresh)
  const database = await report.stage('Database', () => openDatabase(settings, secrets), describeDatabase)
  if (database.embedded !== undefined) started.parts.push({ stop: database.embedded.leave })
  await report.stage(
    'Migrations',
    () => applyMigrations(database, repository),
    (applied) => (applied.length === 0 ? 'up to date' : `${applied.length} applied`),
  )
  const standIns = await report.stage(
    'Stand-ins',
    () => startStandIns(settings, { secrets, repository, report }),
    ({ env }) =>
      [
        env.AUTH0_DOMAIN && `sign-in at ${env.AUTH0_DOMAIN}`,
        env.FIBERY_URL && `knowledge base at ${env.FIBERY_URL}`,
      ]
        .filter(Boolean)
        .join(', ') || 'none needed',
  )
  started.parts.push(...standIns.processes)
  const env = environmentOf({ settings, secrets, database, standIns: standIns.env })
  await report.stage(
    'Demo data',
    () => loadDemo({ settings, database, env, repository }),
    (words) => words,
  )
  const onStart = (pid: number | undefined) => recordRunning(settings, pid, standIns.env)
  const portal = await report.stage(
    'Portal',
    () => startPortalServer({ repository, settings, env, isDevelopment, report, onStart }),
    () => 'serving',
  )
  started.parts.push(portal)
  const keepDatabase = watchDatabase(database, report, () => !started.isStopping)
  return {
    settings,
    url: settings.baseUrl,
    env,
    migratorUrl: database.migratorUrl,
    portalPid: portal.pid,
    failed: Promise.race([portal.failed, keepDatabase, ...standIns.processes.map((one) => one.failed)]),
  }
}

const madeOrFresh = (what: 'made' | 'fresh') => (what === 'made' ? 'made' : 'up to date')

function describeDatabase({ embedded }: HouseDatabase): string {
  return embedded === undefined ? 'the one of DATABASE_URL' : `embedded PostgreSQL on port ${embedded.port}`
}

/** The portal's environment: what was given, and what the embedded parts add. The migrator's address is kept from it. */
function environmentOf(parts: {
  settings: Settings
  secrets: Secrets
  database: HouseDatabase
  standIns: Record<string, string>
}): Record<string, string> {
  const { settings, secrets, database, standIns } = parts
  const { DATABASE_MIGRATOR_URL: _url, DATABASE_MIGRATOR_URL_FILE: _file, ...given } = settings.given
  const made: Record<string, string> = {
    DATABASE_URL: database.portalUrl,
    AUTH0_SECRET: secrets.session,
    PERGOLA_AUDIT_KEY: secrets.auditKey,
  }
  const missing = Object.entries(made).filter(([name]) => !(name in given) && !(`${name}_FILE` in given))
  return {
    ...given,
    ...Object.fromEntries(missing),
    ...standIns,
    PORT: String(settings.port),
    HOST: settings.host,
    APP_BASE_URL: settings.baseUrl,
    PERGOLA_DATA_DIR: settings.dataDir,
  }
}

/** An embedded server that ends (a `kill -9` included) is started again on its port: the portal finds it by itself. */
async function watchDatabase(
  { embedded }: HouseDatabase,
  report: Report,
  isWanted: () => boolean,
): Promise<never> {
  while (embedded !== undefined) {
    await embedded.ended()
    if (!isWanted()) break
    report.say('  The database ended and is started again.')
    await embedded.restart()
  }
  return await new Promise<never>(() => {})
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
