import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { listPeopleToChoose, type PersonName } from '@/lib/access/service/list-names'
import { isLocked } from '@/lib/synced/model'
import type { Segment, SegmentRow } from '../model/segment'
import { branchOf, MAX_PLACES } from '../model/tree'
import { canEdit } from '../policy'
import { listChildren, listRows } from '../repository/list'
import { readScope, requireEditable, requireReadable, seenBy } from './reach'

/** A segment, what stands below it, and what the actor may do with it. */
export type SegmentCard = {
  segment: Segment
  children: SegmentRow[]
  mayEdit: boolean
  /** Its place is the portal's own, and the actor's to change. */
  mayMove: boolean
  mayCreate: boolean
}

/**
 * A segment by its code, whatever the code's case.
 * @throws AppError FORBIDDEN without the right on any record; NOT_FOUND for one that is not there or out of reach
 */
export async function getSegment(ctx: Ctx, code: string): Promise<SegmentCard> {
  await requireRight(ctx, 'read:segment', { kind: 'segment', id: code, action: 'segment.read' })
  const stored = await requireReadable(ctx, code, 'segment.read')
  const segment = seenBy(ctx.actor, stored)
  const mayEdit = canEdit(ctx.actor, segment)
  return {
    segment,
    children: await listChildren(segment.id, await readScope(ctx)),
    mayEdit,
    mayMove: mayEdit && !isLocked(segment, 'parent'),
    mayCreate: canSome(ctx.actor, 'edit:segment'),
  }
}

/** A segment and whom it may be given to; `morePeople`: there are more than are offered. */
export type SegmentToEdit = { segment: Segment; people: PersonName[]; morePeople: boolean }

/**
 * A segment to be edited.
 * @throws AppError NOT_FOUND when it cannot be read, FORBIDDEN when it can be read and not edited
 */
export async function getSegmentToEdit(ctx: Ctx, code: string): Promise<SegmentToEdit> {
  const segment = seenBy(ctx.actor, await requireEditable(ctx, code, 'segment.updated'))
  const { people, more } = await listPeopleToChoose()
  const { owner } = segment
  const known = owner === null || people.some(({ id }) => id === owner.id)
  return { segment, people: known ? people : [owner, ...people], morePeople: more }
}

/**
 * The segments that one may be put below: those in reach that are not in its own branch; all, for a new one. Null where
 * there are more than `MAX_PLACES`.
 */
export async function listPlaces(ctx: Ctx, segment: Segment | null): Promise<SegmentRow[] | null> {
  const rows = await listRows(await readScope(ctx), MAX_PLACES)
  if (rows.length > MAX_PLACES) return null
  const branch = segment === null ? new Set() : branchOf(rows, segment.id)
  return rows.filter(({ id }) => !branch.has(id))
}
