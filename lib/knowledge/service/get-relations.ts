import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import type { KbRelations } from '../model'
import { buildRelationGraph } from '../relations/graph'
import { layOutRelations } from '../relations/layout'
import { listRelationRows } from '../repository/relations'
import { findDatabaseRow, findSpaceRow } from '../repository/spaces'

/**
 * How the databases of a space relate, or one database and its neighbours, from the snapshot alone and bounded: of large
 * spaces the most connected. Needs `read:knowledge`. @throws AppError NOT_FOUND
 */
export async function getRelations(
  ctx: Ctx,
  { space, database }: { space: string; database?: string },
): Promise<KbRelations> {
  await requireRight(ctx, 'read:knowledge')
  const spaceRow = await findSpaceRow(space, ctx.now())
  if (spaceRow === null) throw new AppError('NOT_FOUND')
  const row = database === undefined ? undefined : await findDatabaseRow(spaceRow.id, database)
  if (row === null) throw new AppError('NOT_FOUND')
  const rows = await listRelationRows(row === undefined ? { spaceId: spaceRow.id } : { databaseId: row.id })
  const centre = row?.id ?? null
  const graph = buildRelationGraph({ space, centre, ...rows })
  return { layout: layOutRelations(graph), cut: graph.cut, centre }
}
