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
