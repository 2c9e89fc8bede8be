import { toStorableText } from '@/lib/platform/storable'
import { type AuditKeys, canonicalEventMac, canonicalJson, commit, toStorableJson } from './canonical'
import { newEventId } from './event-id'
import type { AuditSubject, FieldChanges, Outcome, StoredEvent } from './model'

export type EventFacts = {
  actor: { kind: string; id: string; name: string }
  requestId: string
  at: Date
  action: string
  subject: AuditSubject
  outcome: Outcome
  changes: FieldChanges
  personal: Record<string, string>
  count: number
}

/** Kinds of actor that are people, or stand for one: their name is a personal value. */
const PERSONS = new Set(['user', 'key'])

/** An event as it will be stored, with its own id, its personal values committed to and its keyed hash. */
export function toStoredEvent(keys: AuditKeys, facts: EventFacts): StoredEvent {
  const { actor, subject } = facts
  const named = PERSONS.has(actor.kind) && actor.name !== '' ? { 'actor.name': actor.name } : {}
  const personal = Object.entries({ ...facts.personal, ...named }).map(([field, value]) =>
    commit(toStorableText(field), toStorableText(value)),
  )
  const event = {
    id: newEventId(),
    at: `${facts.at.getTime()}000`,
    actorKind: actor.kind,
    actorId: toStorableText(actor.id),
    action: toStorableText(facts.action),
    subjectKind: toStorableText(subject.kind),
    subjectId: toStorableText(subject.id),
    outcome: facts.outcome,
    requestId: toStorableText(facts.requestId),
    changes: canonicalJson(toStorableJson(facts.changes)),
    count: String(facts.count),
    personal,
  }
  return { ...event, mac: canonicalEventMac(keys, event) }
}
