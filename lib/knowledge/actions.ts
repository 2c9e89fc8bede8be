'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import { canSome } from '@/lib/access/policy'
import type { ActionResult } from '@/lib/platform/action'
import { isAppError } from '@/lib/platform/errors'
import type { WorkflowKey } from '@/lib/workflows/model'
import { startWorkflow } from '@/lib/workflows/service'
import { refreshKnowledge } from './schema'

const WORKFLOW = 'refresh-knowledge' as WorkflowKey

export type StartedRefresh = {
  /** False: one was under way already, and this is it. */
  started: boolean
  /** Set for those who may look at runs. */
  runId: string | null
}

const start = defineAction({
  name: 'knowledge.refresh',
  schema: refreshKnowledge,
  run: async (ctx, { reason }): Promise<StartedRefresh> => {
    const shown = (runId: string) => (canSome(ctx.actor, 'read:workflow') ? runId : null)
    try {
      const { runId } = await startWorkflow(ctx, {
        key: WORKFLOW,
        reason: reason || 'Asked for on the knowledge base page.',
      })
      return { started: true, runId: shown(runId) }
    } catch (error) {
      const under = isAppError(error) && error.code === 'CONFLICT' ? error.details.runId : undefined
      if (typeof under !== 'string') throw error
      return { started: false, runId: shown(under) }
    }
  },
  invalidate: () => refresh(),
})

export type RefreshState = ActionResult<StartedRefresh> | null

/** Starts the workflow that reads the workspace again; the page goes on showing what is known. */
export async function refreshKnowledgeAction(_before: RefreshState, form: FormData): Promise<RefreshState> {
  return await start(form)
}
