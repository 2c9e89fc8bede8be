import type { AuditEvent } from './model'

const COLUMNS = [
  'at',
  'outcome',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'subject_kind',
  'subject_id',
  'count',
  'request_id',
  'position',
  'event_id',
  'changes',
  'personal',
] as const

/**
 * A cell that a spreadsheet takes for text: what it would run as a formula gets an apostrophe before it, and what would
 * break the line is quoted (RFC 4180).
 */
export function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

function cells(event: AuditEvent): Record<(typeof COLUMNS)[number], string> {
  return {
    at: event.at.toISOString(),
    outcome: event.outcome,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    actor_name: event.actor.name ?? '',
    action: event.action,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    count: String(event.count),
    request_id: event.requestId,
    position: event.position === null ? '' : String(event.position),
    event_id: event.id,
    changes: JSON.stringify(event.changes),
    personal: JSON.stringify(event.personal),
  }
}

export function csvHeader(): string {
  return `${COLUMNS.join(',')}\r\n`
}

export function toCsvLine(event: AuditEvent): string {
  const row = cells(event)
  return `${COLUMNS.map((column) => csvCell(row[column])).join(',')}\r\n`
}

/** An event as data, for JSON: the shape of the export and of `pergola audit list --json`. */
export function toPlainEvent(event: AuditEvent) {
  const { id, at, actor, action, subject, outcome, requestId, changes, personal, count, position } = event
  return {
    id,
    at: at.toISOString(),
    actor,
    action,
    subject,
    outcome,
    count,
    requestId,
    position: position === null ? null : String(position),
    changes,
    personal,
  }
}

export function toJsonLine(event: AuditEvent): string {
  return JSON.stringify(toPlainEvent(event))
}
