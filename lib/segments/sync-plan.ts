import type { SyncedField } from '@/lib/synced/model'
import {
  byUpstreamId,
  type Ground,
  type JudgedRecord,
  type JudgedRow as JudgedRowOf,
  type Planned,
  type PresentRecord,
  planGone,
  planRows,
  type RecordWrite,
  refuse,
} from '@/lib/synced/model/plan'
import { type Changes, type SegmentDraft, type SegmentId, segmentChanges } from './model/segment'
import { type FedSegment, mergeParameters, parameterField } from './model/synced'

/** A segment that is there, as a sync looks at it. */
export type PresentSegment = PresentRecord & SegmentDraft & { id: SegmentId; parentId: SegmentId | null }

/** A row that was found good: texts as the portal keeps them. */
export type JudgedSegment = JudgedRecord &
  Omit<FedSegment, 'duration' | 'faults'> & { duration?: string | null | undefined }

export type SyncWrite = RecordWrite<PresentSegment> & {
  draft: SegmentDraft
  /** Where it goes: the upstream id of what it stands below, null for the top. Undefined: it stays. */
  parentUpstreamId: string | null | undefined
}

export type PlannedSync = Planned<PresentSegment, SyncWrite>

export type SyncGround = {
  source: string
  fields: readonly SyncedField[]
  tags: readonly string[]
  /** Every segment there is. */
  present: readonly PresentSegment[]
}

export type JudgedRow = JudgedRowOf<FedSegment, JudgedSegment>

/**
 * What a sync does with each segment, and why. What stands below a refused row that is not there yet is refused with it, and
 * so are all rows of a circle.
 */
export function planSync(rows: readonly JudgedRow[], ground: SyncGround): PlannedSync[] {
  const state = toState(rows, ground)
  let planned = planRows(rows, state.shared, (judged, present) => toWrite(judged, present, state))
  // Each round refuses at least one more, or ends.
  for (;;) {
    const reasons = placeFaults(planned, state)
    if (reasons.size === 0) break
    planned = planned.map((one, index) => {
      const [reason, row] = [reasons.get(index), rows[index]]
      return reason === undefined || row === undefined ? one : refuse(row.fed, one.entry.code, [reason])
    })
  }
  return [...planned, ...planGone(rows, state, planned)]
}

type State = {
  ground: SyncGround
  shared: Ground<PresentSegment>
  /** Those of this source, by upstream id. */
  ours: ReadonlyMap<string, PresentSegment>
  byId: ReadonlyMap<SegmentId, PresentSegment>
  /** All rows by upstream id, the refused ones too. */
  told: ReadonlyMap<string, JudgedRow>
}

function toState(rows: readonly JudgedRow[], ground: SyncGround): State {
  const { present, source, fields } = ground
  const ours = byUpstreamId(source, present)
  const holders = new Map(present.map((segment) => [segment.code.toLowerCase(), segment]))
  return {
    ground,
    shared: { source, fields, noun: 'segment', ours, holders },
    ours,
    byId: new Map(present.map((segment) => [segment.id, segment])),
    told: new Map(rows.map((row) => [row.fed.upstreamId, row])),
  }
}

const NOTHING: SegmentDraft = { name: '', description: '', tags: [], parameters: [], duration: null }

function toWrite(judged: JudgedSegment, present: PresentSegment | null, state: State): SyncWrite {
  const draft = draftOf(judged, present, state.ground)
  const changes: Changes = segmentChanges(present ?? NOTHING, draft)
  const { code, upstreamId } = judged
  if (code !== present?.code) changes.code = { before: present?.code ?? null, after: code }
  const parentUpstreamId = movesTo(judged, present, state)
  if (parentUpstreamId !== undefined) {
    changes.parentCode = {
      before: codeOf(present?.parentId ?? null, state),
      after: placeName(parentUpstreamId, state),
    }
  }
  return { code, present, upstreamId, draft, parentUpstreamId, changes }
}

