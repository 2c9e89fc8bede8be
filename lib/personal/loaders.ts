import 'server-only'
import { cookies } from 'next/headers'
import { pageCtx } from '@/lib/access/loaders'
import type { Right, Theme } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { listReachable } from '@/lib/products/service'
import { NAV_COOKIE, type PersonalRef, RECENT_LIMIT } from './model'
import { listPins, listRecentViews } from './service'

/** Who reads, for the shell: how it looks to them, and what it may offer. */
export async function loadShell(): Promise<{
  reader: { name: string; email: string | null; theme: Theme; roles: string[] }
  navWidth: 'wide' | 'narrow'
  holds: (right: Right) => boolean
}> {
  const ctx = await pageCtx()
  const { name, email, theme } = ctx.user
  return {
    reader: { name, email, theme, roles: ctx.roles },
    navWidth: (await cookies()).get(NAV_COOKIE)?.value === 'narrow' ? 'narrow' : 'wide',
    holds: (right) => canSome(ctx.actor, right),
  }
}

/** A thing of the reader's own, as it is called today. */
export type OwnThing = { href: string; title: string; code: string; at: Date }

/**
 * The reader's pinned things and what they opened lately, the newest first. What they may no longer read, or what is
 * gone, is left out.
 */
export async function loadOwnThings(): Promise<{ now: Date; pinned: OwnThing[]; recent: OwnThing[] }> {
  const ctx = await pageCtx()
  const [pins, views] = await Promise.all([listPins(ctx), listRecentViews(ctx)])
  const ids = [...pins, ...views].filter(({ kind }) => kind === 'product').map(({ key }) => key)
  const rows =
    ids.length > 0 && canSome(ctx.actor, 'read:product') ? await listReachable(ctx, [...new Set(ids)]) : []
  const byId = new Map(rows.map((row) => [row.id as string, row]))
  const toThings = (refs: readonly PersonalRef[]): OwnThing[] =>
    refs.flatMap(({ key, at }) => {
      const row = byId.get(key)
      if (row === undefined) return []
      return [{ href: `/products/${encodeURIComponent(row.code)}`, title: row.name, code: row.code, at }]
    })
  const pinned = toThings(pins)
  const seen = new Set(pinned.map(({ href }) => href))
  const recent = toThings(views).filter(({ href }) => !seen.has(href))
  return { now: ctx.now(), pinned, recent: recent.slice(0, RECENT_LIMIT) }
}
