import type { Actor, Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { isLockedWhole } from '@/lib/synced/model'
import type { Segment } from '../model/segment'
import { canEdit, canRead } from '../policy'
import { findByCode, type StoredSegment } from '../repository/record'
import type { ScopeOf } from '../repository/scope'

export function userIdOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null
}

export async function readScope(ctx: Ctx): Promise<ScopeOf> {
  return { scope: await requireRight(ctx, 'read:segment'), userId: userIdOf(ctx.actor) }
}

/** The segment in reach; a refusal is recorded (the first of a kind at once, then counted, so its time tells little). */
export async function requireReadable(
  ctx: Ctx,
  code: string,
  action: string,
  tx?: Tx,
): Promise<StoredSegment> {
  const segment = await findByCode(code, tx)
  if (segment !== null && canRead(ctx.actor, segment)) return segment
  if (segment !== null) {
    await recordRefusal(ctx, { action, subject: { kind: 'segment', id: segment.id }, right: 'read:segment' })
  }
  throw new AppError('NOT_FOUND', { details: { kind: 'segment' } })
}

/** The segment as one who may change it finds it: NOT_FOUND where it cannot be read, FORBIDDEN where it only can be. */
export async function requireEditable(
  ctx: Ctx,
  code: string,
  action: string,
  tx?: Tx,
): Promise<StoredSegment> {
  await requireRight(ctx, 'edit:segment', { kind: 'segment', id: code, action })
  const segment = await requireReadable(ctx, code, action, tx)
  if (canEdit(ctx.actor, segment)) return segment
  const right = 'edit:segment'
  await recordRefusal(ctx, { action, subject: { kind: 'segment', id: segment.id }, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}

/** A segment as the actor may see it: what it stands below shows only where they may read that too. */
export function seenBy(actor: Actor, { parent, ...segment }: StoredSegment): Segment {
  if (parent === null) return { ...segment, parent: null }
  const { id, code, name, tags, ownerId } = parent
  const owner = ownerId === null ? null : { id: ownerId as NonNullable<Segment['owner']>['id'], name: '' }
  return { ...segment, parent: canRead(actor, { tags, owner }) ? { id, code, name } : null }
}

export function versionConflict(yours: number, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

/**
 * What comes from another system is changed there; the rest of the record is the portal's.
 * @throws AppError CONFLICT for a record that is another system's as a whole
 */
export function refuseLockedWhole(segment: StoredSegment): void {
  if (!isLockedWhole(segment)) return
  throw new AppError('CONFLICT', { details: { reason: 'synced', source: segment.source } })
}
