import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { isLocked } from '@/lib/synced/model'
import { lockWords } from '../model/synced'
import { isCircle, lockTree, type StoredSegment, updateAt } from '../repository/record'
import type { MoveSegmentInput } from '../schema'
import { refuseArchived, requireParent } from './create-segment'
import { refuseLockedWhole, requireEditable, seenBy, versionConflict } from './reach'

export type Moved = { code: string; fromCode: string | null; toCode: string | null }

/**
 * Puts a segment below another, or at the top. One mover at a time, so that what it stood below when the move was chosen
 * still holds when it is carried out.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (the new place is not there, is archived, or below the segment itself; its
 * place comes from another system), CONFLICT when somebody moved it in between, or another system owns it whole
 */
export async function moveSegment(ctx: Ctx, input: MoveSegmentInput): Promise<Moved> {
  const action = 'segment.moved'
  await requireEditable(ctx, input.code, action)
  const place = await requireParent(ctx, input.parentCode)
  const [parentId, toCode] = [place?.id ?? null, place?.code ?? null]
  return await circleRefused(() =>
    inTransaction(async (tx) => {
      await lockTree(tx)
      const stored = await requireEditable(ctx, input.code, action, tx)
      refuseLockedWhole(stored)
      refuseLockedPlace(stored)
      const { id, version, code, parent } = stored
      const fromCode = seenBy(ctx.actor, stored).parent?.code ?? null
      const { fromCode: expected } = input
      if (expected !== undefined && expected?.toLowerCase() !== fromCode?.toLowerCase()) {
        throw new AppError('CONFLICT', { details: { reason: 'moved meanwhile', present: fromCode } })
      }
      if ((parent?.id ?? null) === parentId) return { code, fromCode, toCode: fromCode }
      refuseArchived(place)
      const saved = await updateAt(tx, { id, version, now: ctx.now() }, { parentId })
      if (!saved) throw versionConflict(version, null)
      const changes = { parentCode: { before: parent?.code ?? null, after: toCode } }
      await recordChange(tx, ctx, { action, subject: { kind: 'segment', id }, changes })
      return { code, fromCode, toCode }
    }),
  )
}

function refuseLockedPlace(segment: StoredSegment): void {
  if (!isLocked(segment, 'parent')) return
  throw new AppError('VALIDATION', { fieldErrors: { parentCode: [lockWords(segment, 'parent')] } })
}

async function circleRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isCircle(error)) throw error
    const words = 'A segment cannot stand below itself, or below what stands below it.'
    throw new AppError('VALIDATION', { fieldErrors: { parentCode: [words] }, cause: error })
  }
}
