import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inLongTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { SpaceContent } from '../discovery'
import { diffContents, fieldKey, type Tombstones } from '../discovery-diff'
import type { SpaceRefresh } from '../model'
import { projectContent, type StoredDatabase } from '../projection'
import {
  type DiscoveryRow,
  findDiscovery,
  lockSpace,
  pruneDiscoveries,
  savePublished,
  saveSuperseded,
} from '../repository/discoveries'
import { loadStored, saveProjection } from '../repository/snapshot'

/** A space of a thousand databases is tens of thousands of rows; readers of the old ones wait for none of it. */
const PUBLISH_MS = 60_000

/**
 * Puts a fetched discovery in force, in one transaction: what changed against the one in force, the rows, the pointer and
 * the audit row. One that began before the one in force is put down as superseded and changes nothing. Done twice, it
 * answers the same. Needs `refresh:knowledge`.
 * @throws AppError NOT_FOUND; CONFLICT for a discovery that has nothing to publish.
 */
export async function publishDiscovery(
  ctx: Ctx,
  { discoveryId }: { discoveryId: string },
): Promise<SpaceRefresh> {
  await requireRight(ctx, 'refresh:knowledge')
  return await inLongTransaction(PUBLISH_MS, async (tx) => {
    const found = await findDiscovery(discoveryId, tx)
    const space = found === null ? null : await lockSpace(tx, { id: found.spaceId })
    // Read once more under the lock: two may publish the same.
    const discovery = space === null ? null : await findDiscovery(discoveryId, tx)
    if (space === null || discovery === null) throw new AppError('NOT_FOUND')
    if (discovery.outcome === 'published' || discovery.outcome === 'superseded') return toRefresh(discovery)
    if (discovery.outcome !== 'fetched' || discovery.content === null) {
      throw new AppError('CONFLICT', { details: { outcome: discovery.outcome } })
    }
    if (space.currentStartedAt !== null && space.currentStartedAt > discovery.startedAt) {
      await saveSuperseded(tx, discovery.id)
      return toRefresh({ ...discovery, outcome: 'superseded' })
    }
    const changeCount = await publish(tx, ctx, discovery, discovery.content, space.currentDiscoveryId)
    return toRefresh({ ...discovery, outcome: 'published', changeCount })
  })
}

async function publish(
  tx: Tx,
  ctx: Ctx,
  discovery: DiscoveryRow,
  content: SpaceContent,
  currentId: string | null,
): Promise<number> {
  const before = currentId === null ? null : ((await findDiscovery(currentId, tx))?.content ?? null)
  const stored = await loadStored(tx, discovery.spaceId)
  const changes = diffContents(before, content, tombstonesOf(stored))
  const first = before === null
  const changeCount = first ? content.databases.length : changes.length
  await saveProjection(tx, discovery.spaceId, stored, projectContent(stored, content, discovery.startedAt))
  await savePublished(tx, discovery, { diff: { first, changes }, changeCount })
  await pruneDiscoveries(tx, discovery.spaceId)
  if (changeCount === 0) return 0
  await recordChange(tx, ctx, {
    action: 'knowledge.published',
    subject: { kind: 'kbSpace', id: discovery.spaceId },
    changes: {
      discovery: { before: currentId, after: discovery.id },
      databases: { before: before?.databases.length ?? 0, after: content.databases.length },
      ...(first ? {} : { changes: { before: null, after: changes.length } }),
    },
  })
  return changeCount
}

function tombstonesOf(stored: readonly StoredDatabase[]): Tombstones {
  const databases = stored.filter(({ goneAt }) => goneAt !== null).map(({ rawName }) => rawName)
  const fields = stored.flatMap(({ rawName, fields: own }) =>
    own.filter(({ goneAt }) => goneAt !== null).map(({ name }) => fieldKey(rawName, name)),
  )
  return { databases: new Set(databases), fields: new Set(fields) }
}

function toRefresh(discovery: DiscoveryRow): SpaceRefresh {
  return {
    space: discovery.spaceName,
    outcome: discovery.outcome === 'published' ? 'published' : 'superseded',
    databases: discovery.content?.databases.length ?? 0,
    changes: discovery.changeCount,
    failure: null,
  }
}
