'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { updateStepsInput } from '../schema/steps'
import { updateProductSteps } from '../service/update-steps'

const updating = defineAction({
  name: 'product.segments.update',
  schema: updateStepsInput,
  run: updateProductSteps,
  invalidate: () => {
    revalidatePath('/products', 'layout')
    revalidatePath('/segments', 'layout')
  },
})

export type StepsResult = ActionResult<{ code: string }> | null

/** Saves a product's segments; back to the card when they are saved. After a conflict the present ones are drawn too. */
export async function updateProductSegments(_before: StepsResult, form: FormData): Promise<StepsResult> {
  const result = await updating(form)
  if (result.ok) redirect(`/products/${encodeURIComponent(result.data.code)}?saved`)
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}
