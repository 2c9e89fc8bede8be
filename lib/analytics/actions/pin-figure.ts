'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { pinFigureInput, unpinFigureInput } from '../schema'
import { pinFigure, unpinFigure } from '../service/pin-figure'

const invalidate = () => revalidatePath('/products', 'layout')

const pin = defineAction({ name: 'product.pinFigure', schema: pinFigureInput, run: pinFigure, invalidate })
const unpin = defineAction({
  name: 'product.unpinFigure',
  schema: unpinFigureInput,
  run: unpinFigure,
  invalidate,
})

type Result = ActionResult<{ code: string }> | null

/** Leads to the card, where the figure stands then. */
export async function pinFigureAction(_before: Result, form: FormData): Promise<Result> {
  const result = await pin(form)
  if (result.ok) redirect(`/products/${encodeURIComponent(result.data.code)}?figurePinned#pinned-figures`)
  return result
}

export async function unpinFigureAction(_before: Result, form: FormData): Promise<Result> {
  const result = await unpin(form)
  refresh()
  return result
}
