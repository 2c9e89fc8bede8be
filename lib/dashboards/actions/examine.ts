'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import type { Examination } from '../leaks'
import { examineSuperset } from '../service/examine-superset'

const examine = defineAction({
  name: 'connection.examine',
  schema: z.object({}),
  run: (ctx) => examineSuperset(ctx),
  invalidate: () => refresh(),
})

export type ExamineState = ActionResult<Examination> | null

/** Asks Superset as a guest would, now. Works from a form, with or without JavaScript. */
export async function examineSupersetAction(_before: ExamineState, form: FormData): Promise<ExamineState> {
  return await examine(form)
}
