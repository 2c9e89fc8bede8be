import type { Actor } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import { isLocked, isLockedWhole, type SyncedField } from '@/lib/synced/model'
import { attributeId, ownEntry, sortAttributes, toAttributeText } from './attributes'
import { attributeChanges, type DraftChanges } from './changes'
import type { AttributeDefinition, ProductAttribute, ProductId, ProductStatus } from './model'
import { storedAttributes } from './stored'

/** What a change of many products at once may do; what it does not name stays. */
export type BulkChange = {
  groupCode?: string | null
  status?: ProductStatus
  ownerId?: string | null
  addTags: readonly string[]
  removeTags: readonly string[]
  /** What the group needs that products are moved into: its required attributes, and values for those that lack them. */
  needed?: {
    definitions: readonly AttributeDefinition[]
    given: Readonly<Record<string, ProductAttribute['value']>>
  }
}

/** The fields of a product that such a change reaches. */
export type BulkFields = {
  groupCode: string | null
  status: ProductStatus
  ownerId: string | null
  tags: readonly string[]
  /** As the column holds them, so that they are put back exactly; only where the change adds to them. */
  attributes?: unknown
}

/** A product as it stands while it is held for the change. */
export type BulkRow = BulkFields & {
  id: ProductId
  version: number
  source: string
  syncedFields: readonly SyncedField[]
  updatedAt: Date
  attributes: unknown
}

/** What the person saw who asked: each row's version, or the moment of the list that all were chosen from. */
export type Seen = { version: number } | { at: Date }

export const BULK_OUTCOMES = {
  changed: 'changed',
  same: 'were so already',
  changedSince: 'were changed by somebody else since you saw them',
  notYours: 'are not yours to edit',
  outOfReach: 'would have left your reach',
  lacksNeeded: 'lack what the group needs, and stay in theirs',
  synced: 'hold there what comes from another system: change it there',
  tooManyTags: 'would have too many tags',
  undone: 'put back',
  kept: 'were changed again since, and stay as they are',
} as const
export type BulkOutcome = keyof typeof BULK_OUTCOMES

export const MAX_BULK = 10_000
const MAX_TAGS = 20

export type Decision =
  | { outcome: Exclude<BulkOutcome, 'changed' | 'lacksNeeded' | 'undone' | 'kept'> }
  /** Moved, it would be one that its own form refuses. */
  | { outcome: 'lacksNeeded'; lacks: readonly AttributeDefinition[] }
  | { outcome: 'changed'; after: BulkFields }

/** What becomes of a product: nobody's rights, nobody's later change and no sync is passed over. */
export function decide(actor: Actor, row: BulkRow, change: BulkChange, seen: Seen): Decision {
  if (!mayEdit(actor, row)) return { outcome: 'notYours' }
  if (isLockedWhole(row)) return { outcome: 'synced' }
  const unseen = 'version' in seen ? seen.version !== row.version : row.updatedAt > seen.at
  if (unseen) return { outcome: 'changedSince' }
  const lacked = lackedBy(row, change)
  const after = applied(row, change, lacked)
  if (isSame(row, after)) return { outcome: 'same' }
  if (touchesLocked(row, after)) return { outcome: 'synced' }
  if (after.tags.length > MAX_TAGS && after.tags.length > row.tags.length) return { outcome: 'tooManyTags' }
  if (!can(actor, 'edit:product', toSubject(after))) return { outcome: 'outOfReach' }
  const lacks = lacked.filter(({ key }) => ownEntry(change.needed?.given, key) === undefined)
  if (lacks.length > 0 && row.groupCode !== after.groupCode) return { outcome: 'lacksNeeded', lacks }
  return { outcome: 'changed', after }
}

/** True for a product that is the actor's to edit as it stands. */
export function mayEdit(actor: Actor, row: BulkRow): boolean {
  return can(actor, 'edit:product', toSubject(row))
}

/** True when a product may be put back to what it was before. */
export function mayUndo(actor: Actor, row: BulkRow, before: BulkFields, version: number): boolean {
  return (
    row.version === version &&
    !touchesLocked(row, before) &&
    mayEdit(actor, row) &&
    can(actor, 'edit:product', toSubject(before))
  )
}

/** It would change what comes from another system. */
function touchesLocked(row: BulkRow, after: BulkFields): boolean {
  const fields = Object.keys(bulkChanges(row, after, row.version)).filter((field) => field !== 'version')
  return fields.some((field) => isLocked(row, field))
}

function toSubject({ groupCode, tags, ownerId }: BulkFields) {
  return { productGroupCode: groupCode, tags, ownerId }
}

/** What the group needs that products are moved into, and this one has no value for. */
function lackedBy(row: BulkRow, { needed }: BulkChange): readonly AttributeDefinition[] {
  if (needed === undefined) return []
  return sortAttributes(storedAttributes(row.attributes), needed.definitions).asked.flatMap(
    ({ definition, value }) => (toAttributeText(value?.value).trim() === '' ? [definition] : []),
  )
}

function applied(row: BulkRow, change: BulkChange, lacked: readonly AttributeDefinition[]): BulkFields {
  const values = lacked.flatMap(({ key, label, type, unit }) => {
    const value = ownEntry(change.needed?.given, key)
    return value === undefined ? [] : [{ key, label, type, value, ...(unit === null ? {} : { unit }) }]
  })
  const removed = new Set(change.removeTags)
  const kept = row.tags.filter((tag) => !removed.has(tag))
  const added = change.addTags.filter((tag) => !removed.has(tag) && !kept.includes(tag))
  return {
    groupCode: change.groupCode === undefined ? row.groupCode : change.groupCode,
    status: change.status ?? row.status,
    ownerId: change.ownerId === undefined ? row.ownerId : change.ownerId,
    tags: [...kept, ...added],
    ...(values.length > 0 && { attributes: withValues(row.attributes, values) }),
  }
}

/** The column's entries as they are, and behind them the new ones in place of empty ones of the same kind. */
function withValues(stored: unknown, values: readonly ProductAttribute[]): unknown[] {
  const isReplaced = (entry: unknown) =>
    storedAttributes([entry]).some((old) => values.some((value) => attributeId(value) === attributeId(old)))
  return [...(Array.isArray(stored) ? stored.filter((entry) => !isReplaced(entry)) : []), ...values]
}

const FIELDS = ['groupCode', 'status', 'ownerId', 'tags'] as const

function isSame(one: BulkFields, after: BulkFields): boolean {
  return (
    after.attributes === undefined &&
    FIELDS.every((field) => JSON.stringify(one[field]) === JSON.stringify(after[field]))
  )
}

/** The fields that differ, and the version, as the audit record wants them. */
export function bulkChanges(before: BulkRow, after: BulkFields, version: number): DraftChanges {
  const changes: DraftChanges = {}
  for (const field of FIELDS) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      changes[field] = { before: before[field], after: after[field] }
  }
  if (after.attributes !== undefined)
    attributeChanges(storedAttributes(before.attributes), storedAttributes(after.attributes), changes)
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
