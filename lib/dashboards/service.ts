import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { Dashboard } from './model'
import { listPublished } from './repository'

/**
 * The published dashboards that the reader may see, by title.
 * @throws AppError FORBIDDEN without `read:dashboard`
 */
export async function listDashboards(ctx: Ctx): Promise<Dashboard[]> {
  return await listPublished(await requireRight(ctx, 'read:dashboard'))
}
