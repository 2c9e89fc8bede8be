import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import type { KbSpaceSummary } from '../model'
import { findSpaceRow, listDatabaseRows } from '../repository/spaces'
import type { SpaceBySlug } from '../schema'
import { toSpaceSummary } from './summaries'
import { workspaceAddress } from './workspace-address'

/** One space with all its databases, tombstones included. Needs `read:knowledge`. @throws AppError NOT_FOUND */
export async function getSpace(ctx: Ctx, { space: slug }: SpaceBySlug): Promise<KbSpaceSummary> {
  await requireRight(ctx, 'read:knowledge')
  const space = await findSpaceRow(slug, ctx.now())
  if (space === null) throw new AppError('NOT_FOUND')
  return toSpaceSummary(space, await listDatabaseRows({ spaceId: space.id }), workspaceAddress())
}
