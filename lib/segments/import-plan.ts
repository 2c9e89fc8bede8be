import { isLocked, isLockedWhole, sourceName } from '@/lib/synced/model'
import type { ExchangedSegment, PlanEntry, Read } from './model/exchange'
import type { Changes, SegmentDraft, SegmentId, SegmentStatus } from './model/segment'
import { segmentChanges } from './model/segment'
import { lockFaults, lockWords } from './model/synced'

/** A segment that is there already, as the one who imports stands to it. */
export type KnownSegment = SegmentDraft & {
  id: SegmentId
  code: string
  version: number
  status: SegmentStatus
  source: string
  syncedFields: readonly string[]
  mayRead: boolean
  mayEdit: boolean
  ownerId: string | null
  /** The code that it stands below, where the one who imports may see that; null at the top. */
  parentCode: string | null
  /** The code that it stands below and they may not see: for the record alone. */
  hiddenParentCode: string | null
}

/** What the plan is judged by. Codes are keys in lower case. */
export type Ground = {
  known: ReadonlyMap<string, KnownSegment>
  /** What every segment of the tree stands below, those out of reach too: keys, null at the top. */
  parents: ReadonlyMap<string, string | null>
  /** True when the one who imports would still reach a segment of theirs with these tags and this owner. */
  maySaveAs: (tags: readonly string[], known: KnownSegment | null) => boolean
}

export type SegmentWritePlan = {
  code: string
  known: KnownSegment | null
  draft: SegmentDraft
  status: SegmentStatus
  /** Undefined: it stays where it stands. */
  parentKey: string | null | undefined
  /** As the audit record tells them. */
  changes: Changes
}

export type PlannedSegment = { entry: PlanEntry; write: SegmentWritePlan | null }

const NOTHING: SegmentDraft = { name: '', description: '', tags: [], parameters: [], duration: null }

/**
 * What an import would do with each segment, and why: added, changed, left as it is, or skipped. What is skipped takes
 * along what was to stand below it and is not there yet; a move that would close a circle is skipped.
 */
export function planSegments(read: readonly Read<ExchangedSegment>[], ground: Ground): PlannedSegment[] {
  const taken = new Set<string>()
  let planned = read.map((one): PlannedSegment => {
    const key = one.code.toLowerCase()
    const twice = taken.has(key)
    taken.add(key)
    return twice ? skip(one, 'The file has this code twice: the first counts.') : planOne(one, ground)
  })
  // Each round skips at least one more, or ends.
  for (;;) {
    const reasons = placeFaults(planned, ground)
    if (reasons.size === 0) return planned
    planned = planned.map((one, index) => {
      const reason = reasons.get(index)
      const source = read[index]
      return reason === undefined || source === undefined ? one : skip(source, reason)
    })
  }
}

function skip({ code, notes }: Read<ExchangedSegment>, ...reasons: string[]): PlannedSegment {
  return {
    entry: { kind: 'segment', code, outcome: 'skip', reasons: [...reasons, ...notes], changes: {} },
    write: null,
  }
}

function planOne(read: Read<ExchangedSegment>, ground: Ground): PlannedSegment {
  const { value } = read
  if (value === null) return skip(read, ...read.faults)
  const known = ground.known.get(read.code.toLowerCase()) ?? null
  if (known !== null && !known.mayRead) return skip(read, 'Its code is taken by a segment out of your reach.')
  if (known !== null && !known.mayEdit) return skip(read, 'You may read this segment, and not change it.')
  if (known !== null && isLockedWhole(known))
    return skip(read, `It comes from ${sourceName(known.source)}: change it there.`)
  const draft = toDraft(value, known)
  const locked = known === null ? [] : lockFaults(known, known, draft)
  if (locked.length > 0) return skip(read, ...locked.map(({ words }) => words))
  if (!ground.maySaveAs(draft.tags, known)) return skip(read, 'Its tags would put it out of your reach.')
  return toPlanned(read, { value, known, draft, ground })
}

/** What the file leaves out stays as it is. */
function toDraft(value: ExchangedSegment, known: KnownSegment | null): SegmentDraft {
  return {
    name: value.name,
    description: value.description ?? known?.description ?? '',
    tags: value.tags ?? known?.tags ?? [],
    parameters: value.parameters,
    duration: value.duration === undefined ? (known?.duration ?? null) : value.duration,
  }
}

function toPlanned(
  read: Read<ExchangedSegment>,
  {
    value,
    known,
    draft,
    ground,
  }: { value: ExchangedSegment; known: KnownSegment | null; draft: SegmentDraft; ground: Ground },
): PlannedSegment {
  const code = known?.code ?? read.code
  const status = value.status ?? known?.status ?? 'active'
  const changes: Changes = segmentChanges(known ?? NOTHING, draft)
  if (status !== (known?.status ?? 'active'))
    changes.status = { before: known?.status ?? null, after: status }
  const { parentCode } = value
  const present = ground.parents.get(code.toLowerCase()) ?? null
  const parentKey = parentCode == null ? parentCode : parentCode.toLowerCase()
  // Where it stands is nothing to those who may not see that: to name it is to name what is not there.
  const hiddenParentCode = known?.hiddenParentCode ?? null
  const moves = parentKey !== undefined && (parentKey !== present || hiddenParentCode !== null)
  if (moves && known !== null && isLocked(known, 'parent')) return skip(read, lockWords(known, 'parent'))
  if (moves) changes.parentCode = { before: known?.parentCode ?? null, after: parentCode }
  const outcome = known === null ? 'add' : Object.keys(changes).length > 0 ? 'change' : 'same'
  const recorded =
    moves && hiddenParentCode !== null
      ? { ...changes, parentCode: { before: hiddenParentCode, after: parentCode } }
      : changes
  const write = { code, known, draft, status, parentKey: moves ? parentKey : undefined, changes: recorded }
  return {
    entry: { kind: 'segment', code, outcome, reasons: read.notes, changes },
    write: outcome === 'same' ? null : write,
  }
}

/** Why planned writes cannot be placed, by their index. */
function placeFaults(planned: readonly PlannedSegment[], ground: Ground): Map<number, string> {
  const there = new Set([...ground.known].flatMap(([key, { mayRead }]) => (mayRead ? [key] : [])))
  for (const { write } of planned) if (write !== null) there.add(write.code.toLowerCase())
  const faults = new Map<number, string>()
  for (const [index, { write }] of planned.entries()) {
    if (write?.parentKey != null && !there.has(write.parentKey)) {
      faults.set(
        index,
        `What it is to stand below, ${write.changes.parentCode?.after}, is not there or is skipped.`,
      )
    }
  }
  return faults.size > 0 ? faults : circleFaults(planned, ground)
}

function circleFaults(planned: readonly PlannedSegment[], ground: Ground): Map<number, string> {
  const parents = new Map(ground.parents)
  for (const { write } of planned) {
    if (write?.parentKey !== undefined) parents.set(write.code.toLowerCase(), write.parentKey)
  }
  const faults = new Map<number, string>()
  for (const [index, { write }] of planned.entries()) {
    if (write?.parentKey == null) continue
    const key = write.code.toLowerCase()
    if (isBelowItself(key, parents)) faults.set(index, 'It would stand below itself.')
  }
  return faults
}

function isBelowItself(key: string, parents: ReadonlyMap<string, string | null>): boolean {
  const passed = new Set<string>()
  let at = parents.get(key) ?? null
  while (at !== null && !passed.has(at)) {
    if (at === key) return true
    passed.add(at)
    at = parents.get(at) ?? null
  }
  return false
}
