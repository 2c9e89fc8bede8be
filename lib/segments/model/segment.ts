import type { UserId } from '@/lib/access/model'
import type { Brand } from '@/lib/platform/brand'
import { type SegmentParameter, valueText } from './parameter'

export type SegmentId = Brand<string, 'SegmentId'>

export const SEGMENT_STATUSES = ['active', 'archived'] as const
export type SegmentStatus = (typeof SEGMENT_STATUSES)[number]

export const SEGMENT_STATUS_LABELS: Record<SegmentStatus, string> = { active: 'Active', archived: 'Archived' }

export type SegmentRef = { id: SegmentId; code: string; name: string }

/** A process segment as its page shows it (ISA-95: a step of making, whatever the product). */
export type Segment = SegmentRef & {
  description: string
  status: SegmentStatus
  /** Null at the top, and where the reader may not see what it stands below. */
  parent: SegmentRef | null
  owner: { id: UserId; name: string } | null
  tags: readonly string[]
  /** In the order shown. */
  parameters: readonly SegmentParameter[]
  /** ISO 8601 */
  duration: string | null
  /** `portal`, or what feeds it. */
  source: string
  /** When what feeds it was last read with it in it. */
  asOf: Date | null
  /** What comes from there, and is not edited here: `name`, `parent`, `parameters.Temperature`. */
  syncedFields: readonly string[]
  /** Gone there, or no longer visible to the portal's account. */
  goneAt: Date | null
  isDemo: boolean
  /** Counts the changes; a change names the version that it started from. */
  version: number
  updatedAt: Date
}

/** A row of the tree. */
export type SegmentRow = SegmentRef & {
  parentId: SegmentId | null
  status: SegmentStatus
  tags: readonly string[]
  duration: string | null
  parameterCount: number
  /** Gone from where it comes from. */
  gone: boolean
  isDemo: boolean
}

export const MAX_SEGMENTS = 2_000

export const SEGMENT_LIMITS = { code: 64, name: 200, description: 5_000, tags: 2_000, duration: 64 } as const
export const MAX_SEGMENT_SEARCH = 200

/** What an edit changes, as values that compare. Its place in the tree is changed by a move. */
export type SegmentDraft = {
  name: string
  description: string
  tags: readonly string[]
  parameters: readonly SegmentParameter[]
  duration: string | null
}

export function toSegmentDraft(segment: Segment): SegmentDraft {
  const { name, description, tags, parameters, duration } = segment
  return { name, description, tags, parameters, duration }
}

/** A parameter in a line, for people and for the audit record: `Temperature: 68.5 Cel`. */
export function parameterLine(parameter: SegmentParameter): string {
  const value = parameter.value === '' ? 'no value' : valueText(parameter)
  const words = parameter.description === '' ? '' : ` (${parameter.description})`
  return `${parameter.id}: ${value}${words}`
}

export type Changes = Record<string, { before: unknown; after: unknown }>

const FIELD_WORDS: Record<string, string> = {
  parentCode: 'place',
  ownerId: 'owner',
  gone: 'gone from where it comes from',
}

/** `name, place`: the fields of a change in words. */
export function segmentFieldWords(fields: readonly string[]): string {
  return fields.map((field) => FIELD_WORDS[field] ?? field).join(', ')
}

/** The fields in which two drafts differ, as the audit record wants them. */
export function segmentChanges(before: SegmentDraft, after: SegmentDraft): Changes {
  const changes: Changes = {}
  for (const field of ['name', 'description', 'tags', 'duration'] as const) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) {
      changes[field] = { before: before[field], after: after[field] }
    }
  }
  if (!sameParameters(before.parameters, after.parameters)) {
    changes.parameters = { before: before.parameters.map(recorded), after: after.parameters.map(recorded) }
  }
  return changes
}

function sameParameters(one: readonly SegmentParameter[], other: readonly SegmentParameter[]): boolean {
  return JSON.stringify(one.map(ordered)) === JSON.stringify(other.map(ordered))
}

/** In one order of keys, since JSON that was stored comes back in another. */
function ordered({ id, description, value, valueType, unit }: SegmentParameter): unknown[] {
  return [id, description, value, valueType, unit]
}

/** The line and the kind: nothing of a parameter changes without the record showing it. */
function recorded(parameter: SegmentParameter): string {
  return `${parameterLine(parameter)} [${parameter.valueType}]`
}
