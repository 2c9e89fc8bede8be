import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { listReachable } from '@/lib/products/service/find-products'
import type { Notice } from './model'
import { listNotices } from './service'

/** A notice with what it speaks of as it is called today. */
export type ShownNotice = Notice & { title: string; href: string }

/**
 * The reader's notices, newest first. What they may no longer read, or what is gone, is left out, its words too.
 * `newest`: the time of the newest of all, left out ones among them, to mark them as read.
 */
export async function loadNotices(): Promise<{ ctx: PageCtx; notices: ShownNotice[]; newest: Date | null }> {
  const ctx = await pageCtx()
  const found = await listNotices(ctx)
  const ids = [
    ...new Set(found.filter(({ subject }) => subject.kind === 'product').map(({ subject }) => subject.id)),
  ]
  const mayRead = ids.length > 0 && canSome(ctx.actor, 'read:product')
  const rows = mayRead ? await listReachable(ctx, ids) : []
  const byId = new Map(rows.map((row) => [row.id as string, row]))
  const notices = found.flatMap((notice): ShownNotice[] => {
    const row = byId.get(notice.subject.id)
    if (row === undefined) return []
    return [{ ...notice, title: row.name, href: `/products/${encodeURIComponent(row.code)}` }]
  })
  return { ctx, notices, newest: found[0]?.at ?? null }
}
