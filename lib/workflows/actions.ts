'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import type { RunId } from './model'
import { runActionSchema, startWorkflowSchema } from './schema'
import { cancelRun, retryRun, startWorkflow } from './service'

export type RunActionState = ActionResult<{ runId: RunId }> | null

const start = defineAction({
  name: 'workflow.start',
  schema: startWorkflowSchema,
  run: startWorkflow,
  invalidate: () => refresh(),
})
const retry = defineAction({
  name: 'run.retry',
  schema: runActionSchema,
  run: retryRun,
  invalidate: () => refresh(),
})
const cancel = defineAction({
  name: 'run.cancel',
  schema: runActionSchema,
  run: cancelRun,
  invalidate: () => refresh(),
})

export async function startWorkflowAction(_before: RunActionState, form: FormData): Promise<RunActionState> {
  return await start(form)
}

export async function retryRunAction(_before: RunActionState, form: FormData): Promise<RunActionState> {
  return await retry(form)
}

export async function cancelRunAction(_before: RunActionState, form: FormData): Promise<RunActionState> {
  return await cancel(form)
}
