'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { updateProductInput } from './schema/draft'
import * as service from './service/update-product'

const update = defineAction({
  name: 'product.update',
  schema: updateProductInput,
  run: service.updateProduct,
  invalidate: () => revalidatePath('/products', 'layout'),
})

/** What the form shows after a save that did not succeed. */
export type UpdateResult = ActionResult<{ code: string }> | null

/** Saves the form; back to the card when it is saved. After a conflict the page is drawn with the present version. */
export async function updateProduct(_before: UpdateResult, form: FormData): Promise<UpdateResult> {
  const result = await update(form)
  if (result.ok) redirect(`/products/${encodeURIComponent(result.data.code)}?saved`)
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}
