import 'server-only'
import { cache } from 'react'
import { orNotFound, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { searchWords } from './schema'
import { listDashboards } from './service/list-dashboards'
import { getToPublish, listRegistry } from './service/list-registry'

type Asked = Record<string, string | string[] | undefined>

/** The published dashboards that the reader may see, as the address asks for them. */
export const loadDashboards = cache(async (asked: Asked) => {
  const ctx = await pageCtx('read:dashboard')
  const q = searchWords.parse([asked.q].flat()[0])
  const list = await listDashboards(ctx, { q })
  return { ctx, q, ...list, mayPublish: canSome(ctx.actor, 'publish:dashboard') }
})

/** Everything that was found in Superset, for those who publish; with words, what holds them in its title or address. */
export const loadRegistry = cache(async (asked: Asked) => {
  const ctx = await pageCtx('publish:dashboard')
  const q = searchWords.parse([asked.q].flat()[0])
  const registry = await listRegistry(ctx, { q })
  return { ctx, q, registry, said: asked.published !== undefined ? 'published' : null } as const
})

/** One dashboard of Superset to be published or changed, or the 404 page. */
export const loadToPublish = cache(async (segment: string) => {
  const ctx = await pageCtx('publish:dashboard')
  return { ctx, entry: await orNotFound(getToPublish(ctx, decoded(segment))) }
})

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}
