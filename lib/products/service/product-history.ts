import type { Ctx } from '@/lib/access/model'
import { namesOf } from '@/lib/access/service/list-names'
import type { AuditEvent } from '@/lib/audit/model'
import { historyPageOf } from '@/lib/audit/service/history-of'
import type { Product } from '../model'
import { withoutOtherGroups } from '../policy'

/**
 * Who changed what in a product that the caller has loaded in the reader's scope, the latest first. Owners by name; groups
 * that the reader has no right to know of are not named.
 */
export async function productHistory(
  ctx: Ctx,
  product: Product,
  page: { after?: string; limit: number },
): Promise<{ events: AuditEvent[]; next: string | null }> {
  const { events, next } = await historyPageOf(ctx, { kind: 'product', id: product.id }, page)
  const ids = events.flatMap(({ changes }) => [changes.ownerId?.before, changes.ownerId?.after])
  const names = await namesOf([...new Set(ids.filter((id) => typeof id === 'string'))])
  const named = (id: unknown) => (typeof id === 'string' ? (names.get(id) ?? 'somebody who is gone') : id)
  const withOwners = events.map((event) => {
    const { ownerId } = event.changes
    if (ownerId === undefined) return event
    const owner = { before: named(ownerId.before), after: named(ownerId.after) }
    return { ...event, changes: { ...event.changes, ownerId: owner } }
  })
  return { events: withoutOtherGroups(ctx.actor, product, withOwners), next }
}
