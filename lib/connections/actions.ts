'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { checkConnectionSchema } from './schema'
import { type CheckedConnection, checkConnection } from './service/check-connection'

const check = defineAction({
  name: 'connection.check',
  schema: checkConnectionSchema,
  run: checkConnection,
  invalidate: () => refresh(),
})

export type CheckState = ActionResult<CheckedConnection> | null

/** Asks a system now. Works from a form, with or without JavaScript. */
export async function checkConnectionAction(_before: CheckState, form: FormData): Promise<CheckState> {
  return await check(form)
}
