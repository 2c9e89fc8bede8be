import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import type { RunId, WorkflowKey } from '../model'
import { findActiveRunId, findRequests, insertRun, isRunOpen, lockStarts } from '../repository'
import { requireConnected } from './connected'

/**
 * Puts a run of a workflow into its queue as part of somebody's own work, in the transaction of that work. The caller has
 * asked for its right, and records what was done; a run that is waiting or under way does not stand in the way.
 * @throws AppError NOT_CONFIGURED while what the workflow works on is not connected
 */
export async function queueRun(tx: Tx, ctx: Ctx, input: { key: string; reason: string }): Promise<RunId> {
  const definition = WORKFLOW_DEFINITIONS.find(({ key }) => key === input.key)
  if (definition !== undefined) requireConnected(definition)
  const runId = randomUUID() as RunId
  await insertRun(tx, {
    runId,
    workflowKey: input.key as WorkflowKey,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    reason: input.reason,
    at: ctx.now(),
  })
  return runId
}

/** Whether somebody asked for a run; false for one whose time had come. */
export async function wasAskedFor(runId: string): Promise<boolean> {
  return (await findRequests([runId])).has(runId)
}

/** Whether a run still waits or is under way: for whoever queued it, and would queue another one otherwise. */
export async function isRunUnderWay(tx: Tx, runId: string): Promise<boolean> {
  return await isRunOpen(tx, runId as RunId)
}

/** The same unless a run of the workflow waits or is under way; null then. */
export async function queueRunOnce(
  tx: Tx,
  ctx: Ctx,
  input: { key: string; reason: string },
): Promise<RunId | null> {
  const key = input.key as WorkflowKey
  await lockStarts(tx, key)
  return (await findActiveRunId(tx, key)) === null ? await queueRun(tx, ctx, input) : null
}
