import { parameterKey, type SegmentParameter } from './parameter'
import { type Changes, parameterLine, type SegmentDraft } from './segment'

/** `name`, `parent`, `parameters.Temperature`: a field that comes from another system. */
export type SyncedField = string

const PARAMETER = 'parameters.'

export function parameterField(id: string): SyncedField {
  return `${PARAMETER}${id}`
}

/** What keeps a record from being edited: where it comes from, and which of its fields. */
export type Lock = { source: string; syncedFields: readonly SyncedField[] }

/** `fibery/process-segments` as people call it. */
export function sourceName(source: string): string {
  if (source === 'portal') return 'the portal'
  return source.startsWith('fibery/') ? 'Fibery' : source
}

/** Fed by another system without a word on which fields: all of them are its own. */
export function isLockedWhole({ source, syncedFields }: Lock): boolean {
  return source !== 'portal' && syncedFields.length === 0
}

/** True when the field is edited where the record comes from, and not in the portal. */
export function isLocked(lock: Lock, field: SyncedField): boolean {
  if (lock.source === 'portal') return false
  const key = field.toLowerCase()
  return isLockedWhole(lock) || lock.syncedFields.some((synced) => synced.toLowerCase() === key)
}

const WORDS: Record<string, string> = { parent: 'place', duration: 'duration', code: 'code' }

/** `The name comes from Fibery: change it there.` */
export function lockWords({ source }: Lock, field: SyncedField): string {
  const name = field.startsWith(PARAMETER)
    ? `parameter “${field.slice(PARAMETER.length)}”`
    : (WORDS[field] ?? field)
  return `The ${name} comes from ${sourceName(source)}: change it there.`
}

/** What of a change falls on fields that another system owns: words by field, none when the change is the portal's to make. */
export function lockFaults(
  lock: Lock,
  before: SegmentDraft,
  after: SegmentDraft,
): { field: SyncedField; words: string }[] {
  const plain = (['name', 'description', 'duration'] as const).filter(
    (field) => before[field] !== after[field],
  )
  const touched = [...plain, ...changedParameters(before.parameters, after.parameters)]
  return touched
    .filter((field) => isLocked(lock, field))
    .map((field) => ({ field, words: lockWords(lock, field) }))
}

function changedParameters(
  before: readonly SegmentParameter[],
  after: readonly SegmentParameter[],
): SyncedField[] {
  const [one, other] = [linesOf(before), linesOf(after)]
  const names = new Map([...before, ...after].map(({ id }) => [parameterKey(id), id]))
  return [...names].flatMap(([key, id]) => (one.get(key) === other.get(key) ? [] : [parameterField(id)]))
}

function linesOf(parameters: readonly SegmentParameter[]): Map<string, string> {
  return new Map(
    parameters.map((parameter) => [
      parameterKey(parameter.id),
      `${parameterLine(parameter)} [${parameter.valueType}]`,
    ]),
  )
}

/** A segment as the other system tells it, not judged yet. */
export type FedSegment = {
  upstreamId: string
  /** How people find it there: `“Mashing” (no. 3)` */
  label: string
  code: string
  name: string
  /** Undefined: the mapping does not name it, and it is the portal's own. */
  description?: string | undefined
  duration?: string | undefined
  /** Null: at the top. */
  parentUpstreamId?: string | null | undefined
  /** Only those that have a value. */
  parameters: readonly SegmentParameter[]
  /** What could not be read. */
  faults: readonly string[]
}

/** All that a system tells at one time. */
export type SegmentFeed = {
  source: string
  fields: readonly SyncedField[]
  /** What new segments are tagged with; from then on their tags are the portal's own. */
  tags: readonly string[]
  isDemo: boolean
  asOf: Date
  rows: readonly FedSegment[]
}

export type SyncOutcome = 'add' | 'change' | 'same' | 'refuse' | 'gone'

export const SYNC_OUTCOME_LABELS: Record<SyncOutcome, string> = {
  add: 'Added',
  change: 'Changed',
  same: 'Unchanged',
  refuse: 'Refused',
  gone: 'Gone',
}

/** What a sync does with one record, and why. */
export type SyncEntry = {
  label: string
  code: string
  outcome: SyncOutcome
  reasons: readonly string[]
  changes: Changes
}

export type SyncPlan = { entries: readonly SyncEntry[]; counts: Record<SyncOutcome, number> }

export function toSyncPlan(entries: readonly SyncEntry[]): SyncPlan {
  const counts: Record<SyncOutcome, number> = { add: 0, change: 0, same: 0, refuse: 0, gone: 0 }
  for (const { outcome } of entries) counts[outcome] += 1
  return { entries, counts }
}

/** What has become of it: the portal's parameters stay where they are, the system's take their places or stand behind. */
export function mergeParameters(
  present: readonly SegmentParameter[],
  fed: readonly SegmentParameter[],
  isOurs: (id: string) => boolean,
): SegmentParameter[] {
  const left = new Map(fed.map((parameter) => [parameterKey(parameter.id), parameter]))
  const kept = present.flatMap((parameter) => {
    const key = parameterKey(parameter.id)
    const told = left.get(key)
    left.delete(key)
    if (told !== undefined) return [told]
    return isOurs(parameter.id) ? [parameter] : []
  })
  return [...kept, ...left.values()]
}
