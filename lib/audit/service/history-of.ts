import type { Ctx } from '@/lib/access/model'
import type { AuditEvent, AuditSubject } from '../model'
import { listEvents } from '../repository'

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
