import 'server-only'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { listReachable } from '@/lib/products/service/find-products'
import { type OwnThing, type PersonalRef, RECENT_LIMIT } from '../model'
import { listPins, listRecentViews } from '../service'

/**
 * The reader's pinned things and what they opened lately, the newest first. What they may no longer read, or what is
 * gone, is left out.
 */
export async function loadOwnThings(): Promise<{ pinned: OwnThing[]; recent: OwnThing[] }> {
  const ctx = await pageCtx()
  const [pins, views] = await Promise.all([listPins(ctx), listRecentViews(ctx)])
  const ids = [...pins, ...views].filter(({ kind }) => kind === 'product').map(({ key }) => key)
  const mayRead = ids.length > 0 && canSome(ctx.actor, 'read:product')
  const rows = mayRead ? await listReachable(ctx, [...new Set(ids)]) : []
  const byId = new Map(rows.map((row) => [row.id as string, row]))
  const toThings = (refs: readonly PersonalRef[]): OwnThing[] =>
    refs.flatMap(({ key, at }) => {
      const row = byId.get(key)
      if (row === undefined) return []
      return [{ href: `/products/${encodeURIComponent(row.code)}`, title: row.name, code: row.code, at }]
    })
  return { pinned: toThings(pins), recent: toThings(views).slice(0, RECENT_LIMIT) }
}
