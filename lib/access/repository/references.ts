import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { UserId } from '../model'

export type ReferredPerson = { id: UserId; name: string; email: string | null; disabled: boolean }

/** People whose id, name or verified e-mail is among these, without regard to case. */
export async function findReferred(references: readonly string[]): Promise<ReferredPerson[]> {
  const keys = [...new Set(references.map((one) => one.toLowerCase()))]
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: string; name: string; email: string | null; disabled: boolean }[]>`
      SELECT id, name, CASE WHEN email_verified THEN email END AS email, disabled_at IS NOT NULL AS disabled
      FROM app_user
      WHERE id::text = ANY(${keys}) OR lower(name) = ANY(${keys}) OR (email_verified AND lower(email) = ANY(${keys}))
      LIMIT ${keys.length * 3 + 100}`,
  )
  return rows.map((row) => ({ ...row, id: row.id as UserId }))
}

/** Names that several people have, among these. */
export async function findSharedNames(names: readonly string[]): Promise<Set<string>> {
  const keys = [...new Set(names.map((one) => one.toLowerCase()))]
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ name: string }[]>`
      SELECT lower(name) AS name FROM app_user WHERE lower(name) = ANY(${keys}) GROUP BY 1 HAVING count(*) > 1`,
  )
  return new Set(rows.map(({ name }) => name))
}