/** What is not told by the system stays the portal's. */
function draftOf(judged: JudgedSegment, present: PresentSegment | null, ground: SyncGround): SegmentDraft {
  const synced = new Set(ground.fields.map((field) => field.toLowerCase()))
  const isOurs = (id: string) => !synced.has(parameterField(id).toLowerCase())
  return {
    name: judged.name,
    description: judged.description ?? present?.description ?? '',
    duration: judged.duration === undefined ? (present?.duration ?? null) : judged.duration,
    tags: present === null ? ground.tags : present.tags,
    parameters: mergeParameters(present?.parameters ?? [], judged.parameters, isOurs),
  }
}

/** Undefined: it stands there already, or its place is the portal's own. */
function movesTo(
  { parentUpstreamId }: JudgedSegment,
  present: PresentSegment | null,
  { ours }: State,
): string | null | undefined {
  if (parentUpstreamId === undefined) return undefined
  const parent = parentUpstreamId === null ? null : (ours.get(parentUpstreamId)?.id ?? undefined)
  // Undefined: it is not here yet, so nothing stands below it.
  if (parent === undefined) return parentUpstreamId
  return parent === (present?.parentId ?? null) ? undefined : parentUpstreamId
}

function codeOf(id: SegmentId | null, { byId }: State): string | null {
  return id === null ? null : (byId.get(id)?.code ?? null)
}

/** The code that the place has or will have. */
function placeName(upstreamId: string | null, { ours, told }: State): string | null {
  if (upstreamId === null) return null
  return told.get(upstreamId)?.judged?.code ?? ours.get(upstreamId)?.code ?? null
}

/** Why planned rows cannot be placed, by their index. */
function placeFaults(planned: readonly PlannedSync[], state: State): Map<number, string> {
  const there = new Set(state.ours.keys())
  for (const { write } of planned) if (write !== null) there.add(write.upstreamId)
  const faults = new Map<number, string>()
  for (const [index, { write }] of planned.entries()) {
    const place = write?.parentUpstreamId
    if (place == null) continue
    const parent = state.told.get(place)
    if (parent === undefined) {
      faults.set(index, 'It stands below something that the portal’s account cannot see there.')
    } else if (!there.has(place)) {
      faults.set(index, `It stands below ${parent.fed.label}, which is refused.`)
    }
  }
  return faults.size > 0 ? faults : circleFaults(planned, state)
}

/** A node of the tree as it would be: a record's id, or the upstream id of one to be made. */
type Node = string

function circleFaults(planned: readonly PlannedSync[], state: State): Map<number, string> {
  const adoptedBy = new Map(planned.map(({ write }) => [write?.upstreamId, write?.present?.id]))
  const nodeOf = (upstreamId: string): Node =>
    adoptedBy.get(upstreamId) ?? state.ours.get(upstreamId)?.id ?? `new ${upstreamId}`
  const above = new Map<Node, Node | null>(state.ground.present.map(({ id, parentId }) => [id, parentId]))
  const codes = new Map<Node, string>(state.ground.present.map(({ id, code }) => [id, code]))
  const moved = new Map<number, Node>()
  for (const [index, { write }] of planned.entries()) {
    if (write === null) continue
    const node = nodeOf(write.upstreamId)
    codes.set(node, write.code)
    if (write.parentUpstreamId === undefined) continue
    above.set(node, write.parentUpstreamId === null ? null : nodeOf(write.parentUpstreamId))
    moved.set(index, node)
  }
  const faults = new Map<number, string>()
  for (const [index, node] of moved) {
    const way = circleFrom(node, above)
    if (way === null) continue
    const names = [...way, node].map((one) => codes.get(one) ?? one).join(' → ')
    faults.set(index, `It would stand below itself: ${names}.`)
  }
  return faults
}

/** The way up from a node back to itself; null where it leads to the top, or into a circle of others. */
function circleFrom(node: Node, above: ReadonlyMap<Node, Node | null>): Node[] | null {
  const way: Node[] = [node]
  for (let at = above.get(node) ?? null; at !== null; at = above.get(at) ?? null) {
    if (at === node) return way
    if (way.includes(at)) return null
    way.push(at)
  }
  return null
}
