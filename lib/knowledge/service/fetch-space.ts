import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordFailure } from '@/lib/audit/service'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { type ConnectorError, isConnectorError } from '@/lib/connectors/errors'
import { fiberyError } from '@/lib/connectors/fibery/errors'
import type { Catalog } from '@/lib/connectors/fibery/map'
import { AppError } from '@/lib/platform/errors'
import { contentFromCatalog } from '../catalog-content'
import { discoverSpace, IncompleteSchema, type SpaceContent, withCatalog } from '../discovery'
import {
  claimDiscovery,
  type DiscoveryRow,
  findCurrentContent,
  saveFailed,
  saveFetched,
} from '../repository/discoveries'
import { fiberyWorkspace } from './fibery'

/** `isFresh`: read just now, not kept from before; only then may it stand for the space's own schema. */
export type KnownCatalog = { content: Catalog; isFresh: boolean }

export type FetchInput = {
  /** The space's name as the workspace knows it. */
  space: string
  /** Who asks: a run's id. The same claimant takes its own discovery up again; another joins it. */
  claimant: string
  catalog: KnownCatalog | null
}

/** Ids and codes alone: what was found is kept in the database, so that a durable step's answer stays small. */
export type FetchedSpace =
  | { space: string; state: 'fetched' | 'joined'; discoveryId: string }
  | { space: string; state: 'failed'; discoveryId: string; code: string; detail: string; retryable: boolean }

/**
 * Asks a space for its schema and keeps what was found, whole and not yet in force. A failure is put down beside the last
 * good snapshot, which stays. Needs `refresh:knowledge`. @throws AppError NOT_FOUND for a space that the portal's list
 * does not hold; NOT_CONFIGURED.
 */
export async function fetchSpace(ctx: Ctx, { space, claimant, catalog }: FetchInput): Promise<FetchedSpace> {
  await requireRight(ctx, 'refresh:knowledge')
  const claim = await claimDiscovery(space, claimant)
  if (claim === null) throw new AppError('NOT_FOUND')
  const { discovery, mine } = claim
  const { id: discoveryId } = discovery
  if (!mine) return { space, state: 'joined', discoveryId }
  if (discovery.outcome === 'fetched') return { space, state: 'fetched', discoveryId }
  try {
    const content = await ask(ctx, space)
    await saveFetched(discoveryId, catalog === null ? content : withCatalog(content, catalog.content))
    return { space, state: 'fetched', discoveryId }
  } catch (error) {
    if (!isConnectorError(error)) throw error
    if (!catalog?.isFresh || !isRefusal(error)) return await putDown(ctx, discovery, error)
    const before = await findCurrentContent(discovery.spaceId)
    await saveFetched(discoveryId, contentFromCatalog(space, catalog.content, before))
    return { space, state: 'fetched', discoveryId }
  }
}

/**
 * Whether the space's GraphQL schema is refused rather than out of reach: asking again would bring the same, and the
 * workspace's own schema may stand for it. After anything else the last good snapshot tells more.
 */
function isRefusal({ code }: ConnectorError): boolean {
  return code === 'GRAPHQL_REFUSED' || code === 'FORBIDDEN' || code === 'HTTP_STATUS'
}

async function ask(ctx: Ctx, space: string): Promise<SpaceContent> {
  const { client, baseUrl } = fiberyWorkspace()
  const { schema, latencyMs } = await client.introspectSpace(space, { requestId: ctx.requestId })
  await recordSuccess('fibery', { target: baseUrl, latencyMs })
  try {
    return discoverSpace(space, schema)
  } catch (error) {
    if (!(error instanceof IncompleteSchema)) throw error
    const { message: detail } = error
    throw fiberyError({
      layer: 'validation',
      code: 'SHAPE',
      operation: 'introspectSpace',
      retryable: false,
      detail,
    })
  }
}

async function putDown(ctx: Ctx, discovery: DiscoveryRow, error: ConnectorError): Promise<FetchedSpace> {
  const { code, detail, retryable } = error
  await saveFailed(discovery, { code, detail })
  await recordConnectionFailure('fibery', { target: fiberyWorkspace().baseUrl, code, detail: detail || code })
  await recordFailure(ctx, {
    action: 'knowledge.discovered',
    subject: { kind: 'kbSpace', id: discovery.spaceId },
    code,
  })
  const { id: discoveryId, spaceName: space } = discovery
  return { space, state: 'failed', discoveryId, code, detail, retryable }
}
