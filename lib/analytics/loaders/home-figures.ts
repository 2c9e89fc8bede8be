import 'server-only'
import { pageCtx } from '@/lib/access/loaders'
import { toAppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { requestGone } from '@/lib/platform/request-log'
import type { QueryAnswer } from '../model'
import { runQuery } from '../service'
import { type SingleFigure, singleFigures } from '../service/pinned-figures'

/** `ask`: null where the engine gives no answer. The home page has other things to tell. */
export type HomeFigure = SingleFigure & { ask: () => Promise<QueryAnswer | null> }

/** The figures among the queries that the reader pinned to the home page, by key. Each is asked when it is drawn. */
export async function loadHomeFigures(keys: readonly string[]): Promise<Map<string, HomeFigure>> {
  const ctx = await pageCtx()
  const signal = requestGone()
  const ask = async ({ key }: SingleFigure) => {
    try {
      return await runQuery(ctx, { key, purpose: 'page', maxRows: 1, signal })
    } catch (thrown) {
      const { code, cause } = toAppError(thrown)
      if (!signal?.aborted)
        logger.warn(
          { requestId: ctx.requestId, query: key, code, err: cause },
          'a pinned figure has no answer',
        )
      return null
    }
  }
  const figures = await singleFigures(ctx, keys)
  return new Map(figures.map((figure) => [figure.key, { ...figure, ask: () => ask(figure) }]))
}
