import 'server-only'
import { cache } from 'react'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import type { AuditEvent } from './model'
import { type AuditFilter, type AuditPageRequest, parseAuditFilter, parseAuditPage } from './schema'
import { historyOf } from './service/history-of'
import { type AuditPage, listAuditEvents, listAuditWords } from './service/list-events'
import { type SealState, sealStateOf } from './service/verify-audit'

export type AuditView = AuditPage & {
  filter: AuditFilter
  ignored: string[]
  page: AuditPageRequest
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
  return { ctx, view: { ...events, filter, ignored, page, words, seal, mayExport } }
}

/** For a record's history card. The caller has loaded the record as the reader may see it. */
export const loadHistory = cache(
  async (ctx: PageCtx, kind: string, id: string): Promise<AuditEvent[]> => await historyOf(ctx, { kind, id }),
)
