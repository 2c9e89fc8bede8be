import type { Ctx } from '@/lib/access/model'
import type { QueryAnswer, QueryKey } from '../model'
import {
  PRODUCT_MONTHS,
  PRODUCT_STANDING,
  type ProductMonth,
  type ProductStanding,
  toMonths,
  toStanding,
} from '../product-figures'
import { runQuery } from '../service'
import { accessTo, currentCatalogue } from './reach'

export type ProductFigures = {
  months: ProductMonth[]
  standing: ProductStanding | null
  /** Of the older of the answers. */
  asOf: Date
  engine: string
}

/**
 * What the catalogue's questions say of one product, in the rows that the reader reaches. Null for who may ask none of
 * them, and for a product that the warehouse does not know: asking is not refused, there is nothing to show.
 * @throws AppError UPSTREAM_FAILED or UPSTREAM_TIMEOUT when the engine gives no answer and none is kept
 */
export async function findProductFigures(
  ctx: Ctx,
  { code, signal }: { code: string; signal?: AbortSignal },
): Promise<ProductFigures | null> {
  const { queries } = await currentCatalogue()
  const ask = async (key: QueryKey): Promise<QueryAnswer | null> => {
    const query = queries.get(key)
    if (query === undefined || accessTo(ctx, query).reach === 'none') return null
    return await runQuery(ctx, { key, parameters: { product: code }, purpose: 'page', signal })
  }
  const [months, standing] = await Promise.all([ask(PRODUCT_MONTHS), ask(PRODUCT_STANDING)])
  const answers = [months, standing].filter((answer) => answer !== null)
  const [first] = answers.filter(({ rows }) => rows.length > 0)
  if (first === undefined) return null
  return {
    months: months === null ? [] : toMonths(months),
    standing: standing === null ? null : toStanding(standing),
    asOf: new Date(Math.min(...answers.map(({ asOf }) => asOf.getTime()))),
    engine: first.engine,
  }
}
