import { ensureBuild, ensureDatabaseClient } from './build'
import { forgetRunning, lockHouse, makeDataFolder, readRunning, recordRunning } from './data-folder'
import { type HouseDatabase, openDatabase } from './database'
import { loadDemo } from './demo'
import { applyMigrations } from './migrations'
import { startPortalServer } from './portal-process'
import { requireFreePort } from './ports'
import type { Report } from './report'
import { readSecrets, type Secrets } from './secrets'
import { readSettings, type Settings } from './settings'
import { type StandIns, startStandIns } from './stand-ins'

export type HouseOptions = {
  repository: string
  /** All variables (readEnvironment of settings.ts). */
  given: Record<string, string>
  isDevelopment?: boolean
  /** A program to run in the built server's place, for tests of what is around it. */
  server?: string
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
  /** The portal's own process, and the stand-ins', for tests that kill them. */
  portalPid: () => number | undefined
  standInPids: () => (number | undefined)[]
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
  const { repository, report } = options
  const { settings, secrets } = await takeFolder(options, started)
  const database = await prepareDatabase(options, { settings, secrets }, started)
  const isServedFromBuild = !options.isDevelopment && options.server === undefined
  // After what can be refused at once, since it takes long.
  if (isServedFromBuild) await report.stage('Build', () => ensureBuild(repository, report), madeOrFresh)
  const standIns = await report.stage(
    'Stand-ins',
    () => startStandIns(settings, { secrets, repository, report }),
    describeStandIns,
  )
  started.parts.push(...standIns.processes)
  const env = environmentOf({ settings, secrets, database, standIns: standIns.env })
  await report.stage('Demo data', () => loadDemo({ settings, database, env, repository }), String)
  started.parts.push({ stop: async () => forgetRunning(settings.dataDir) })
  const onStart = (pid: number | undefined) => recordRunning(settings, pid, standIns.env)
  const start = () => startPortalServer({ ...options, settings, env, onStart })
  const portal = await report.stage('Portal', start, () => 'serving')
  started.parts.push(portal)
  const keepDatabase = watchDatabase(database, report, () => !started.isStopping)
  const failed = Promise.race([portal.failed, keepDatabase, ...standIns.processes.map((one) => one.failed)])
  // Whoever does not listen is not ended by it.
  failed.catch(() => {})
  return {
    settings,
    url: settings.baseUrl,
    env,
    migratorUrl: database.migratorUrl,
    portalPid: portal.pid,
    standInPids: () => standIns.processes.map((one) => one.pid()),
    failed,
  }
}

type Ground = { settings: Settings; secrets: Secrets }

/** What must hold before anything is started: settings that fit, a folder of our own, a free port. */
async function takeFolder({ repository, given }: HouseOptions, started: Started): Promise<Ground> {
  const settings = readSettings(repository, given)
  settings.dataDir = makeDataFolder(settings.dataDir)
  const lock = lockHouse(settings.dataDir)
  started.parts.push({ stop: async () => lock.release() })
  const secrets = readSecrets(settings.dataDir)
  await requireFreePort(settings.host, settings.port, readRunning(settings.dataDir)?.portalPid)
  return { settings, secrets }
}

async function prepareDatabase(
  { repository, report }: HouseOptions,
  { settings, secrets }: Ground,
  started: Started,
): Promise<HouseDatabase> {
  await report.stage('Database client', () => ensureDatabaseClient(repository), madeOrFresh)
  const database = await report.stage('Database', () => openDatabase(settings, secrets), describeDatabase)
  if (database.embedded !== undefined) started.parts.push({ stop: database.embedded.leave })
  await report.stage(
    'Migrations',
    () => applyMigrations(database, repository),
    (applied) => (applied.length === 0 ? 'up to date' : `${applied.length} applied`),
  )
  return database
}

function describeStandIns({ env }: StandIns): string {
  const { AUTH0_DOMAIN, FIBERY_URL } = env
  const words = [
    ...(AUTH0_DOMAIN ? [`sign-in at ${AUTH0_DOMAIN}`] : []),
    ...(FIBERY_URL ? [`knowledge base at ${FIBERY_URL}`] : []),
  ]
  return words.join(', ') || 'none needed'
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
