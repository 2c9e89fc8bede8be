import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { isAppError } from '@/lib/platform/errors'
import { requireReadable } from '@/lib/products/service/reach'
import type { Query, QueryAnswer, QueryKey } from '../model'
import { figureParameters, type PinnedFigure } from '../pinned-figures'
import { listFigures } from '../repository/pinned-figures'
import { runQuery } from '../service'
import { accessTo, currentCatalogue } from './reach'

/** What a reader is told of a figure before it is asked. `query` null: its file is no more in the catalogue. */
export type ShownFigure = {
  figure: PinnedFigure
  query: Pick<Query, 'title' | 'chart' | 'columns' | 'parameters'> | null
  /** What it asks of this product, as text. */
  parameters: Readonly<Record<string, string>>
}

type Asked = { id: string; code: string }

/**
 * The figures on the card of a product that the caller has loaded: those whose query the reader reaches, and for who may
 * edit the product also those whose query is gone. Null for who may ask no query.
 */
export async function figuresOf(ctx: Ctx, product: Asked, mayEdit: boolean): Promise<ShownFigure[] | null> {
  if (!canSome(ctx.actor, 'read:query')) return null
  const figures = await listFigures(product.id)
  if (figures.length === 0) return []
  const { queries } = await currentCatalogue()
  return figures.flatMap((figure): ShownFigure[] => {
    const query = queries.get(figure.queryKey)
    if (query === undefined) return mayEdit ? [{ figure, query: null, parameters: {} }] : []
    if (accessTo(ctx, query).reach === 'none') return []
    return [{ figure, query, parameters: figureParameters(figure, product.code, query.parameters) }]
  })
}

/**
 * What is pinned to a product, whoever reaches the queries: what the card asks, and no answer.
 * @throws AppError FORBIDDEN without `read:product` or `read:query`; NOT_FOUND out of reach
 */
export async function figuresOfProduct(ctx: Ctx, code: string): Promise<PinnedFigure[]> {
  const action = 'product.figuresRead'
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action })
  await requireRight(ctx, 'read:query', { kind: 'product', id: code, action })
  return await listFigures((await requireReadable(ctx, code, action)).id)
}

export type SingleFigure = { key: QueryKey; query: Pick<Query, 'chart' | 'columns'> }

/** Those of these queries that the reader reaches and that are a single figure, asked with what they come with. */
export async function singleFigures(ctx: Ctx, keys: readonly string[]): Promise<SingleFigure[]> {
  if (keys.length === 0 || !canSome(ctx.actor, 'read:query')) return []
  const { queries } = await currentCatalogue()
  return keys.flatMap((key) => {
    const query = queries.get(key as QueryKey)
    if (query?.chart?.kind !== 'figure' || accessTo(ctx, query).reach === 'none') return []
    return [{ key: query.key, query }]
  })
}

/** Rows that a card shows of a figure at most, a chart among them; its page has all. */
const MOST_ROWS = 1_000

/**
 * A figure's answer over the reader's own rows, shared with the query's page. Null where its parameters do not fit this
 * reader or the query as it is today: what one reader may choose another may not.
 * @throws AppError UPSTREAM_FAILED or UPSTREAM_TIMEOUT when the engine gives no answer and none is kept
 */
export async function askFigure(
  ctx: Ctx,
  { figure, parameters }: Pick<ShownFigure, 'figure' | 'parameters'>,
  signal: AbortSignal | undefined,
): Promise<QueryAnswer | null> {
  try {
    const key = figure.queryKey
    return await runQuery(ctx, { key, parameters, purpose: 'page', maxRows: MOST_ROWS, signal })
  } catch (thrown) {
    // Its file may have gone since the card was begun.
    if (isAppError(thrown) && (thrown.code === 'VALIDATION' || thrown.code === 'NOT_FOUND')) return null
    throw thrown
  }
}
