import type { Ctx } from '@/lib/access/model'
import { ConnectorError } from '@/lib/connectors/errors'
import type { RegistryRefresh } from './model'
import { lacksRegistry } from './service/lacks-registry'
import { refreshDashboards } from './service/refresh-dashboards'

/** Who the workflow acts as: it keeps the registry of dashboards, and nothing else. */
export function dashboardsJobCtx(runId: string): Ctx {
  return {
    actor: {
      kind: 'job',
      id: 'refresh-dashboards',
      name: 'Refresh the dashboards',
      rights: [{ right: 'publish:dashboard' }],
    },
    requestId: runId,
    now: () => new Date(),
  }
}

/**
 * The step of `refresh-dashboards`. Done again for the same run, it asks Superset again; what is in force meanwhile stays.
 * @throws ConnectorError when Superset could not be asked, so that the step is tried again; AppError NOT_CONFIGURED
 */
export async function refreshRegistry(runId: string, signal?: AbortSignal): Promise<RegistryRefresh> {
  const result = await refreshDashboards(dashboardsJobCtx(runId), { claimant: runId, signal })
  if (result.failure === null) return result
  const { code, detail } = result.failure
  throw new ConnectorError({
    // What happened stands in the registry's own record; for the step it matters whether asking again may help.
    layer: 'unreachable',
    code: 'UNREACHABLE',
    system: 'superset',
    operation: 'refreshRegistry',
    retryable: !['UNAUTHORIZED', 'FORBIDDEN', 'SHAPE'].includes(code),
    detail: detail === '' ? code : `${code}: ${detail}`,
  })
}

/** Whether the workflow is needed at start: a Superset is configured, and was never read. */
export async function needsFirstRegistry(): Promise<boolean> {
  return await lacksRegistry()
}
