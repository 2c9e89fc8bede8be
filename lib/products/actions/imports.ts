'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { importIdInput, mapColumnsInput } from '../schema/import'
import { discardImport, mapColumns, requestApply } from '../service/import-steps'

const map = defineAction({ name: 'productImport.map', schema: mapColumnsInput, run: mapColumns })
const apply = defineAction({
  name: 'productImport.apply',
  schema: importIdInput,
  run: (ctx, { id }) => requestApply(ctx, id),
})
const discard = defineAction({
  name: 'productImport.discard',
  schema: importIdInput,
  run: (ctx, { id }) => discardImport(ctx, id),
})

export type ImportResult = ActionResult<{ id: string }> | null

function toImport(id: string): never {
  redirect(`/products/import/${encodeURIComponent(id)}`)
}

/** Says which field each column is; the dry run then goes on behind the page. */
export async function mapColumnsAction(_before: ImportResult, form: FormData): Promise<ImportResult> {
  const result = await map(form)
  if (result.ok) toImport(result.data.id)
  return result
}

/** Has the good rows written, behind the page. */
export async function applyImportAction(_before: ImportResult, form: FormData): Promise<ImportResult> {
  const result = await apply(form)
  if (result.ok) toImport(result.data.id)
  if (result.code === 'CONFLICT') refresh()
  return result
}

/** Throws an import away. */
export async function discardImportAction(
  _before: ActionResult<void> | null,
  form: FormData,
): Promise<ActionResult<void> | null> {
  const result = await discard(form)
  if (result.ok) redirect('/products/import')
  return result
}
