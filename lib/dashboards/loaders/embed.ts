import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { orNotFound, pageCtx } from '@/lib/access/loaders'
import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { toRison } from '@/lib/connectors/superset/rison'
import type { Embed } from '../embedding'
import type { OpenedDashboard } from '../model'
import { masksFrom, nativeFiltersOf, tabFrom } from '../native-filters'
import { type Outlook, outlookOf } from '../service/embedding-state'
import { openDashboard } from '../service/open-dashboard'
import { versionNote } from '../service/version-note'

/** A dashboard's page: gate, then what the registry knows of it. Superset is not asked. */
export const loadDashboard = cache(async (slug: string) => {
  const ctx = await pageCtx('read:dashboard')
  const opened = await orNotFound(openDashboard(ctx, slug))
  const mayMend = canSome(ctx.actor, 'publish:dashboard')
  return { ctx, opened, mayMend, versionNote: mayMend ? await versionNote(ctx) : null }
})

type Parameters = Record<string, string | string[] | undefined>

/** The nonce by which this answer's policy knows its scripts. */
export async function loadNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? ''
  return /'nonce-([^']+)'/.exec(policy)?.[1]
}

/** What the browser is told, with the filters and the tab of this address; null where there is nothing to frame. */
export async function loadEmbedding(
  { ctx, opened }: { ctx: Ctx; opened: OpenedDashboard },
  parameters: Parameters,
): Promise<Outlook & { embed: Embed | null }> {
  const { dashboard, embeddedId, supersetOrigin, filters, state } = opened
  const outlook = await outlookOf(ctx, opened)
  if (state !== 'ready' || embeddedId === null || supersetOrigin === null) return { ...outlook, embed: null }
  const masks = nativeFiltersOf(masksFrom(parameters, filters))
  return {
    ...outlook,
    embed: {
      slug: dashboard.slug,
      title: dashboard.title,
      supersetUrl: supersetOrigin,
      embeddedId,
      nativeFilters: masks === null ? null : toRison(masks),
      tab: tabFrom(parameters),
      hasFilters: filters.length > 0,
    },
  }
}
