'use server'

import { refresh } from 'next/cache'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { refreshAnswerSchema } from './schema'
import { givenParameters } from './search-params'
import { refreshAnswer } from './service'

const refreshed = defineAction({
  name: 'query.refresh',
  schema: refreshAnswerSchema,
  run: async (ctx, { query, search }) => {
    const parameters = givenParameters(new URLSearchParams(search))
    return await refreshAnswer(ctx, { key: query, parameters })
  },
  invalidate: () => refresh(),
})

export type RefreshState = ActionResult<{ wanted: boolean }> | null

/**
 * Wants a newer answer than the one on the page: fields `query`, and `search` with its parameters as they stand in the
 * address. Works from a form, with or without JavaScript; the page that comes back asks.
 */
export async function refreshAnswerAction(_before: RefreshState, form: FormData): Promise<RefreshState> {
  return await refreshed(form)
}
