import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { entityUrl } from '@/lib/connectors/fibery/links'
import { AppError } from '@/lib/platform/errors'
import { toEntityKey } from '../entity-key'
import type { KbEntityList, KbEntitySummary } from '../model'
import { localName } from '../names'
import { countEntityRows, type EntityRow, listEntityRows } from '../repository/entities'
import { findReading } from '../repository/readings'
import { findDatabaseRow, findSpaceRow } from '../repository/spaces'
import { type DatabaseBySlug, ENTITIES_PER_PAGE, type EntitiesQuery } from '../schema'
import { workspaceAddress } from './workspace-address'

/** A page of a database's entities, from the snapshot alone. Needs `read:knowledge`. @throws AppError NOT_FOUND */
export async function listEntities(ctx: Ctx, input: DatabaseBySlug & EntitiesQuery): Promise<KbEntityList> {
  await requireRight(ctx, 'read:knowledge')
  const space = await findSpaceRow(input.space, ctx.now())
  const database = space === null ? null : await findDatabaseRow(space.id, input.database)
  if (space === null || database === null) throw new AppError('NOT_FOUND')
  const { q: words, gone, sort, direction, page } = input
  const cut = { sort, direction, limit: ENTITIES_PER_PAGE, offset: (page - 1) * ENTITIES_PER_PAGE }
  const [rows, counted, reading] = await Promise.all([
    listEntityRows(database.id, { words, gone }, cut),
    countEntityRows(database.id, words),
    findReading(database.id, ctx.now()),
  ])
  const place = { baseUrl: workspaceAddress(), space: space.name, rawName: database.rawName }
  return {
    entities: rows.map((row) => toEntitySummary(row, place)),
    ...counted,
    perPage: ENTITIES_PER_PAGE,
    reading,
    isReadable: database.finder !== '',
  }
}

/** A stored entity as it is shown; `baseUrl` null: there is no workspace to link to. */
export function toEntitySummary(
  { id, upstreamId: _, ...row }: EntityRow,
  { baseUrl, space, rawName }: { baseUrl: string | null; space: string; rawName: string },
): KbEntitySummary {
  const { publicId } = row
  const href =
    baseUrl === null || publicId === null
      ? null
      : entityUrl(baseUrl, space, localName(rawName, space), publicId)
  return { ...row, key: toEntityKey({ id, publicId }), href }
}
