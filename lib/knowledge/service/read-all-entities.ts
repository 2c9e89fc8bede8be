import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { ConnectorError } from '@/lib/connectors/errors'
import { listUnread } from '../repository/readings'
import { type EntitiesRead, readEntities } from './read-entities'

/** Small: what was read stands in the database. */
export type ReadInAll = { databases: number; entities: number; failed: number }

/**
 * Reads the entities of every live database, one after the other, those that are oldest first; what the claimant has read
 * already is not asked again. One that fails is told beside the others. Needs `refresh:knowledge`.
 * @throws ConnectorError when none could be read at all
 */
export async function readAllEntities(
  ctx: Ctx,
  { claimant }: { claimant: string },
  signal?: AbortSignal,
): Promise<ReadInAll> {
  await requireRight(ctx, 'refresh:knowledge')
  const results: EntitiesRead[] = []
  for (const databaseId of await listUnread(claimant)) {
    signal?.throwIfAborted()
    results.push(await readEntities(ctx, { databaseId, claimant }, signal))
  }
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const [first] = failed
  if (first?.failure != null && failed.length === results.length) {
    throw new ConnectorError({
      // What each was stands in its own record. Those that failed have come to an end: asked again are the others.
      layer: 'unreachable',
      code: 'UNREACHABLE',
      system: 'fibery',
      operation: 'readAllEntities',
      retryable: false,
      detail: `no database could be read: ${first.failure.code}`,
    })
  }
  const entities = results.reduce((sum, { read }) => sum + read, 0)
  return { databases: results.length, entities, failed: failed.length }
}
