import {
  type FedRecord,
  type Feed,
  isLocked,
  type Lock,
  lockedWords,
  type SyncedField,
} from '@/lib/synced/model'
import { parameterKey, type SegmentParameter } from './parameter'
import { parameterLine, type SegmentDraft } from './segment'

const PARAMETER = 'parameters.'

export function parameterField(id: string): SyncedField {
  return `${PARAMETER}${id}`
}

const WORDS: Record<string, string> = { parent: 'place', duration: 'duration', code: 'code' }

/** `The name comes from Fibery: change it there.` */
export function lockWords(lock: Lock, field: SyncedField): string {
  const name = field.startsWith(PARAMETER)
    ? `parameter “${field.slice(PARAMETER.length)}”`
    : (WORDS[field] ?? field)
  return lockedWords(lock, name)
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
export type FedSegment = FedRecord & {
  /** Undefined: the mapping does not name it, and it is the portal's own. */
  description?: string | undefined
  duration?: string | undefined
  /** Null: at the top. */
  parentUpstreamId?: string | null | undefined
  /** Only those that have a value. */
  parameters: readonly SegmentParameter[]
}

export type SegmentFeed = Feed<FedSegment>

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
