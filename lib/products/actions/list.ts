'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { bulkChangeInput, undoBulkInput } from '../schema/bulk'
import { changeViewInput, defaultViewInput, saveLookInput, saveViewInput, viewInput } from '../schema/view'
import { bulkChange } from '../service/bulk-change'
import { undoBulkChange } from '../service/undo-bulk-change'
import * as views from '../service/views'

const invalidate = () => revalidatePath('/products', 'layout')

const change = defineAction({
  name: 'product.bulkChange',
  schema: bulkChangeInput,
  run: async (ctx, input) => ({ ...(await bulkChange(ctx, input)), query: input.query.text }),
  invalidate,
})
const undo = defineAction({
  name: 'product.undoBulkChange',
  schema: undoBulkInput,
  run: async (ctx, input) => ({ ...(await undoBulkChange(ctx, input)), query: input.query }),
  invalidate,
})
const save = defineAction({
  name: 'productView.save',
  schema: saveViewInput,
  run: views.saveView,
  invalidate,
})
const alter = defineAction({
  name: 'productView.change',
  schema: changeViewInput,
  run: views.changeView,
  invalidate,
})
const remove = defineAction({
  name: 'productView.delete',
  schema: viewInput,
  run: views.deleteView,
  invalidate,
})
const choose = defineAction({
  name: 'productView.choose',
  schema: defaultViewInput,
  run: views.setDefaultView,
  invalidate,
})
const look = defineAction({
  name: 'productView.look',
  schema: saveLookInput,
  run: views.saveLook,
  invalidate,
})

/** What a form of the list shows after something that did not succeed. */
export type ListResult = ActionResult<unknown> | null

/** Back to the list as it was, with `said` telling what to show of what was done. */
function toList(query: string, said: Record<string, string> = {}): never {
  const parameters = new URLSearchParams(query)
  for (const name of ['bulk', ...Object.keys(said)]) parameters.delete(name)
  for (const [name, value] of Object.entries(said)) parameters.set(name, value)
  redirect(parameters.size === 0 ? '/products' : `/products?${parameters}`)
}

export async function bulkChangeProductsAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await change(form)
  if (result.ok) toList(result.data.query, { bulk: result.data.id })
  return result
}

export async function undoBulkChangeAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await undo(form)
  if (result.ok) toList(result.data.query, { bulk: result.data.id })
  return result
}

export async function saveViewAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await save(form)
  if (result.ok) toList(result.data.query, { view: result.data.id })
  return result
}

export async function changeViewAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await alter(form)
  if (result.ok) toList(result.data.query, { view: result.data.id })
  return result
}

export async function deleteViewAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await remove(form)
  if (result.ok) redirect('/products?view=none')
  return result
}

export async function setDefaultViewAction(_before: ListResult, form: FormData): Promise<ListResult> {
  return await choose(form)
}

export async function saveLookAction(_before: ListResult, form: FormData): Promise<ListResult> {
  const result = await look(form)
  if (!result.ok) return result
  const parameters = new URLSearchParams(result.data.query)
  for (const name of ['columns', 'density']) parameters.delete(name)
  toList(parameters.toString())
}
