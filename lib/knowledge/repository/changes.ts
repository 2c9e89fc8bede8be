import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { KbChangeEntry } from '../model'
import type { StoredDiff } from './discoveries'

/** A list shows so many changes of one discovery; the entry tells how many there are. */
const CHANGES_SHOWN = 200

const CHANGED = { outcome: 'published', changeCount: { gt: 0 } } as const

/** Published discoveries that changed something, the latest first. */
export async function listChangeRows(cut: { skip: number; take: number }): Promise<KbChangeEntry[]> {
  const rows = await withDatabaseErrors(() =>
    db().kbDiscovery.findMany({
      where: CHANGED,
      select: {
        startedAt: true,
        diff: true,
        changeCount: true,
        space: { select: { name: true, slug: true } },
      },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      ...cut,
    }),
  )
  return rows.map(({ startedAt, diff, changeCount, space }) => {
    const { first, changes } = storedDiff(diff)
    return { at: startedAt, space, first, count: changeCount, changes: changes.slice(0, CHANGES_SHOWN) }
  })
}

export async function countChangeRows(): Promise<number> {
  return await withDatabaseErrors(() => db().kbDiscovery.count({ where: CHANGED }))
}

/** Written by `savePublished` and by nothing else. */
function storedDiff(diff: unknown): StoredDiff {
  return (diff as StoredDiff | null) ?? { first: false, changes: [] }
}
