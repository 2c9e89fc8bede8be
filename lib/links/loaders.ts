import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { logger } from '@/lib/platform/logger'
import type { LinkList, LinkState } from './model'
import { type LinksQuery, linksQuery } from './schema'
import { listLinks, statesOf } from './service/list-links'

/** The links of a state that the reader may know of. */
export async function loadLinks(
  given: Record<string, string | string[] | undefined>,
): Promise<{ ctx: PageCtx; query: LinksQuery; list: LinkList; seesRuns: boolean }> {
  const ctx = await pageCtx('read:product')
  const one = (name: string) => (Array.isArray(given[name]) ? given[name][0] : given[name])
  const query = linksQuery.parse({ state: one('state'), mine: one('mine') !== undefined, page: one('page') })
  return { ctx, query, list: await listLinks(ctx, query), seesRuns: canSome(ctx.actor, 'read:workflow') }
}

/** What is known of the links of a record that the page has loaded for its reader, by address. */
export async function loadLinkStates(addresses: readonly string[]): Promise<ReadonlyMap<string, LinkState>> {
  const ctx = await pageCtx()
  try {
    return await statesOf(addresses)
  } catch (error) {
    // The card stands without it.
    logger.warn({ err: error, requestId: ctx.requestId }, 'how links do could not be asked')
    return new Map()
  }
}
