import type { Theme } from '@/lib/access/model'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { PersonalKind, PersonalRef } from './model'

function toRef(row: { kind: string; key: string }, at: Date): PersonalRef {
  return { kind: row.kind as PersonalKind, key: row.key, at }
}

export async function listPins(userId: string, limit: number): Promise<PersonalRef[]> {
  const rows = await withDatabaseErrors(() =>
    db().pin.findMany({
      where: { userId },
      select: { kind: true, key: true, createdAt: true },
      orderBy: [{ createdAt: 'desc' }, { key: 'asc' }],
      take: limit,
    }),
  )
  return rows.map((row) => toRef(row, row.createdAt))
}

export async function listRecentViews(userId: string, limit: number): Promise<PersonalRef[]> {
  const rows = await withDatabaseErrors(() =>
    db().recentView.findMany({
      where: { userId },
      select: { kind: true, key: true, viewedAt: true },
      orderBy: [{ viewedAt: 'desc' }, { key: 'asc' }],
      take: limit,
    }),
  )
  return rows.map((row) => toRef(row, row.viewedAt))
}

export async function isPinned(userId: string, kind: PersonalKind, key: string): Promise<boolean> {
  const row = await withDatabaseErrors(() =>
    db().pin.findUnique({ where: { userId_kind_key: { userId, kind, key } }, select: { key: true } }),
  )
  return row !== null
}

export async function countPins(userId: string): Promise<number> {
  return await withDatabaseErrors(() => db().pin.count({ where: { userId } }))
}

export async function addPin(userId: string, kind: PersonalKind, key: string): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      INSERT INTO pin (user_id, kind, key) VALUES (${userId}::uuid, ${kind}, ${key}) ON CONFLICT DO NOTHING`,
  )
}

export async function removePin(userId: string, kind: PersonalKind, key: string): Promise<void> {
  await withDatabaseErrors(() => db().pin.deleteMany({ where: { userId, kind, key } }))
}

/** One statement: the view itself, and what is older than the newest `keep` goes. */
export async function recordView(
  userId: string,
  view: { kind: PersonalKind; key: string; at: Date; keep: number },
): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      WITH seen AS (
        INSERT INTO recent_view (user_id, kind, key, viewed_at)
        VALUES (${userId}::uuid, ${view.kind}, ${view.key}, ${view.at})
        ON CONFLICT (user_id, kind, key) DO UPDATE SET viewed_at = EXCLUDED.viewed_at
      )
      DELETE FROM recent_view WHERE user_id = ${userId}::uuid AND (kind, key) IN (
        SELECT kind, key FROM recent_view WHERE user_id = ${userId}::uuid ORDER BY viewed_at DESC OFFSET ${view.keep}
      )`,
  )
}

export async function updateTheme(userId: string, theme: Theme): Promise<void> {
  await withDatabaseErrors(() =>
    db().user.update({ where: { id: userId }, data: { theme }, select: { id: true } }),
  )
}
