import { createDremioClient } from '@/lib/connectors/dremio/client'
import type { HttpLimits } from '@/lib/connectors/http'
import { type DremioSettings, dremioOptions } from '../dremio-engine'
import { engineFor } from '../engine'

// For the checks of connections, which have asked for their own right.

/** How many tables the embedded engine answers with. @throws ConnectorError */
export async function probeEngine(): Promise<{ tables: number }> {
  return { tables: (await engineFor({ engine: 'duckdb' }).fetchTableNames()).length }
}

/** The same of Dremio, by a sign-in and a job of their own within these limits. @throws ConnectorError */
export async function probeDremio(
  settings: DremioSettings,
  limits: Partial<HttpLimits>,
): Promise<{ tables: number }> {
  const client = createDremioClient({ ...dremioOptions(settings), limits })
  try {
    return { tables: (await client.fetchTableNames()).length }
  } finally {
    await client.close()
  }
}
