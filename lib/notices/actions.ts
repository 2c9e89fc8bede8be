'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { markReadInput } from './schema'
import * as service from './service'

const markRead = defineAction({
  name: 'notices.markRead',
  schema: markReadInput,
  run: service.markNoticesRead,
  invalidate: () => refresh(),
})

export async function markNoticesReadAction(
  _before: ActionResult<void> | null,
  form: FormData,
): Promise<ActionResult<void> | null> {
  return await markRead(form)
}
