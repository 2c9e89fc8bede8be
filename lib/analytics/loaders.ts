import 'server-only'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { isPinned } from '@/lib/personal/service'
import { type ErrorCode, type FieldErrors, toAppError, wordsFor } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { requestGone } from '@/lib/platform/request-log'
import { KEPT_ROWS } from './answer-body'
import type { Parameter, QueryAnswer, QueryKey, QueryView } from './model'
import type { Performance, Window } from './performance'
import { queryKeySchema, windowSchema } from './schema'
import { getQuery, listParameters, listQueries, type QueryList, runQuery } from './service'
import { listPerformance } from './service/list-performance'

export async function loadQueries(): Promise<QueryList> {
  return await listQueries(await pageCtx('read:query'))
}

/** How the queries did, as far back as the address says; a week when it says nothing. */
export async function loadPerformance(
  search: Readonly<Record<string, string | string[] | undefined>>,
): Promise<{ ctx: PageCtx; window: Window; performance: Performance; mayOpen: boolean }> {
  const ctx = await pageCtx('read:connection')
  const window = windowSchema.parse(search.window)
  const performance = await listPerformance(ctx, { window, timeZone: ctx.user.timeZone })
  return { ctx, window, performance, mayOpen: canSome(ctx.actor, 'read:query') }
}

/** The query of a page's address, or the 404 page. */
export const loadQuery = cache(async (key: string): Promise<QueryView> => {
  const ctx = await pageCtx('read:query')
  const parsed = queryKeySchema.safeParse(key)
  return await orNotFound(getQuery(ctx, { key: parsed.success ? parsed.data : ('' as QueryKey) }))
})

/** Whether the query stands on the reader's own home page. */
export async function loadQueryPinned(key: QueryKey): Promise<boolean> {
  return await isPinned(await pageCtx('read:query'), 'query', key)
}

/** Parameters with the values that another query lists; without them where that query gives no answer. */
export async function loadParameters(query: QueryView): Promise<readonly Parameter[]> {
  const ctx = await pageCtx('read:query')
  try {
    return await listParameters(ctx, { key: query.key })
  } catch (thrown) {
    const { code, cause } = toAppError(thrown)
    logger.warn(
      { requestId: ctx.requestId, query: query.key, code, err: cause },
      'values could not be listed',
    )
    return query.parameters
  }
}

export type LoadedAnswer =
  | { ok: true; answer: QueryAnswer }
  | {
      ok: false
      code: ErrorCode
      message: string
      /** What the engine said, where the reader may be told. */
      detail: string
      fieldErrors: FieldErrors
      requestId: string
    }

/** A query's answer, or why there is none: a page stands either way. */
export async function loadAnswer(
  key: QueryKey,
  parameters: Readonly<Record<string, string>>,
): Promise<LoadedAnswer> {
  const ctx = await pageCtx('read:query')
  const signal = requestGone()
  try {
    return {
      ok: true,
      answer: await runQuery(ctx, { key, parameters, purpose: 'page', maxRows: KEPT_ROWS, signal }),
    }
  } catch (thrown) {
    const { code, details, fieldErrors = {}, cause } = toAppError(thrown)
    const { requestId } = ctx
    // Of a reader who has left nobody needs to hear.
    if (code !== 'VALIDATION' && !signal?.aborted)
      logger.warn({ requestId, query: key, code, err: cause }, 'a query gave no answer')
    return {
      ok: false,
      code,
      message: wordsFor(code),
      detail: typeof details.detail === 'string' ? details.detail : '',
      fieldErrors,
      requestId,
    }
  }
}
