import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import type { SealState } from './model'
import { type AuditFilter, auditQuery, parseAuditFilter, parseAuditPage } from './schema'
import { AUDIT_PAGE_SIZE, type AuditPage, listAuditEvents, listAuditWords } from './service/list-events'
import { sealStateOf } from './service/verify-audit'

export type AuditView = AuditPage & {
  filter: AuditFilter
  ignored: string[]
  /** The number of the first event shown. */
  first: number
  newerHref: string | null
  olderHref: string | null
  words: { actions: string[]; kinds: string[] }
  seal: SealState
  mayExport: boolean
}

/** The page of the audit record: the gate first, then everything that it shows. */
export async function loadAuditView(
  params: Record<string, string | string[] | undefined>,
): Promise<{ ctx: PageCtx; view: AuditView }> {
  const ctx = await pageCtx('read:audit')
  const { filter, ignored } = parseAuditFilter(params)
  const page = parseAuditPage(params)
  const [events, words, seal] = await Promise.all([
    listAuditEvents(ctx, { filter, page, timeZone: ctx.user.timeZone }),
    listAuditWords(ctx),
    sealStateOf(ctx),
  ])
  const mayExport = canSome(ctx.actor, 'export:audit')
  const hrefAt = (name: 'after' | 'before', cursor: string | null, n: number) =>
    cursor === null ? null : auditQuery(filter, { [name]: cursor, n: n > 0 ? String(n) : undefined })
  const newerHref = hrefAt('before', events.newer, page.n - AUDIT_PAGE_SIZE)
  const olderHref = hrefAt('after', events.older, page.n + events.events.length)
  return {
    ctx,
    view: { ...events, filter, ignored, first: page.n + 1, newerHref, olderHref, words, seal, mayExport },
  }
}
