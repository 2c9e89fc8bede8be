'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { type AskedStatement, statementInput } from '../ad-hoc'
import * as service from '../service/ad-hoc'

const ask = defineAction({
  name: 'statement.ask',
  schema: statementInput,
  run: async (ctx, { sql }) => ({ sql, ...(await service.askStatement(ctx, { sql, purpose: 'page' })) }),
  // The list of what was asked of late.
  invalidate: () => refresh(),
})

const forget = defineAction({
  name: 'statement.forget',
  schema: z.object({ id: z.union([z.literal(''), z.uuid()]).default('') }),
  run: (ctx, { id }) => service.forgetStatements(ctx, { id: id === '' ? null : id }),
  invalidate: () => refresh(),
})

/** What was asked stands beside its answer: places in it are counted in that text. */
export type AskState = ActionResult<AskedStatement & { sql: string }> | null

/** Asks a statement. Works from a form, with or without JavaScript. */
export async function askStatementAction(_before: AskState, form: FormData): Promise<AskState> {
  return await ask(form)
}

export type ForgetState = ActionResult<{ forgotten: number }> | null

/** Takes one of one's own statements out of the list, or all of them. */
export async function forgetStatementsAction(_before: ForgetState, form: FormData): Promise<ForgetState> {
  return await forget(form)
}
