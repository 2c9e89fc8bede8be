import type { Ctx } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { namesOf } from '@/lib/access/service/list-names'
import type { AuditEvent } from '@/lib/audit/model'
import { historyOf } from '@/lib/audit/service/history-of'
import type { Segment } from '../model/segment'

/**
 * What was done to a segment that the caller has loaded in the reader's scope, newest first. Owners by name. Where it stood
 * shows only to those who may read every segment: others would learn codes out of their reach.
 */
export async function segmentHistory(ctx: Ctx, { id }: Pick<Segment, 'id'>): Promise<AuditEvent[]> {
  const events = await historyOf(ctx, { kind: 'segment', id })
  const ids = events.flatMap(({ changes }) => [changes.ownerId?.before, changes.ownerId?.after])
  const names = await namesOf([...new Set(ids.filter((one) => typeof one === 'string'))])
  const named = (one: unknown) => (typeof one === 'string' ? (names.get(one) ?? 'somebody who is gone') : one)
  const readsAll = scopeFor(ctx.actor, 'read:segment').reach === 'all'
  return events.map((event) => {
    const { parentCode, ownerId, ...changes } = event.changes
    return {
      ...event,
      changes: {
        ...changes,
        ...(parentCode !== undefined && readsAll && { parentCode }),
        ...(ownerId !== undefined && {
          ownerId: { before: named(ownerId.before), after: named(ownerId.after) },
        }),
      },
    }
  })
}
