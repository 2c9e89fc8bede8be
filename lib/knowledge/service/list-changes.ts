import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { KbChangePage } from '../model'
import { countChangeRows, listChangeRows } from '../repository/changes'
import { CHANGES_PER_PAGE, type ChangesPage } from '../schema'

/** What discoveries changed, the latest first. Needs `read:knowledge`. */
export async function listChanges(ctx: Ctx, { page }: ChangesPage): Promise<KbChangePage> {
  await requireRight(ctx, 'read:knowledge')
  const cut = { skip: (page - 1) * CHANGES_PER_PAGE, take: CHANGES_PER_PAGE }
  const [entries, total] = await Promise.all([listChangeRows(cut), countChangeRows()])
  return { entries, total, page, perPage: CHANGES_PER_PAGE }
}
