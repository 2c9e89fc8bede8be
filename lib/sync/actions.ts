'use server'

import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import type { SyncResult } from './model'
import { trySyncInput } from './schema'
import { trySync } from './service/try-sync'

const trying = defineAction({
  name: 'sync.try',
  schema: trySyncInput,
  run: trySync,
  // It writes nothing, so nothing is stale.
  invalidate: () => {},
})

export type TryState = ActionResult<SyncResult> | null

/** Says what a mapping would do now. Works from a form, with or without JavaScript. */
export async function trySyncAction(_before: TryState, form: FormData): Promise<TryState> {
  return await trying(form)
}
