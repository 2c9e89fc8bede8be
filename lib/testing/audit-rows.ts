import { db } from '@/lib/platform/db'

export type TestAuditRow = {
  action: string
  outcome: string
  actorId: string
  subjectId: string
  changes: unknown
}

/** What the audit record says of a subject, oldest first. */
export async function auditOf(subjectId: string, action?: string): Promise<TestAuditRow[]> {
  return await db().auditEvent.findMany({
    where: { subjectId, ...(action === undefined ? {} : { action }) },
    select: { action: true, outcome: true, actorId: true, subjectId: true, changes: true },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  })
}
