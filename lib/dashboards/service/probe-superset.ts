import type { HttpLimits } from '@/lib/connectors/http'
import type { Env } from '@/lib/platform/env-schema'
import { versionWarning } from '../model'
import { connectSuperset } from './superset'

type Settings = Pick<Env, 'SUPERSET_URL' | 'SUPERSET_PUBLIC_URL' | 'SUPERSET_USER' | 'SUPERSET_PASSWORD'>

export type SupersetProbe = { version: string | null; dashboards: number; warning: string | null }

/**
 * Asks a Superset whether it answers, which version it is, and, signed in anew, what the portal's account sees. For the check
 * of connections, which has asked for its right. @throws ConnectorError; AppError NOT_CONFIGURED
 */
export async function probeSuperset(settings: Settings, limits: Partial<HttpLimits>): Promise<SupersetProbe> {
  const { client } = connectSuperset(settings, limits)
  const asking = { requestId: 'check' }
  await client.checkHealth(asking)
  const [version, dashboards] = await Promise.all([client.readVersion(asking), client.listDashboards(asking)])
  return { version, dashboards: dashboards.length, warning: versionWarning(version) }
}
