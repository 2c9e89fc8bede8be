import type { Ctx } from '@/lib/access/model'
import { FEW, type ProductPage } from '../model'
import { listPage } from '../repository/list'
import type { ProductQuery } from '../schema/query'
import { findSimilar } from './find-similar'
import { listFor } from './reach'

/**
 * A page of the products that the actor may read, with its total. When a search finds few, names that resemble it come
 * beside.
 * @throws AppError FORBIDDEN without `read:product` on any record
 */
export async function listProducts(ctx: Ctx, query: ProductQuery): Promise<ProductPage> {
  const of = await listFor(ctx, query.q)
  const page = await listPage(query, of)
  const few = query.q !== '' && query.page === 1 && page.total.value < FEW
  if (!few) return { ...page, similar: [] }
  const found = new Set(page.rows.map(({ id }) => id))
  const similar = await findSimilar(query.q, of)
  return { ...page, similar: similar.filter(({ id }) => !found.has(id)) }
}
