import 'server-only'
import { currentViewer, type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { listReadable } from '@/lib/dashboards/service/list-dashboards'
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
  const rows = await reachable(ctx, idsOf(found, 'product'))
  const byId = new Map(rows.map((row) => [row.id as string, row]))
  const dashboards = await readableDashboards(ctx, idsOf(found, 'dashboard'))
  const notices = found.flatMap((notice): ShownNotice[] => {
    if (notice.subject.kind === 'link') return mayReadLinks(ctx) ? [{ ...notice, ...OWN_LINKS }] : []
    if (notice.subject.kind === 'dashboard') {
      const own = dashboards.get(notice.subject.id)
      return own === undefined ? [] : [{ ...notice, title: own.title, href: `/dashboards/${own.slug}` }]
    }
    const row = byId.get(notice.subject.id)
    if (row === undefined) return []
    return [{ ...notice, title: row.name, href: `/products/${encodeURIComponent(row.code)}` }]
  })
  return { ctx, notices, newest: found[0]?.at ?? null }
}

function idsOf(found: readonly Notice[], kind: string): string[] {
  return [...new Set(found.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id))]
}

async function readableDashboards(ctx: Ctx, ids: readonly string[]) {
  if (ids.length === 0 || !canSome(ctx.actor, 'read:dashboard')) return new Map()
  return new Map((await listReadable(ctx, ids)).map((one) => [one.id as string, one]))
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
  const ids = [...new Set(subjects)].filter((id) => id !== LINK_SUBJECT)
  const rows = await reachable(ctx, ids)
  const readable = new Set<string>(rows.map(({ id }) => id))
  const others = ids.filter((id) => !readable.has(id))
  for (const id of (await readableDashboards(ctx, others)).keys()) readable.add(id)
  if (mayReadLinks(ctx)) readable.add(LINK_SUBJECT)
  return { count: subjects.filter((id) => readable.has(id)).length, at: ctx.now().getTime() }
}
