import type { Ctx } from '@/lib/access/model'
import { ConnectorError } from '@/lib/connectors/errors'
import type { SpaceRefresh } from './model'
import { type CountedEntities, countEntities } from './service/count-entities'
import { type FetchedSpace, fetchSpace } from './service/fetch-space'
import { settleSignals } from './service/hear-webhook'
import { lacksSnapshot } from './service/lacks-snapshot'
import { prepareRefresh } from './service/prepare-refresh'
import { publishDiscovery } from './service/publish-discovery'
import { queueEntities } from './service/queue-entities'
import { type ReadInAll, readAllEntities } from './service/read-all-entities'

/** Who the workflow acts as: it may refresh the knowledge base, and nothing else. */
export function knowledgeJobCtx(runId: string): Ctx {
  return {
    actor: {
      kind: 'job',
      id: 'refresh-knowledge',
      name: 'Refresh the knowledge base',
      rights: [{ right: 'refresh:knowledge' }],
    },
    requestId: runId,
    now: () => new Date(),
  }
}

/**
 * First step of `refresh-knowledge`: asks every space and keeps what was found, not yet in force. Small JSON: ids and codes.
 * Done again for the same run, it asks only the spaces that it has not. One space that fails is told beside the others.
 * @throws AppError when the list of spaces cannot be had; ConnectorError when no space at all answered.
 */
export async function fetchSpaces(runId: string, signal?: AbortSignal): Promise<FetchedSpace[]> {
  const ctx = knowledgeJobCtx(runId)
  await settleSignals(runId, { signal })
  const { spaces, catalog } = await prepareRefresh(ctx)
  const fetched: FetchedSpace[] = []
  for (const space of spaces) {
    signal?.throwIfAborted()
    fetched.push(await fetchSpace(ctx, { space, claimant: runId, catalog }))
  }
  const failed = fetched.filter((one) => one.state === 'failed')
  const [first] = failed
  if (first !== undefined && failed.length === fetched.length) {
    throw new ConnectorError({
      // The layer stands in the space's own record; for the step it matters whether asking again may help.
      layer: 'unreachable',
      code: 'UNREACHABLE',
      system: 'fibery',
      operation: 'fetchSpaces',
      retryable: failed.some((one) => one.retryable),
      detail: failed.map(({ space, code }) => `${space}: ${code}`).join(', '),
    })
  }
  return fetched
}

/** Second step of `refresh-knowledge`: puts what was fetched in force, space by space. Done again, it changes nothing. */
export async function publishSpaces(
  runId: string,
  fetched: readonly FetchedSpace[],
): Promise<SpaceRefresh[]> {
  const ctx = knowledgeJobCtx(runId)
  const results: SpaceRefresh[] = []
  for (const one of fetched) {
    if (one.state === 'fetched') results.push(await publishDiscovery(ctx, one))
    else {
      const failure = one.state === 'failed' ? { code: one.code, detail: one.detail } : null
      results.push({ space: one.space, outcome: one.state, databases: 0, changes: 0, failure })
    }
  }
  return results
}

/**
 * Third step of `refresh-knowledge`: how many entities the databases hold. A failure here fails no run. With it the reading
 * of the entities themselves is queued, as a run of its own: what is published here does not wait for it.
 */
export async function countInSpaces(runId: string, signal?: AbortSignal): Promise<CountedEntities> {
  const ctx = knowledgeJobCtx(runId)
  const counted = await countEntities(ctx, signal)
  await queueEntities(ctx)
  return counted
}

/**
 * The step of `refresh-entities`: asks database after database for its entities. Done again for the same run, it goes on with
 * those that it has not read. @throws ConnectorError when no database at all answered
 */
export async function readEntitiesOfAll(runId: string, signal?: AbortSignal): Promise<ReadInAll> {
  return await readAllEntities(knowledgeJobCtx(runId), { claimant: runId }, signal)
}

/** Whether the workflow is needed at start: a workspace is configured and no space of it has ever been read. */
export async function needsFirstSnapshot(): Promise<boolean> {
  return await lacksSnapshot()
}
