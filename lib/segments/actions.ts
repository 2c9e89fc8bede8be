'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import type { ImportPlan } from './model/exchange'
import {
  createSegmentInput,
  importInput,
  moveSegmentInput,
  segmentStatusInput,
  updateSegmentInput,
} from './schema'
import * as create from './service/create-segment'
import * as exchange from './service/import-segments'
import * as move from './service/move-segment'
import * as update from './service/update-segment'

const invalidate = () => {
  revalidatePath('/segments', 'layout')
  revalidatePath('/products', 'layout')
}

export type SaveResult = ActionResult<{ code: string }> | null

const creating = defineAction({
  name: 'segment.create',
  schema: createSegmentInput,
  run: create.createSegment,
  invalidate,
})

/** Makes a segment; to its page when it is made. */
export async function createSegment(_before: SaveResult, form: FormData): Promise<SaveResult> {
  const result = await creating(form)
  if (result.ok) redirect(`/segments/${encodeURIComponent(result.data.code)}?saved`)
  return result
}

const updating = defineAction({
  name: 'segment.update',
  schema: updateSegmentInput,
  run: update.updateSegment,
  invalidate,
})

/** Saves the form; back to the page when it is saved. After a conflict the page is drawn with the present version. */
export async function updateSegment(_before: SaveResult, form: FormData): Promise<SaveResult> {
  const result = await updating(form)
  if (result.ok) redirect(`/segments/${encodeURIComponent(result.data.code)}?saved`)
  if (result.code === 'VERSION_CONFLICT') refresh()
  return result
}

const moving = defineAction({
  name: 'segment.move',
  schema: moveSegmentInput,
  run: move.moveSegment,
  invalidate,
})

export type MoveResult = ActionResult<move.Moved> | null

/** Puts a segment below another, or at the top: from the tree, or from the form on its page. */
export async function moveSegment(_before: MoveResult, form: FormData): Promise<MoveResult> {
  const result = await moving(form)
  if (!result.ok && result.code === 'CONFLICT') refresh()
  return result
}

const settingStatus = defineAction({
  name: 'segment.status',
  schema: segmentStatusInput,
  run: update.setSegmentStatus,
  invalidate,
})

/** Archives a segment, or brings it back. */
export async function setSegmentStatus(_before: SaveResult, form: FormData): Promise<SaveResult> {
  const result = await settingStatus(form)
  if (!result.ok && result.code === 'VERSION_CONFLICT') refresh()
  return result
}

export type ImportResult = ActionResult<{ applied: boolean; plan: ImportPlan; document: string }> | null

const importing = defineAction({
  name: 'segment.import',
  schema: importInput,
  run: async (ctx, { document, fingerprint, apply }) => {
    const plan = apply
      ? await exchange.importSegments(ctx, { document, fingerprint })
      : await exchange.planImport(ctx, document)
    return { applied: apply, plan, document }
  },
  invalidate: ({ applied }) => {
    if (applied) invalidate()
  },
})

/** First says what a document would do; sent again with `apply`, carries out what was shown. */
export async function importSegments(_before: ImportResult, form: FormData): Promise<ImportResult> {
  const file = form.get('file')
  if (file instanceof File && file.size > 0) form.set('document', await file.text())
  form.delete('file')
  return await importing(form)
}
