import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { segmentChanges, toSegmentDraft } from '../model/segment'
import { canSaveAs } from '../policy'
import { updateAt } from '../repository/record'
import type { SegmentStatusInput, UpdateSegmentInput } from '../schema'
import { checkUnits } from './check-units'
import { refuseSynced, requireEditable, seenBy, versionConflict } from './reach'

/**
 * Saves a draft over the version that it started from, with what changed in the audit record. A draft without a change
 * writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (unit unknown; tags beyond one's own reach), VERSION_CONFLICT when
 * somebody saved in between, CONFLICT when a sync owns the record
 */
export async function updateSegment(ctx: Ctx, input: UpdateSegmentInput): Promise<{ code: string }> {
  const action = 'segment.updated'
  const segment = await requireEditable(ctx, input.code, action)
  refuseSynced(segment)
  const { code, id } = segment
  const { code: _code, version, parameters: rows, ...fields } = input
  checkUnits(rows.map(({ rowIndex, unit }) => ({ field: `parameters.${rowIndex}.unit`, unit })))
  if (!canSaveAs(ctx.actor, fields.tags, segment.owner?.id ?? null)) {
    const words = 'Keep a tag that you may edit segments with: without it you could not reach this one again.'
    throw new AppError('VALIDATION', { fieldErrors: { tags: [words] } })
  }
  if (segment.version !== version) throw versionConflict(version, segment.version)
  const draft = { ...fields, parameters: rows.map(({ rowIndex: _, ...parameter }) => parameter) }
  const changes = segmentChanges(toSegmentDraft(seenBy(ctx.actor, segment)), draft)
  if (Object.keys(changes).length === 0) return { code }
  await inTransaction(async (tx) => {
    const saved = await updateAt(tx, { id, version, now: ctx.now() }, draft)
    if (!saved) throw versionConflict(version, null)
    await recordChange(tx, ctx, { action, subject: { kind: 'segment', id }, changes })
  })
  return { code }
}

/**
 * Archives a segment, or brings it back. What stands below it and the products that use it keep it.
 * @throws AppError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, CONFLICT when a sync owns the record
 */
export async function setSegmentStatus(ctx: Ctx, input: SegmentStatusInput): Promise<{ code: string }> {
  const { status, version } = input
  const action = status === 'archived' ? 'segment.archived' : 'segment.restored'
  const segment = await requireEditable(ctx, input.code, action)
  refuseSynced(segment)
  const { code, id } = segment
  if (segment.status === status) return { code }
  if (segment.version !== version) throw versionConflict(version, segment.version)
  await inTransaction(async (tx) => {
    const saved = await updateAt(tx, { id, version, now: ctx.now() }, { status })
    if (!saved) throw versionConflict(version, null)
    const changes = { status: { before: segment.status, after: status } }
    await recordChange(tx, ctx, { action, subject: { kind: 'segment', id }, changes })
  })
  return { code }
}
