import { resolve } from 'node:path'
import { ensureDatabaseClient } from '@/start/build'
import { makeDataFolder, type Running, readRunning } from '@/start/data-folder'
import { openDatabase } from '@/start/database'
import { applyMigrations } from '@/start/migrations'
import { isAlive } from '@/start/postgres-cluster'
import { readSecrets, type Secrets } from '@/start/secrets'
import { readEnvironment, readSettings, type Settings } from '@/start/settings'

/** What the portal's modules want to be told and no command uses: signing in is the portal's own business. */
const UNUSED_HERE = {
  AUTH0_DOMAIN: 'localhost:1',
  AUTH0_CLIENT_ID: 'unset',
  AUTH0_CLIENT_SECRET: 'unset',
}

export type House = {
  settings: Settings
  /** The house that runs with the same data; undefined when none does. */
  running: Running | undefined
  close: () => Promise<void>
}

/**
 * Gives this process the environment that the portal would have: what is configured, and the installation's own database
 * and secrets for what is not. Starts the embedded database or joins the one that runs, and leaves it as it was found.
 * @throws StartError in one sentence with the remedy.
 */
export async function prepareEnvironment(): Promise<House> {
  const root = resolve('.')
  const settings = readSettings(root, readEnvironment(root))
  settings.dataDir = makeDataFolder(settings.dataDir)
  const secrets = readSecrets(settings.dataDir)
  const database = await openDatabase(settings, secrets)
  const running = findRunning(settings.dataDir)
  Object.assign(process.env, environmentOf(settings, secrets, running), {
    DATABASE_URL: database.portalUrl,
    DATABASE_MIGRATOR_URL: database.migratorUrl,
  })
  // Another's database is migrated by its portal, at a time of its operator's choosing.
  if (database.embedded !== undefined) await applyMigrations(database, root)
  return {
    settings,
    running,
    close: async () => {
      const { closeDatabase } = await import('@/lib/platform/db')
      await closeDatabase()
      await database.embedded?.leave()
    },
  }
}

/** On a fresh clone the database client is generated before any domain can be loaded; an image has it bundled. */
export async function prepareModules(): Promise<void> {
  if (process.env.PERGOLA_BUNDLED) return
  await ensureDatabaseClient(resolve('.'))
}

/** The house that runs with this data, if one does. */
export function findRunning(dataDir: string): Running | undefined {
  const running = readRunning(dataDir)
  return running !== undefined && isAlive(running.pid) ? running : undefined
}

function environmentOf(
  settings: Settings,
  secrets: Secrets,
  running: Running | undefined,
): Record<string, string> {
  const fibery = running?.standIns.FIBERY_URL
  return {
    ...UNUSED_HERE,
    ...running?.standIns,
    ...(fibery && { FIBERY_TOKEN: secrets.fiberyToken }),
    AUTH0_SECRET: secrets.session,
    PERGOLA_AUDIT_KEY: secrets.auditKey,
    ...settings.given,
    PERGOLA_DATA_DIR: settings.dataDir,
    APP_BASE_URL: running?.url ?? settings.baseUrl,
    LOG_LEVEL: 'silent',
  }
}
