/** `name`, `parameters.Temperature`, `attributes.weight`: a field that comes from another system. */
export type SyncedField = string

/** What keeps a record from being edited: where it comes from, and which of its fields. */
export type Lock = { source: string; syncedFields: readonly SyncedField[] }

/** `fibery/process-segments` as people call it, within a sentence. */
export function sourceName(source: string): string {
  if (source === 'portal') return 'the portal'
  if (source.startsWith('warehouse/')) return 'the warehouse'
  return source.startsWith('fibery/') ? 'Fibery' : source
}

/** The same where a line begins. */
export function sourceTitle(source: string): string {
  const name = sourceName(source)
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
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

/** `The name comes from Fibery: change it there.` */
export function lockedWords({ source }: Pick<Lock, 'source'>, name: string): string {
  return `The ${name} comes from ${sourceName(source)}: change it there.`
}

/** `Comes from Fibery: change it there.`: beside a control that only shows it. */
export function lockHint({ source }: Pick<Lock, 'source'>): string {
  return `Comes from ${sourceName(source)}: change it there.`
}

/** The fields that differ, as the audit record wants them. */
export type Changes = Record<string, { before: unknown; after: unknown }>

/** A record as the other system tells it, not judged yet. */
export type FedRecord = {
  upstreamId: string
  /** How people find it there: `“Mashing” (no. 3)` */
  label: string
  code: string
  name: string
  /** What could not be read. */
  faults: readonly string[]
}

/** All that a system tells at one time. */
export type Feed<F extends FedRecord = FedRecord> = {
  source: string
  fields: readonly SyncedField[]
  /** What new records are tagged with; from then on their tags are the portal's own. */
  tags: readonly string[]
  isDemo: boolean
  asOf: Date
  rows: readonly F[]
}

/** What every record of one feed has in common. */
export type Origin = { source: string; syncedFields: readonly SyncedField[]; asOf: Date }

export function originOf({ source, fields, asOf }: Feed): Origin {
  return { source, syncedFields: fields, asOf }
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

/** A record with its origin, as a reader sees it. */
export type Sourced = Lock & { asOf: Date | null; goneAt: Date | null }

/** `Fibery, as of …: name, parent`: where it comes from, how old that is, and what of it; null for the portal's own. */
export function originWords({ source, asOf, goneAt, syncedFields }: Sourced): string | null {
  if (source === 'portal') return null
  const age =
    goneAt === null ? `as of ${asOf?.toISOString() ?? 'never'}` : `gone since ${goneAt.toISOString()}`
  return `${sourceTitle(source)}, ${age}: ${syncedFields.join(', ') || 'all of it'}`
}
