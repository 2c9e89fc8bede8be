import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import type { SpaceRefresh } from '../model'
import { type DiscoveryRow, findDiscovery } from '../repository/discoveries'
import { countEntities } from './count-entities'
import { fetchSpace, type KnownCatalog } from './fetch-space'
import { prepareRefresh } from './prepare-refresh'
import { publishDiscovery } from './publish-discovery'

const JOIN_WAIT_MS = 90_000
const JOIN_POLL_MS = 100

/**
 * Refreshes one space and waits for it. When another run has it under way, that one's end is waited for and answered: two
 * at once ask the workspace once. Needs `refresh:knowledge`. @throws AppError NOT_FOUND, NOT_CONFIGURED
 */
export async function refreshSpace(
  ctx: Ctx,
  input: { space: string; catalog?: KnownCatalog | null },
): Promise<SpaceRefresh> {
  const { space, catalog = null } = input
  const fetched = await fetchSpace(ctx, { space, catalog, claimant: randomUUID() })
  if (fetched.state === 'failed') {
    const { code, detail } = fetched
    return { space, outcome: 'failed', databases: 0, changes: 0, failure: { code, detail } }
  }
  if (fetched.state === 'joined') return await joined(space, fetched.discoveryId)
  return await publishDiscovery(ctx, fetched)
}

/** Refreshes every space, one after the other, and waits for them. Needs `refresh:knowledge`. */
export async function refreshAll(ctx: Ctx): Promise<SpaceRefresh[]> {
  await requireRight(ctx, 'refresh:knowledge')
  const { spaces, catalog } = await prepareRefresh(ctx)
  const results: SpaceRefresh[] = []
  for (const space of spaces) results.push(await refreshSpace(ctx, { space, catalog }))
  // The numbers are beside the snapshot: what fails here is told by the connection, not by the refresh.
  if (results.some(({ outcome }) => outcome !== 'failed')) await countEntities(ctx)
  return results
}

async function joined(space: string, discoveryId: string): Promise<SpaceRefresh> {
  const ends = performance.now() + JOIN_WAIT_MS
  let discovery = await read(discoveryId)
  while (isOpen(discovery) && performance.now() < ends) {
    await pause(JOIN_POLL_MS)
    discovery = await read(discoveryId)
  }
  const { outcome, changeCount, content, failureCode, failureDetail } = discovery
  return {
    space,
    outcome: outcome === 'running' || outcome === 'fetched' ? 'joined' : outcome,
    databases: content?.databases.length ?? 0,
    changes: changeCount,
    failure: outcome === 'failed' ? { code: failureCode ?? '', detail: failureDetail ?? '' } : null,
  }
}

function isOpen({ outcome }: DiscoveryRow): boolean {
  return outcome === 'running' || outcome === 'fetched'
}

async function read(id: string): Promise<DiscoveryRow> {
  const discovery = await findDiscovery(id)
  if (discovery === null) throw new AppError('NOT_FOUND')
  return discovery
}
