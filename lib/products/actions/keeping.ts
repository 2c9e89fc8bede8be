'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { removeFileInput } from '../schema/file'
import { mistakeInput, settleInput, watchInput } from '../schema/keeping'
import { reportMistake, settleReport } from '../service/mistakes'
import { removeFile } from '../service/product-files'
import { watchProduct } from '../service/watch-product'

const invalidate = () => revalidatePath('/products', 'layout')

const watch = defineAction({ name: 'product.watch', schema: watchInput, run: watchProduct, invalidate })
const report = defineAction({
  name: 'product.reportMistake',
  schema: mistakeInput,
  run: reportMistake,
  invalidate,
})
const settle = defineAction({
  name: 'product.settleReport',
  schema: settleInput,
  run: settleReport,
  invalidate,
})
const remove = defineAction({
  name: 'product.removeFile',
  schema: removeFileInput,
  run: removeFile,
  invalidate,
})

type Result = ActionResult<{ code: string }> | null

export async function watchProductAction(_before: Result, form: FormData): Promise<Result> {
  const result = await watch(form)
  refresh()
  return result
}

export async function reportMistakeAction(_before: Result, form: FormData): Promise<Result> {
  const result = await report(form)
  if (result.ok) redirect(`/products/${encodeURIComponent(result.data.code)}?reported`)
  return result
}

export async function settleReportAction(_before: Result, form: FormData): Promise<Result> {
  const result = await settle(form)
  refresh()
  return result
}

export async function removeFileAction(_before: Result, form: FormData): Promise<Result> {
  const result = await remove(form)
  refresh()
  return result
}
