'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import { requireRight } from '@/lib/access/service'
import type { ActionResult } from '@/lib/platform/action'
import type { RefreshState, StartedRefresh, WorkflowKey } from '@/lib/workflows/model'
import { startOrJoin } from '@/lib/workflows/service/start-or-join'
import { publishInput, refreshInput, unpublishInput } from './schema'
import { type Published, publishDashboard, unpublishDashboard } from './service/publish-dashboard'

const WORKFLOW = 'refresh-dashboards' as WorkflowKey
const invalidate = () => revalidatePath('/dashboards', 'layout')

const start = defineAction({
  name: 'dashboard.refresh',
  schema: refreshInput,
  run: async (ctx): Promise<StartedRefresh> => {
    await requireRight(ctx, 'publish:dashboard', {
      kind: 'dashboard',
      id: 'registry',
      action: 'dashboard.refreshed',
    })
    return await startOrJoin(ctx, { key: WORKFLOW, reason: 'Asked for on the dashboards page.' })
  },
  invalidate: () => refresh(),
})

const publish = defineAction({
  name: 'dashboard.publish',
  schema: publishInput,
  run: (ctx, input): Promise<Published> => publishDashboard(ctx, input),
  invalidate,
})

const unpublish = defineAction({
  name: 'dashboard.unpublish',
  schema: unpublishInput,
  run: unpublishDashboard,
  invalidate,
})

export type PublishState = ActionResult<Published> | null
export type UnpublishState = ActionResult<{ slug: string }> | null

/** Starts the workflow that asks Superset; the page goes on showing what is known. */
export async function refreshDashboardsAction(_before: RefreshState, form: FormData): Promise<RefreshState> {
  return await start(form)
}

/** Publishes or changes; back to the list when it is done. After a conflict the page is drawn with the present version. */
export async function publishDashboardAction(_before: PublishState, form: FormData): Promise<PublishState> {
  const result = await publish(form)
  if (result.ok) redirect('/admin/dashboards?published')
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}

export async function unpublishDashboardAction(
  _before: UnpublishState,
  form: FormData,
): Promise<UnpublishState> {
  const result = await unpublish(form)
  if (result.ok) redirect('/admin/dashboards?published')
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}
