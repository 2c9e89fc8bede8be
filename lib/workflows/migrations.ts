import { migrateEngine } from '@/lib/connectors/dbos/migrate'
import { APP_ROLE } from '@/lib/platform/db'

/**
 * Makes or updates the workflow engine's schema (`dbos`, in the portal's own database) as the migrator. Run after the
 * portal's own migrations, which make the role that is let in.
 */
export async function migrateWorkflowEngine(migratorUrl: string): Promise<void> {
  await migrateEngine({ migratorUrl, applicationRole: APP_ROLE })
}
