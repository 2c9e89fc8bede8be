import type { Ctx } from '@/lib/access/model'
import type { AuditEvent, AuditSubject } from '../model'
import { listEvents } from '../repository'
import { parseAuditPage } from '../schema'

const DEFAULT_LIMIT = 20

/**
 * What was done to one subject, newest first: for its history card. The caller has asked whether the reader may see the
 * subject; nothing is asked here, and refusals and failures are left out (they are for readers of the audit record).
 */
export async function historyOf(
  _ctx: Ctx,
  subject: AuditSubject,
  limit = DEFAULT_LIMIT,
): Promise<AuditEvent[]> {
  return await listEvents({ kind: subject.kind, id: subject.id, outcome: 'done' }, { limit })
}

/** A page of the same, to read it all: `after` is the `next` of the page before; something else begins at the beginning. */
export async function historyPageOf(
  _ctx: Ctx,
  subject: AuditSubject,
  { after, limit = DEFAULT_LIMIT }: { after?: string; limit?: number },
): Promise<{ events: AuditEvent[]; next: string | null }> {
  const place = parseAuditPage({ after })
  const found = await listEvents(
    { kind: subject.kind, id: subject.id, outcome: 'done' },
    { after: place.after, limit: limit + 1 },
  )
  const events = found.slice(0, limit)
  return { events, next: found.length > limit ? (events.at(-1)?.cursor ?? null) : null }
}
