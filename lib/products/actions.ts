'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import {
  createProductInput,
  productVersionInput,
  restoreVersionInput,
  updateProductInput,
} from './schema/draft'
import { createGroupInput, updateGroupInput } from './schema/group'
import { archiveProduct, restoreProduct } from './service/archive-product'
import { createProduct } from './service/create-product'
import * as groups from './service/product-groups'
import { restoreVersion } from './service/restore-version'
import * as service from './service/update-product'

const invalidate = () => revalidatePath('/products', 'layout')

const update = defineAction({
  name: 'product.update',
  schema: updateProductInput,
  run: service.updateProduct,
  invalidate,
})
const create = defineAction({
  name: 'product.create',
  schema: createProductInput,
  run: createProduct,
  invalidate,
})
const archive = defineAction({
  name: 'product.archive',
  schema: productVersionInput,
  run: archiveProduct,
  invalidate,
})
const bringBack = defineAction({
  name: 'product.restore',
  schema: productVersionInput,
  run: restoreProduct,
  invalidate,
})
const restoreEarlier = defineAction({
  name: 'product.restoreVersion',
  schema: restoreVersionInput,
  run: restoreVersion,
  invalidate,
})
const createGroup = defineAction({
  name: 'productGroup.create',
  schema: createGroupInput,
  run: groups.createGroup,
  invalidate,
})
const updateGroup = defineAction({
  name: 'productGroup.update',
  schema: updateGroupInput,
  run: groups.updateGroup,
  invalidate,
})

/** What a form shows after something that did not succeed. */
export type ProductResult = ActionResult<{ code: string }> | null

function toCard(code: string, said: string): never {
  redirect(`/products/${encodeURIComponent(code)}?${said}`)
}

/**
 * Saves the form; back to the card when it is saved. After a conflict the page is drawn with the present version, and so it
 * is when what it asks for has changed.
 */
export async function updateProduct(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await update(form)
  if (result.ok) toCard(result.data.code, 'saved')
  if (result.code === 'VERSION_CONFLICT' || result.fieldErrors?._ !== undefined) refresh()
  return result
}

export async function createProductAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await create(form)
  if (result.ok) toCard(result.data.code, 'made')
  return result
}

export async function archiveProductAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await archive(form)
  if (result.ok) toCard(result.data.code, 'archived')
  return result
}

export async function restoreProductAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await bringBack(form)
  if (result.ok) toCard(result.data.code, 'restored')
  return result
}

export async function restoreVersionAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await restoreEarlier(form)
  if (result.ok) toCard(result.data.code, 'restored')
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}

export async function createGroupAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await createGroup(form)
  if (result.ok) redirect('/products/groups?saved')
  return result
}

export async function updateGroupAction(_before: ProductResult, form: FormData): Promise<ProductResult> {
  const result = await updateGroup(form)
  if (result.ok) redirect('/products/groups?saved')
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}
