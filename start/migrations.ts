import { join } from 'node:path'
import type { HouseDatabase } from './database'
import { StartError, systemCode } from './start-error'

/**
 * Brings the database's tables, and the workflow engine's, to this version. Answers the names of what was applied.
 * The modules are loaded here, not above: on a fresh clone the database client they use is generated first.
 */
export async function applyMigrations(
  database: Pick<HouseDatabase, 'migratorUrl' | 'portalUrl'>,
  root: string,
): Promise<string[]> {
  const [{ migrate }, { migrateWorkflowEngine }] = await Promise.all([
    import('@/lib/platform/migrate'),
    import('@/lib/workflows/migrations'),
  ])
  try {
    const applied = await migrate({
      migratorUrl: database.migratorUrl,
      appUrl: database.portalUrl,
      folder: join(root, 'prisma/migrations'),
    })
    await migrateWorkflowEngine(database.migratorUrl)
    return applied
  } catch (error) {
    throw new StartError(wordsFor(error), { cause: error })
  }
}

function wordsFor(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (systemCode(error) === '42501' || systemCode(cause) === '42501') {
    return `The database refuses the migrator something (${(cause as Error).message}): let the user of DATABASE_MIGRATOR_URL (or DATABASE_URL) own the database and create roles: ALTER DATABASE … OWNER TO …; ALTER ROLE … CREATEROLE. Where the role pergola_app is there already, let that user be a member instead: GRANT pergola_app TO ….`
  }
  return error instanceof Error ? error.message : String(error)
}
