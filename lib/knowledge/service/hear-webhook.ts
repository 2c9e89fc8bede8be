import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { isRunUnderWay, queueRun } from '@/lib/workflows/service/queue-run'
import { clearWaitingRun, findSignal, saveSignal, saveWaitingRun } from '../repository/signals'

const WORKFLOW = 'refresh-knowledge'

/** Nothing was heard for so long: whoever edits has paused. */
const QUIET_MS = 5_000
/** Nobody pauses: it is read all the same, and at most so often. */
const MOST_MS = 60_000

/**
 * Fibery told of a change: a run is queued that reads the workspace, unless one waits that has not begun to ask; it will see
 * this change too. What it told is not read: what is true is asked for. Needs `refresh:knowledge`.
 */
export async function hearWebhook(ctx: Ctx): Promise<{ state: 'queued' | 'joined'; runId: string }> {
  await requireRight(ctx, 'refresh:knowledge')
  return await inTransaction(async (tx) => {
    const { waitingRunId } = await saveSignal(tx)
    if (waitingRunId !== null && (await isRunUnderWay(tx, waitingRunId))) {
      return { state: 'joined', runId: waitingRunId }
    }
    const reason = 'Fibery told of a change.'
    const runId = await queueRun(tx, ctx, { key: WORKFLOW, reason })
    await saveWaitingRun(tx, runId)
    await recordChange(tx, ctx, {
      action: 'workflow.started',
      subject: { kind: 'workflow', id: WORKFLOW },
      changes: { run: { before: null, after: runId }, reason: { before: null, after: reason } },
    })
    return { state: 'queued', runId }
  })
}

export type Settling = { quietMs?: number; mostMs?: number; signal?: AbortSignal | undefined }

/**
 * Before a run asks: one that a webhook queued waits until nothing more is heard, so that an afternoon of edits is not a
 * run each. From then on what is heard needs another run. Any other run goes on at once.
 */
export async function settleSignals(
  runId: string,
  { quietMs = QUIET_MS, mostMs = MOST_MS, signal }: Settling = {},
): Promise<void> {
  for (;;) {
    const heard = await findSignal()
    if (heard?.waitingRunId !== runId) return
    const restMs = Math.min(quietMs - heard.sinceLastMs, mostMs - heard.sinceFirstMs)
    if (restMs <= 0) break
    await pause(restMs, undefined, { signal })
  }
  await clearWaitingRun(runId)
}
