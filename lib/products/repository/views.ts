import { Prisma } from '@/generated/prisma/client'
import { db, isUniqueViolation, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Density, ProductColumn } from '../list-state'
import { type ListSettings, type SavedView, VIEW_LIMITS, type ViewId } from '../views'

type Choice = { columns: ProductColumn[]; density: Density | null; defaultView: ViewId | null }

/** What the list's own statement asks beside the page: how a person likes the list, and their own and everybody's views. */
export function settingsOf(userId: string): Prisma.Sql {
  return Prisma.sql`
    (SELECT json_build_object('columns', c.columns, 'density', c.density, 'defaultView', c.default_view_id)
      FROM product_list_choice c WHERE c.user_id = ${userId}::uuid) AS choice,
    (SELECT coalesce(json_agg(v), '[]') FROM (
      SELECT w.id, w.name, w.query, w.shared, w.owner_id = ${userId}::uuid AS own, u.name AS "ownerName"
      FROM product_view w JOIN app_user u ON u.id = w.owner_id
      WHERE w.owner_id = ${userId}::uuid OR w.shared
      ORDER BY w.owner_id <> ${userId}::uuid, lower(w.name) COLLATE names, w.id
      LIMIT ${Prisma.raw(String(2 * VIEW_LIMITS.each))}
    ) v) AS views`
}

/** The answer to `settingsOf`; absent where nobody's were asked. */
export type SettingsAnswer = { choice?: Choice | null; views?: SavedView[] }

export function toListSettings({ choice, views }: SettingsAnswer): ListSettings {
  return {
    columns: choice === undefined || choice === null || choice.columns.length === 0 ? null : choice.columns,
    density: choice?.density ?? null,
    defaultView: choice?.defaultView ?? null,
    views: views ?? [],
  }
}

export type ViewRecord = { id: ViewId; ownerId: string; name: string; query: string; shared: boolean }

export async function findView(id: ViewId): Promise<ViewRecord | null> {
  const row = await withDatabaseErrors(() =>
    db().productView.findUnique({
      where: { id },
      select: { id: true, ownerId: true, name: true, query: true, shared: true },
    }),
  )
  return row === null ? null : { ...row, id: row.id as ViewId }
}

export async function countViews(ownerId: string): Promise<number> {
  return await withDatabaseErrors(() => db().productView.count({ where: { ownerId } }))
}

export async function insertView(
  tx: Tx,
  view: { ownerId: string; name: string; query: string; shared: boolean; now: Date },
): Promise<ViewId> {
  const { now, ...data } = view
  const { id } = await tx.productView.create({
    data: { ...data, createdAt: now, updatedAt: now },
    select: { id: true },
  })
  return id as ViewId
}

export async function updateView(
  tx: Tx,
  id: ViewId,
  data: { name: string; query: string; shared: boolean; updatedAt: Date },
): Promise<void> {
  await tx.productView.update({ where: { id }, data, select: { id: true } })
}

export async function deleteView(tx: Tx, id: ViewId): Promise<void> {
  await tx.productView.delete({ where: { id }, select: { id: true } })
}

/** True when the owner has a view of that name; PostgreSQL names the index, which Prisma does not know. */
export function isNameTaken(error: unknown): boolean {
  if (isUniqueViolation(error)) return true
  return error instanceof Error && error.message.includes('product_view_owner_name_key')
}

export async function saveDefaultView(userId: string, defaultViewId: ViewId | null): Promise<void> {
  await withDatabaseErrors(() =>
    db().productListChoice.upsert({
      where: { userId },
      create: { userId, defaultViewId },
      update: { defaultViewId },
    }),
  )
}

export async function saveLook(
  userId: string,
  look: { columns: readonly ProductColumn[]; density: Density | null },
): Promise<void> {
  const data = { columns: [...look.columns], density: look.density }
  await withDatabaseErrors(() =>
    db().productListChoice.upsert({ where: { userId }, create: { userId, ...data }, update: data }),
  )
}
