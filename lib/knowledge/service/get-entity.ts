import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import { parseEntityKey } from '../entity-key'
import type { KbEntityDetail } from '../model'
import { type EntityRow, findEntityRow } from '../repository/entities'
import { findReading } from '../repository/readings'
import { type DatabaseRow, findDatabaseRow, findSpaceRow, type SpaceRow } from '../repository/spaces'
import type { EntityByAddress } from '../schema'
import { toEntitySummary } from './list-entities'
import { toDatabaseSummary, toSpaceSummary } from './summaries'
import { workspaceAddress } from './workspace-address'

/** One entity as the snapshot knows it. Needs `read:knowledge`. @throws AppError NOT_FOUND */
export async function getEntity(ctx: Ctx, input: EntityByAddress): Promise<KbEntityDetail> {
  await requireRight(ctx, 'read:knowledge')
  const { space: spaceRow, database, entity } = await requireEntity(ctx, input)
  const baseUrl = workspaceAddress()
  const { databases: _, ...space } = toSpaceSummary(spaceRow, [], baseUrl)
  const { rawName } = database
  return {
    space,
    database: toDatabaseSummary(database, spaceRow.name, baseUrl),
    entity: toEntitySummary(entity, { baseUrl, space: spaceRow.name, rawName }),
    reading: await findReading(database.id, ctx.now()),
  }
}

/** The rows behind an address; the caller has asked for its right. @throws AppError NOT_FOUND */
export async function requireEntity(
  ctx: Ctx,
  input: EntityByAddress,
): Promise<{ space: SpaceRow; database: DatabaseRow; entity: EntityRow }> {
  const key = parseEntityKey(input.entity)
  const space = await findSpaceRow(input.space, ctx.now())
  const database = space === null ? null : await findDatabaseRow(space.id, input.database)
  const entity = database === null || key === null ? null : await findEntityRow(database.id, key)
  if (space === null || database === null || entity === null) throw new AppError('NOT_FOUND')
  return { space, database, entity }
}
