import { randomUUID } from 'node:crypto'
import { inTransaction } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import type { RunId, WorkflowDefinition, WorkflowKey } from '../model'
import { findActiveRunId, insertRun, lockStarts } from '../repository'
import type { Workflow } from '../workflow'

/** Starts by itself what the portal is empty without, once over all replicas. A fault leaves the portal as it is. */
export async function startNeededWorkflows(
  workflows: readonly { definition: WorkflowDefinition; workflow: Workflow }[],
): Promise<void> {
  for (const { definition, workflow } of workflows) {
    try {
      if (await workflow.neededAtStart?.()) await startOnce(definition.key)
    } catch (error) {
      logger.warn({ err: error, workflow: definition.key }, 'a workflow that is needed was not started')
    }
  }
}

async function startOnce(key: WorkflowKey): Promise<void> {
  await inTransaction(async (tx) => {
    await lockStarts(tx, key)
    if ((await findActiveRunId(tx, key)) !== null) return
    await insertRun(tx, {
      runId: randomUUID() as RunId,
      workflowKey: key,
      actorKind: 'job',
      actorId: 'The portal, at its start',
      reason: 'There was no data of it yet.',
      at: new Date(),
    })
  })
}
