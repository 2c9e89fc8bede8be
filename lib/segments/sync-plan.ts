import { type Changes, type SegmentDraft, type SegmentId, segmentChanges } from './model/segment'
import {
  type FedSegment,
  mergeParameters,
  parameterField,
  type SyncEntry,
  type SyncedField,
  sourceName,
} from './model/synced'

/** A segment that is there, as a sync looks at it. */
export type PresentSegment = SegmentDraft & {
  id: SegmentId
  code: string
  version: number
  source: string
  upstreamId: string | null
  syncedFields: readonly SyncedField[]
  goneAt: Date | null
  parentId: SegmentId | null
}

/** A row that was found good: texts as the portal keeps them. */
export type JudgedSegment = Omit<FedSegment, 'duration' | 'faults'> & { duration?: string | null | undefined }

export type SyncWrite = {
  code: string
  present: PresentSegment | null
  upstreamId: string
  draft: SegmentDraft
  /** Where it goes: the upstream id of what it stands below, null for the top. Undefined: it stays. */
  parentUpstreamId: string | null | undefined
  changes: Changes
}

export type PlannedSync = {
  entry: SyncEntry
  write: SyncWrite | null
  /** Seen upstream and as it is here: only its age changes. */
  seen: SegmentId | null
  gone: PresentSegment | null
}

export type SyncGround = {
  source: string
  fields: readonly SyncedField[]
  tags: readonly string[]
  /** Every segment there is. */
  present: readonly PresentSegment[]
}

/** A row as it was told, what was found good of it, or all that is wrong with it. */
export type JudgedRow = { fed: FedSegment; judged: JudgedSegment | null; faults: readonly string[] }

/**
 * What a sync does with each record, and why. A code that is somebody else's is told and nothing is overwritten; what
 * stands below a refused row that is not there yet is refused with it, and so are all rows of a circle; what is no longer
 * told is marked as gone.
 */
export function planSync(rows: readonly JudgedRow[], ground: SyncGround): PlannedSync[] {
  const state = toState(rows, ground)
  let planned = rows.map((row) => planRow(row, state))
  // Each round refuses at least one more, or ends.
  for (;;) {
    const reasons = placeFaults(planned, state)
    if (reasons.size === 0) break
    planned = planned.map((one, index) => {
      const [reason, row] = [reasons.get(index), rows[index]]
      return reason === undefined || row === undefined ? one : refuse(row.fed, one.entry.code, [reason])
    })
  }
  const written = new Set(planned.map(({ write }) => write?.present?.id))
  const gone = [...state.ours].flatMap(([upstreamId, segment]) =>
    state.told.has(upstreamId) || written.has(segment.id) || segment.goneAt !== null ? [] : [toGone(segment)],
  )
  return [...planned, ...gone]
}

type State = {
  ground: SyncGround
  /** Those of this source, by upstream id. */
  ours: ReadonlyMap<string, PresentSegment>
  byCode: ReadonlyMap<string, PresentSegment>
  byId: ReadonlyMap<SegmentId, PresentSegment>
  /** All rows by upstream id, the refused ones too. */
  told: ReadonlyMap<string, JudgedRow>
  /** How often each code is told. */
  codes: ReadonlyMap<string, readonly FedSegment[]>
}

function toState(rows: readonly JudgedRow[], ground: SyncGround): State {
  const codes = new Map<string, FedSegment[]>()
  for (const { fed, judged } of rows) {
    if (judged === null) continue
    const key = judged.code.toLowerCase()
    codes.set(key, [...(codes.get(key) ?? []), fed])
  }
  const { present, source } = ground
  const ours = present.filter((segment) => segment.source === source && segment.upstreamId !== null)
  return {
    ground,
    ours: new Map(ours.map((segment) => [segment.upstreamId ?? '', segment])),
    byCode: new Map(present.map((segment) => [segment.code.toLowerCase(), segment])),
    byId: new Map(present.map((segment) => [segment.id, segment])),
    told: new Map(rows.map((row) => [row.fed.upstreamId, row])),
    codes,
  }
}

