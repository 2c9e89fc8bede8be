import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { type ConnectorError, isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import type { Catalog } from '@/lib/connectors/fibery/map'
import { inTransaction } from '@/lib/platform/db'
import { spacesIn } from '../discovery'
import { findCatalog, saveCatalog, saveCatalogFailure } from '../repository/catalog'
import { syncSpaces } from '../repository/spaces'
import type { KnownCatalog } from './fetch-space'
import { fiberyWorkspace } from './fibery'

export type RefreshPlan = {
  /** In the order in which they are asked. */
  spaces: string[]
  /** What the workspace's own schema adds, where it may be read; a stored one serves while it may not. */
  catalog: KnownCatalog | null
}

/**
 * Which spaces there are: those configured, else those that the workspace's own schema names; and holds the portal's list
 * to them. Needs `refresh:knowledge`.
 * @throws AppError NOT_CONFIGURED; UPSTREAM_FAILED or UPSTREAM_TIMEOUT when the list was to come from the schema and the
 * schema could not be read.
 */
export async function prepareRefresh(ctx: Ctx): Promise<RefreshPlan> {
  await requireRight(ctx, 'refresh:knowledge')
  const { spaces: configured, isDemo } = fiberyWorkspace()
  const { catalog, failure } = await readCatalog(ctx)
  if (configured === null && failure !== null) throw toUpstreamError(failure)
  const spaces = configured ?? spacesIn(catalog ?? { databases: [] })
  await inTransaction(async (tx) => {
    const { added, gone, returned } = await syncSpaces(tx, { names: spaces, at: ctx.now(), isDemo })
    if (added.length + gone.length + returned.length === 0) return
    await recordChange(tx, ctx, {
      action: 'knowledge.spacesChanged',
      subject: { kind: 'knowledge', id: 'spaces' },
      changes: {
        ...(added.length + returned.length > 0
          ? { found: { before: null, after: [...added, ...returned] } }
          : {}),
        ...(gone.length > 0 ? { gone: { before: gone, after: null } } : {}),
      },
    })
  })
  return { spaces, catalog: catalog === null ? null : { content: catalog, isFresh: failure === null } }
}

async function readCatalog(ctx: Ctx): Promise<{ catalog: Catalog | null; failure: ConnectorError | null }> {
  const { client, baseUrl } = fiberyWorkspace()
  const stored = await findCatalog()
  // Kept with the workspace's address: what another one calls unchanged is not what is stored.
  const mark = `${baseUrl} `
  const etag =
    stored.content !== null && stored.etag?.startsWith(mark) ? stored.etag.slice(mark.length) : null
  try {
    const reply = await client.readCatalog({ requestId: ctx.requestId, etag })
    await recordSuccess('fibery', { target: baseUrl, latencyMs: reply.latencyMs })
    if (reply.state === 'unchanged') {
      await saveCatalog(null, ctx.now())
      return { catalog: stored.content, failure: null }
    }
    const kept = reply.etag === null ? null : mark + reply.etag
    await saveCatalog({ etag: kept, content: reply.catalog }, ctx.now())
    return { catalog: reply.catalog, failure: null }
  } catch (error) {
    if (!isConnectorError(error)) throw error
    const { code, detail } = error
    await saveCatalogFailure({ at: ctx.now(), code, detail })
    await recordConnectionFailure('fibery', { target: baseUrl, code, detail: detail || code })
    return { catalog: stored.content, failure: error }
  }
}
