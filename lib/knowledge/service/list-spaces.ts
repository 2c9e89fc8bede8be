import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { workspaceUrl } from '@/lib/connectors/fibery/links'
import type { KbOverview } from '../model'
import { findCatalog } from '../repository/catalog'
import {
  type DatabaseRow,
  findDatabaseIdsByName,
  findSpaceIdsByName,
  listDatabaseRows,
  listSpaceRows,
} from '../repository/spaces'
import type { SearchSpaces } from '../schema'
import { toSpaceSummary } from './summaries'
import { workspaceAddress } from './workspace-address'

/**
 * The spaces with their databases, from the snapshot alone. With words: the spaces whose name holds them, and the
 * databases whose name or field's name does. Needs `read:knowledge`.
 */
export async function listSpaces(ctx: Ctx, { q }: SearchSpaces): Promise<KbOverview> {
  await requireRight(ctx, 'read:knowledge')
  const baseUrl = workspaceAddress()
  const [spaces, catalog, found] = await Promise.all([listSpaceRows(ctx.now()), findCatalog(), search(q)])
  const byId = Map.groupBy(found.databases, (database) => database.spaceId)
  const shown = spaces.filter(
    (space) => found.spaceIds === null || found.spaceIds.has(space.id) || byId.has(space.id),
  )
  const live = spaces.filter((space) => space.goneAt === null)
  return {
    configured: baseUrl !== null,
    workspace: baseUrl === null ? null : workspaceUrl(baseUrl),
    spaces: shown.map((space) => toSpaceSummary(space, byId.get(space.id) ?? [], baseUrl)),
    liveSpaces: live.length,
    liveDatabases: live.reduce((sum, space) => sum + space.liveDatabases, 0),
    failure: catalog.failure,
  }
}

/** `spaceIds` null: no words, so every space is shown. */
async function search(q: string): Promise<{ spaceIds: Set<string> | null; databases: DatabaseRow[] }> {
  if (q === '') return { spaceIds: null, databases: await listDatabaseRows({}) }
  const [spaceIds, ids] = await Promise.all([findSpaceIdsByName(q), findDatabaseIdsByName(q)])
  return { spaceIds: new Set(spaceIds), databases: await listDatabaseRows({ ids }) }
}