function refuse(fed: FedSegment, code: string, reasons: readonly string[]): PlannedSync {
  const entry: SyncEntry = { label: fed.label, code, outcome: 'refuse', reasons, changes: {} }
  return { entry, write: null, seen: null, gone: null }
}

function planRow({ fed, judged, faults }: JudgedRow, state: State): PlannedSync {
  if (judged === null) return refuse(fed, fed.code, faults)
  const key = judged.code.toLowerCase()
  const twins = (state.codes.get(key) ?? []).filter(({ upstreamId }) => upstreamId !== fed.upstreamId)
  if (twins.length > 0) {
    const others = twins.map(({ label }) => label).join(', ')
    return refuse(fed, judged.code, [`Its code is that of ${others} too: give each a code of its own.`])
  }
  const holder = state.byCode.get(key) ?? null
  const known = state.ours.get(fed.upstreamId) ?? null
  const present = known ?? adopted(holder, state)
  if (holder !== null && holder.id !== present?.id)
    return refuse(fed, judged.code, [takenWords(holder, state)])
  return toPlanned(judged, present, state)
}

/** Made anew upstream under the same code: the record here goes on. */
function adopted(holder: PresentSegment | null, { ground, told }: State): PresentSegment | null {
  if (holder === null || holder.source !== ground.source || holder.upstreamId === null) return null
  return told.has(holder.upstreamId) ? null : holder
}

function takenWords({ code, source }: PresentSegment, { ground }: State): string {
  if (source === ground.source)
    return `The code ${code} is still that of another record that comes from here.`
  const whose =
    source === 'portal' ? 'a segment kept in the portal' : `a segment that comes from ${sourceName(source)}`
  return `The code ${code} is that of ${whose}, which is not written over: rename one of the two.`
}

const NOTHING: SegmentDraft = { name: '', description: '', tags: [], parameters: [], duration: null }

function toPlanned(judged: JudgedSegment, present: PresentSegment | null, state: State): PlannedSync {
  const { ground } = state
  const draft = draftOf(judged, present, ground)
  const changes: Changes = segmentChanges(present ?? NOTHING, draft)
  const { code, label, upstreamId } = judged
  if (code !== present?.code) changes.code = { before: present?.code ?? null, after: code }
  const parentUpstreamId = movesTo(judged, present, state)
  if (parentUpstreamId !== undefined) {
    changes.parentCode = {
      before: codeOf(present?.parentId ?? null, state),
      after: placeName(parentUpstreamId, state),
    }
  }
  if (present !== null && present.goneAt !== null) {
    changes.gone = { before: present.goneAt.toISOString(), after: null }
  }
  const isSame = present !== null && Object.keys(changes).length === 0
  // The link to its origin is no change that anybody reads of; it is written all the same.
  const relinked = present !== null && (present.upstreamId !== upstreamId || !sameFields(present, ground))
  const outcome = present === null ? 'add' : isSame ? 'same' : 'change'
  const write = { code, present, upstreamId, draft, parentUpstreamId, changes }
  return {
    entry: { label, code, outcome, reasons: [], changes },
    write: isSame && !relinked ? null : write,
    seen: isSame && !relinked ? present.id : null,
    gone: null,
  }
}

function sameFields({ syncedFields }: PresentSegment, { fields }: SyncGround): boolean {
  return JSON.stringify(syncedFields) === JSON.stringify(fields)
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

function toGone(present: PresentSegment): PlannedSync {
  const { code, name } = present
  const reasons = [
    'It is no longer told: gone, or no longer visible to the portal’s account. It stays here, marked so.',
  ]
  return {
    entry: { label: `“${name}”`, code, outcome: 'gone', reasons, changes: {} },
    write: null,
    seen: null,
    gone: present,
  }
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
