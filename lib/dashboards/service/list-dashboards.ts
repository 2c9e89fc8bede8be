import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { fold, foldedWords } from '@/lib/platform/fold'
import type { Dashboard } from '../model'
import { listPublished, listPublishedByIds, type NamedDashboard } from '../repository/publications'
import { supersetAddress } from './superset'

export type DashboardList = {
  /** Those that fit the words, by title. */
  dashboards: Dashboard[]
  /** All that the reader may see, whatever the words. */
  total: number
  /** False: no Superset is configured. */
  connected: boolean
}

/**
 * The published dashboards that the reader may see, from the registry alone; with words, those that hold each of them in
 * title, description, tags or owner's name. @throws AppError FORBIDDEN without `read:dashboard`
 */
export async function listDashboards(ctx: Ctx, { q = '' }: { q?: string } = {}): Promise<DashboardList> {
  const all = await listPublished(await requireRight(ctx, 'read:dashboard'))
  const words = foldedWords(q)
  const fits = ({ title, description, tags, ownerName }: Dashboard) => {
    const text = fold([title, description, ...tags, ownerName ?? ''].join(' '))
    return words.every((word) => text.includes(word))
  }
  return { dashboards: all.filter(fits), total: all.length, connected: supersetAddress() !== null }
}

/** Those of the ids that are published and that the reader may see. @throws AppError FORBIDDEN */
export async function listReadable(ctx: Ctx, ids: readonly string[]): Promise<NamedDashboard[]> {
  return await listPublishedByIds(ids, await requireRight(ctx, 'read:dashboard'))
}
