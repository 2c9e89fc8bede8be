import type { Brand } from '@/lib/platform/brand'

export type AuditEventId = Brand<string, 'AuditEventId'>

export const OUTCOMES = ['done', 'refused', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What was acted on. `id` is opaque to people's eyes only where it has to be: a product's own id, a role's key. */
export type AuditSubject = { kind: string; id: string }

export type FieldChange = { before: unknown; after: unknown }
export type FieldChanges = Record<string, FieldChange>

/** A change that was made. Names, addresses and the like go to `personal`, never to `changes`: they can be erased there. */
export type ChangeEntry = {
  /** `product.updated` */
  action: string
  subject: AuditSubject
  changes?: FieldChanges
  /** Personal values by name, such as `email` or `email.before` and `email.after`. */
  personal?: Record<string, string>
}

export type RefusalEntry = { action: string; subject: AuditSubject; right?: string }
export type FailureEntry = { action: string; subject: AuditSubject; code: string }

/** A personal value beside its salted commitment. Value and salt are null once erased. */
export type PersonalValue = {
  field: string
  value: string | null
  salt: string | null
  commitment: string
}

/** An event as text, field by field, exactly as it is stored: what the hashes are worked out from. */
export type StoredEvent = {
  id: string
  /** Microseconds since 1970, in digits. */
  at: string
  actorKind: string
  actorId: string
  action: string
  subjectKind: string
  subjectId: string
  outcome: string
  requestId: string
  /** JSON text. */
  changes: string
  count: string
  personal: PersonalValue[]
  mac: string
}

/** A query for stored events that another domain keeps until they are recorded, each as `event` (jsonb). */
export type PreparedEvents = { text: string; values: readonly unknown[] }

/** An event as it is read. */
export type AuditEvent = {
  id: AuditEventId
  at: Date
  actor: { kind: string; id: string; name: string | null }
  action: string
  subject: AuditSubject
  outcome: Outcome
  requestId: string
  changes: FieldChanges
  /** Personal values by name; null where erased. */
  personal: Record<string, string | null>
  /** How many alike this row stands for. */
  count: number
  /** Its place in the sealed order; null until sealed. */
  position: bigint | null
}

/** What a subject is called today, and the word that its page's address takes. */
export type SubjectName = { name: string; key: string }

/** What the last verification found, as it is shown beside the list. */
export type LastVerification = { at: Date; position: bigint; faults: number }

/** How far the record is sealed and what waits for its seal. */
export type SealState = {
  position: bigint
  sealedAt: Date | null
  unsealed: number
  oldestUnsealedAt: Date | null
  verified: LastVerification | null
}

const PLACES: Record<string, (id: string, key: string | undefined) => string | null> = {
  product: (_id, key) => (key === undefined ? null : `/products/${encodeURIComponent(key)}`),
  user: (id) => `/admin/users/${encodeURIComponent(id)}`,
  role: (id) => `/admin/roles/${encodeURIComponent(id)}`,
  run: (id) => `/admin/workflows/${encodeURIComponent(id)}`,
  workflow: () => '/admin/workflows',
  query: (id) => `/analytics/${encodeURIComponent(id)}`,
  connection: () => '/admin/connections',
}

/** The page of a subject; null where it has none, or is gone. */
export function subjectHref({ kind, id }: AuditSubject, name: SubjectName | undefined): string | null {
  if (id === '*') return null
  return PLACES[kind]?.(id, name?.key) ?? null
}

/** What changed, field by field, personal values among the others; `null` on a side that has none. */
export type ChangeLine = { field: string; before: string | null; after: string | null; erased: boolean }

function toWords(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export function toChangeLines({ changes, personal }: Pick<AuditEvent, 'changes' | 'personal'>): ChangeLine[] {
  const lines = new Map<string, ChangeLine>()
  for (const [field, change] of Object.entries(changes)) {
    lines.set(field, { field, before: toWords(change.before), after: toWords(change.after), erased: false })
  }
  for (const [name, value] of Object.entries(personal)) {
    const before = name.endsWith('.before')
    const field = name.replace(/\.(before|after)$/, '')
    const line = lines.get(field) ?? { field, before: null, after: null, erased: false }
    lines.set(field, { ...line, [before ? 'before' : 'after']: value, erased: line.erased || value === null })
  }
  return [...lines.values()]
}

export const MAX_AUDIT_FILTER = 200

/** Only people have names in the audit record, and theirs can be erased; a workflow and a command line are who they are. */
export function actorWords({ kind, id, name }: AuditEvent['actor']): string {
  if (name !== null) return name
  if (kind === 'job') return 'A workflow'
  return kind === 'user' ? 'Somebody erased' : id
}
