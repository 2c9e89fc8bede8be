import 'server-only'
import { currentViewer, type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { logger } from '@/lib/platform/logger'
import type { ProductRow } from '@/lib/products/model'
import { listReachable } from '@/lib/products/service/find-products'
import { LINK_SUBJECT, type Notice, type Unread } from './model'
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
  const rows = await reachable(ctx, ids)
  const byId = new Map(rows.map((row) => [row.id as string, row]))
  const notices = found.flatMap((notice): ShownNotice[] => {
    if (notice.subject.kind === 'link') return mayReadLinks(ctx) ? [{ ...notice, ...OWN_LINKS }] : []
    const row = byId.get(notice.subject.id)
    if (row === undefined) return []
    return [{ ...notice, title: row.name, href: `/products/${encodeURIComponent(row.code)}` }]
  })
  return { ctx, notices, newest: found[0]?.at ?? null }
}

/** A notice of links names none of them: the page that it leads to shows those that its reader may read. */
const OWN_LINKS = { title: 'Links that do not work', href: '/links?mine=1' }

function mayReadLinks(ctx: Ctx): boolean {
  return canSome(ctx.actor, 'read:product')
}

async function reachable(ctx: Ctx, ids: readonly string[]): Promise<ProductRow[]> {
  return ids.length > 0 && canSome(ctx.actor, 'read:product') ? await listReachable(ctx, ids) : []
}

/**
 * How many notices the reader has not read, of those that they may read. Most readers have none, and the query for their
 * session has said so; for others one more is asked.
 */
export async function loadUnread(): Promise<Unread> {
  const ctx = await pageCtx()
  const subjects = (await currentViewer())?.unread ?? []
  try {
    return await countUnread(ctx, subjects)
  } catch (error) {
    // It stands round every page: none is taken away for want of it.
    logger.warn({ err: error, requestId: ctx.requestId }, 'unread notices could not be counted')
    return { count: 0, at: 0 }
  }
}

/** `subjects`: what each unread notice speaks of. */
export async function countUnread(ctx: Ctx, subjects: readonly string[]): Promise<Unread> {
  const rows = await reachable(
    ctx,
    [...new Set(subjects)].filter((id) => id !== LINK_SUBJECT),
  )
  const readable = new Set<string>(rows.map(({ id }) => id))
  if (mayReadLinks(ctx)) readable.add(LINK_SUBJECT)
  return { count: subjects.filter((id) => readable.has(id)).length, at: ctx.now().getTime() }
}
