import type { Ctx } from '@/lib/access/model'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { type SegmentDraft, segmentChanges, toSegmentDraft } from '../model/segment'
import { lockFaults, parameterField } from '../model/synced'
import { canSaveAs } from '../policy'
import { type StoredSegment, updateAt } from '../repository/record'
import type { SegmentStatusInput, UpdateSegmentInput } from '../schema'
import { checkUnits } from './check-units'
import { refuseLockedWhole, requireEditable, seenBy, versionConflict } from './reach'

/**
 * Saves a draft over the version that it started from, with what changed in the audit record. A draft without a change
 * writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT when somebody saved in between, VALIDATION (unit unknown; an owner
 * who is not there; tags or an owner beyond one's own reach; a field that comes from another system), CONFLICT when another
 * system owns the record whole
 */
export async function updateSegment(ctx: Ctx, input: UpdateSegmentInput): Promise<{ code: string }> {
  const action = 'segment.updated'
  const segment = await requireEditable(ctx, input.code, action)
  refuseLockedWhole(segment)
  const { code, id } = segment
  const { code: _code, version, parameters: rows, ownerId: wanted, ...fields } = input
  // First, so that what others did meanwhile is not taken for a mistake in what was typed.
  if (segment.version !== version) throw versionConflict(version, segment.version)
  checkUnits(rows.map(({ rowIndex, unit }) => ({ field: `parameters.${rowIndex}.unit`, unit })))
  const before = segment.owner?.id ?? null
  const ownerId = wanted === undefined ? before : wanted
  await requireOwner(ownerId, before)
  requireReach(ctx, fields.tags, { before, after: ownerId })
  const draft = { ...fields, parameters: rows.map(({ rowIndex: _, ...parameter }) => parameter) }
  refuseLocked(segment, draft, rows)
  const changes = segmentChanges(toSegmentDraft(seenBy(ctx.actor, segment)), draft)
  if (ownerId !== before) changes.ownerId = { before, after: ownerId }
  if (Object.keys(changes).length === 0) return { code }
  await inTransaction(async (tx) => {
    const saved = await updateAt(tx, { id, version, now: ctx.now() }, { ...draft, ownerId })
    if (!saved) throw versionConflict(version, null)
    await recordChange(tx, ctx, { action, subject: { kind: 'segment', id }, changes })
  })
  return { code }
}

/** What comes from another system is left as it is: each field of it that was changed is named, at the row where it stands. */
function refuseLocked(
  segment: StoredSegment,
  draft: SegmentDraft,
  rows: readonly { id: string; rowIndex: number }[],
): void {
  const faults = lockFaults(segment, toSegmentDraft({ ...segment, parent: null }), draft)
  if (faults.length === 0) return
  const rowOf = new Map(rows.map(({ id, rowIndex }) => [parameterField(id).toLowerCase(), rowIndex]))
  const fieldErrors: FieldErrors = {}
  for (const { field, words } of faults) {
    const row = rowOf.get(field.toLowerCase())
    // One that was taken out has no row to be told at.
    const at =
      row === undefined ? (field.startsWith('parameters.') ? 'parameters' : field) : `parameters.${row}.value`
    fieldErrors[at] = [...(fieldErrors[at] ?? []), words]
  }
  throw new AppError('VALIDATION', { fieldErrors })
}

/** The chosen owner is there and enabled; the one before may stay whatever became of them. */
async function requireOwner(ownerId: string | null, before: string | null): Promise<void> {
  if (ownerId === null || ownerId === before || (await isPersonToChoose(ownerId))) return
  throw new AppError('VALIDATION', { fieldErrors: { ownerId: ['Choose one of the people.'] } })
}

/** Nobody saves a segment where they could not reach it again. */
function requireReach(
  ctx: Ctx,
  tags: readonly string[],
  owner: { before: string | null; after: string | null },
): void {
  if (canSaveAs(ctx.actor, tags, owner.after)) return
  const given = canSaveAs(ctx.actor, tags, owner.before)
  const words = given
    ? 'Stay its owner, or give it a tag that you may edit segments with: otherwise you could not reach it again.'
    : 'Keep a tag that you may edit segments with: without it you could not reach this one again.'
  throw new AppError('VALIDATION', { fieldErrors: { [given ? 'ownerId' : 'tags']: [words] } })
}

/**
 * Archives a segment, or brings it back. What stands below it and the products that use it keep it.
 * @throws AppError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, CONFLICT when another system owns the record whole
 */
export async function setSegmentStatus(ctx: Ctx, input: SegmentStatusInput): Promise<{ code: string }> {
  const { status, version } = input
  const action = status === 'archived' ? 'segment.archived' : 'segment.restored'
  const segment = await requireEditable(ctx, input.code, action)
  refuseLockedWhole(segment)
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
