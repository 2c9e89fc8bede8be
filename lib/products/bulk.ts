import type { Actor } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import type { ProductId, ProductStatus } from './model'

/** What a change of many products at once may do; what it does not name stays. */
export type BulkChange = {
  groupCode?: string | null
  status?: ProductStatus
  ownerId?: string | null
  addTags: readonly string[]
  removeTags: readonly string[]
}

/** The fields of a product that such a change reaches. */
export type BulkFields = {
  groupCode: string | null
  status: ProductStatus
  ownerId: string | null
  tags: readonly string[]
}

/** A product as it stands while it is held for the change. */
export type BulkRow = BulkFields & {
  id: ProductId
  version: number
  source: string
  updatedAt: Date
}

/** What the person saw who asked: each row's version, or the moment of the list that all were chosen from. */
export type Seen = { version: number } | { at: Date }

export const BULK_OUTCOMES = {
  changed: 'changed',
  same: 'were so already',
  changedSince: 'were changed by somebody else since you saw them',
  notYours: 'are not yours to edit',
  outOfReach: 'would have left your reach',
  synced: 'are kept by a sync',
  tooManyTags: 'would have too many tags',
  undone: 'put back',
  kept: 'were changed again since, and stay as they are',
} as const
export type BulkOutcome = keyof typeof BULK_OUTCOMES

export const MAX_BULK = 10_000
const MAX_TAGS = 20

type Decision =
  | { outcome: Exclude<BulkOutcome, 'changed' | 'undone' | 'kept'> }
  | { outcome: 'changed'; after: BulkFields }

/** What becomes of a product: nobody's rights, nobody's later change and no sync is passed over. */
export function decide(actor: Actor, row: BulkRow, change: BulkChange, seen: Seen): Decision {
  if (!can(actor, 'edit:product', toSubject(row))) return { outcome: 'notYours' }
  if (row.source !== 'portal') return { outcome: 'synced' }
  const unseen = 'version' in seen ? seen.version !== row.version : row.updatedAt > seen.at
  if (unseen) return { outcome: 'changedSince' }
  const after = applied(row, change)
  if (isSame(row, after)) return { outcome: 'same' }
  if (after.tags.length > MAX_TAGS && after.tags.length > row.tags.length) return { outcome: 'tooManyTags' }
  if (!can(actor, 'edit:product', toSubject(after))) return { outcome: 'outOfReach' }
  return { outcome: 'changed', after }
}

/** True when a product may be put back to what it was before. */
export function mayUndo(actor: Actor, row: BulkRow, before: BulkFields, version: number): boolean {
  return (
    row.version === version &&
    row.source === 'portal' &&
    can(actor, 'edit:product', toSubject(row)) &&
    can(actor, 'edit:product', toSubject(before))
  )
}

function toSubject({ groupCode, tags, ownerId }: BulkFields) {
  return { productGroupCode: groupCode, tags, ownerId }
}

function applied(row: BulkFields, change: BulkChange): BulkFields {
  const removed = new Set(change.removeTags)
  const kept = row.tags.filter((tag) => !removed.has(tag))
  const added = change.addTags.filter((tag) => !removed.has(tag) && !kept.includes(tag))
  return {
    groupCode: change.groupCode === undefined ? row.groupCode : change.groupCode,
    status: change.status ?? row.status,
    ownerId: change.ownerId === undefined ? row.ownerId : change.ownerId,
    tags: [...kept, ...added],
  }
}

const FIELDS = ['groupCode', 'status', 'ownerId', 'tags'] as const

function isSame(one: BulkFields, other: BulkFields): boolean {
  return FIELDS.every((field) => JSON.stringify(one[field]) === JSON.stringify(other[field]))
}

/** The fields that differ, and the version, as the audit record wants them. */
export function bulkChanges(
  before: BulkFields,
  after: BulkFields,
  version: number,
): Record<string, { before: unknown; after: unknown }> {
  const changes: Record<string, { before: unknown; after: unknown }> = {}
  for (const field of FIELDS) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      changes[field] = { before: before[field], after: after[field] }
  }
  changes.version = { before: version, after: version + 1 }
  return changes
}

/** What became of a change of many: how many of each outcome, and those that were left, by name. */
export type BulkResult = {
  id: string
  chosen: number
  counts: Partial<Record<BulkOutcome, number>>
  left: readonly { code: string; name: string; outcome: BulkOutcome }[]
  undone: boolean
}
