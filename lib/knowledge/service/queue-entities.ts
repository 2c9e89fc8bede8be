import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { queueRunOnce } from '@/lib/workflows/service/queue-run'

const WORKFLOW = 'refresh-entities'

/**
 * Queues a run that reads the entities, unless one waits or is under way: that one reads them too. Needs `refresh:knowledge`.
 */
export async function queueEntities(ctx: Ctx): Promise<{ runId: string | null }> {
  await requireRight(ctx, 'refresh:knowledge')
  return await inTransaction(async (tx) => {
    const reason = 'The databases were read before.'
    const runId = await queueRunOnce(tx, ctx, { key: WORKFLOW, reason })
    if (runId === null) return { runId }
    await recordChange(tx, ctx, {
      action: 'workflow.started',
      subject: { kind: 'workflow', id: WORKFLOW },
      changes: { run: { before: null, after: runId }, reason: { before: null, after: reason } },
    })
    return { runId }
  })
}
