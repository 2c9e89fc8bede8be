'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import type { RefreshState, StartedRefresh, WorkflowKey } from '@/lib/workflows/model'
import { startOrJoin } from '@/lib/workflows/service/start-or-join'
import { refreshKnowledge } from './schema'

const WORKFLOW = 'refresh-knowledge' as WorkflowKey

const start = defineAction({
  name: 'knowledge.refresh',
  schema: refreshKnowledge,
  run: (ctx, { reason }): Promise<StartedRefresh> =>
    startOrJoin(ctx, { key: WORKFLOW, reason: reason || 'Asked for on the knowledge base page.' }),
  invalidate: () => refresh(),
})

/** Starts the workflow that reads the workspace again; the page goes on showing what is known. */
export async function refreshKnowledgeAction(_before: RefreshState, form: FormData): Promise<RefreshState> {
  return await start(form)
}
