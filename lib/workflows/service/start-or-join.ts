import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { isAppError } from '@/lib/platform/errors'
import type { StartedRefresh, WorkflowKey } from '../model'
import { startWorkflow } from '../service'

/**
 * Starts a run, or tells of the one that is under way. Its id only for those who may look at runs.
 * @throws AppError FORBIDDEN, NOT_CONFIGURED, as `startWorkflow` does
 */
export async function startOrJoin(
  ctx: Ctx,
  { key, reason }: { key: WorkflowKey; reason: string },
): Promise<StartedRefresh> {
  const shown = (runId: string) => (canSome(ctx.actor, 'read:workflow') ? runId : null)
  try {
    const { runId } = await startWorkflow(ctx, { key, reason })
    return { started: true, runId: shown(runId) }
  } catch (error) {
    const under = isAppError(error) && error.code === 'CONFLICT' ? error.details.runId : undefined
    if (typeof under !== 'string') throw error
    return { started: false, runId: shown(under) }
  }
}
