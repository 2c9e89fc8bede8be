import 'server-only'
import { forbidden } from 'next/navigation'
import { after } from 'next/server'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { AuditEvent } from '@/lib/audit/model'
import { isPinned, recordView } from '@/lib/personal/service'
import { isAppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import type { AttributeDefinition, Product, ProductGroupDetail } from './model'
import { getNewProductChoices } from './service/create-product'
import type { FormChoices } from './service/form-choices'
import { askedOf, getProduct } from './service/get-product'
import { getProductToEdit } from './service/get-product-to-edit'
import { getProductVersion, type VersionPage } from './service/get-version'
import {
  type GroupList,
  getGroupToEdit,
  listProductGroups,
  requireGroupMaker,
} from './service/product-groups'
import { productHistory } from './service/product-history'

/** A segment of the address as it was meant; a broken one names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}

export type LoadedProduct = {
  ctx: PageCtx
  product: Product
  /** What its group asks for, in order. */
  asked: readonly AttributeDefinition[]
  mayEdit: boolean
  pinned: boolean
}

/** A product's card, or the 404 page. That it was opened is noted when the answer has gone out. */
export const loadProduct = cache(async (segment: string): Promise<LoadedProduct> => {
  const ctx = await pageCtx('read:product')
  const { product, mayEdit } = await orNotFound(getProduct(ctx, decoded(segment)))
  after(() =>
    recordView(ctx, 'product', product.id).catch((error: unknown) =>
      logger.warn({ err: error, requestId: ctx.requestId }, 'an opened product could not be noted'),
    ),
  )
  const [asked, pinned] = await Promise.all([askedOf(product), isPinned(ctx, 'product', product.id)])
  return { ctx, product, asked, mayEdit, pinned }
})

export type HistoryPage = { events: AuditEvent[]; next: string | null }

/** Who changed what, of a product that `loadProduct` found for the reader. */
export async function loadProductHistory(
  { ctx, product }: Pick<LoadedProduct, 'ctx' | 'product'>,
  page: { after?: string; limit: number },
): Promise<HistoryPage> {
  return await productHistory(ctx, product, page)
}

/** The word of an address that is a number of a version; another names none. */
function versionOf(segment: string): number {
  return /^[1-9]\d{0,8}$/.test(segment) ? Number(segment) : 0
}

/** An earlier version of a product, or the 404 page. */
export const loadVersion = cache(
  async (segment: string, version: string): Promise<VersionPage & { ctx: PageCtx }> => {
    const ctx = await pageCtx('read:product')
    return { ctx, ...(await orNotFound(getProductVersion(ctx, decoded(segment), versionOf(version)))) }
  },
)

/** What was found; the 404 page when it is not there, the 403 page when it is there and may not be edited. */
async function orRefused<T>(promise: Promise<T>): Promise<T> {
  try {
    return await orNotFound(promise)
  } catch (error) {
    if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
    throw error
  }
}

/** A product to be edited: 404 when it cannot be read, 403 when it can be read and not edited. */
export const loadProductToEdit = cache(
  async (segment: string): Promise<{ ctx: PageCtx; product: Product; choices: FormChoices }> => {
    const ctx = await pageCtx('edit:product')
    return { ctx, ...(await orRefused(getProductToEdit(ctx, decoded(segment)))) }
  },
)

export async function loadNewProduct(): Promise<FormChoices> {
  const ctx = await pageCtx()
  return await orRefused(getNewProductChoices(ctx))
}

export async function loadProductGroups(): Promise<GroupList & { ctx: PageCtx }> {
  const ctx = await pageCtx('read:productGroup')
  return { ctx, ...(await listProductGroups(ctx)) }
}

export const loadGroupToEdit = cache(async (segment: string): Promise<ProductGroupDetail> => {
  const ctx = await pageCtx()
  return await orRefused(getGroupToEdit(ctx, decoded(segment)))
})

export async function loadNewGroup(): Promise<void> {
  const ctx = await pageCtx()
  await orRefused(requireGroupMaker(ctx))
}
