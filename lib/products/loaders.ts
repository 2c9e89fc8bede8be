import 'server-only'
import { forbidden } from 'next/navigation'
import { after } from 'next/server'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { isPinned, recordView } from '@/lib/personal/service'
import { isAppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import type { Product, ProductGroupRef, ProductPage } from './model'
import { type ProductQuery, productQuery } from './schema/query'
import { getProduct } from './service/get-product'
import { getProductToEdit } from './service/get-product-to-edit'
import { listProducts } from './service/list-products'

type SearchParams = Record<string, string | string[] | undefined>

/** The list: gate, then the page that the address asks for. */
export async function loadProductList(
  parameters: SearchParams,
): Promise<{ ctx: PageCtx; query: ProductQuery; page: ProductPage }> {
  const ctx = await pageCtx('read:product')
  const query = productQuery.parse(parameters)
  return { ctx, query, page: await listProducts(ctx, query) }
}

/** A segment of the address as it was meant; a broken one names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}

export type LoadedProduct = { ctx: PageCtx; product: Product; mayEdit: boolean; pinned: boolean }

/** A product's card, or the 404 page. That it was opened is noted when the answer has gone out. */
export const loadProduct = cache(async (segment: string): Promise<LoadedProduct> => {
  const ctx = await pageCtx('read:product')
  const { product, mayEdit } = await orNotFound(getProduct(ctx, decoded(segment)))
  after(() =>
    recordView(ctx, 'product', product.id).catch((error: unknown) =>
      logger.warn({ err: error, requestId: ctx.requestId }, 'an opened product could not be noted'),
    ),
  )
  return { ctx, product, mayEdit, pinned: await isPinned(ctx, 'product', product.id) }
})

/** A product to be edited: 404 when it cannot be read, 403 when it can be read and not edited. */
export const loadProductToEdit = cache(
  async (segment: string): Promise<{ ctx: PageCtx; product: Product; groups: ProductGroupRef[] }> => {
    const ctx = await pageCtx('edit:product')
    try {
      return { ctx, ...(await orNotFound(getProductToEdit(ctx, decoded(segment)))) }
    } catch (error) {
      if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
      throw error
    }
  },
)
