import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Condition, GroupMapping, UserId } from '../model'
import { ADMIN_ROLE } from '../roles'
import { readCondition } from '../schema'

export type NewGrant = {
  userId: UserId
  roleKey: string
  condition: Condition | null
  grantedById: string | null
}

/** @returns the grant's id, or null when the person has that role under that condition already. */
export async function insertGrant(tx: Tx, grant: NewGrant): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO role_grant (id, user_id, role_key, condition, granted_by_id)
    VALUES (gen_random_uuid(), ${grant.userId}::uuid, ${grant.roleKey},
            ${grant.condition === null ? null : JSON.stringify(grant.condition)}::jsonb, ${grant.grantedById}::uuid)
    ON CONFLICT DO NOTHING
    RETURNING id`
  return rows[0]?.id ?? null
}

/** What was given and is no more; `condition` is undefined when it was not understood, so that it gave nothing. */
export type Taken = { roleKey: string; condition: Condition | null | undefined; stored: unknown }

function toTaken(row: { role_key: string; condition: unknown }): Taken {
  return { roleKey: row.role_key, condition: readCondition(row.condition).condition, stored: row.condition }
}

/** A person's grant, taken away. @returns what it was, or null when they have none of that id. */
export async function deleteGrant(tx: Tx, userId: UserId, grantId: string): Promise<Taken | null> {
  const rows = await tx.$queryRaw<{ role_key: string; condition: unknown }[]>`
    DELETE FROM role_grant WHERE id = ${grantId}::uuid AND user_id = ${userId}::uuid RETURNING role_key, condition`
  return rows[0] === undefined ? null : toTaken(rows[0])
}

/**
 * One at a time, whoever could take the last administrator away: what `countOtherAdmins` answers then holds until the
 * transaction ends.
 */
export async function lockAdmins(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('pergola.admins', 0))`
}

/** Enabled people other than this one who have the administrator's role directly and whole. */
export async function countOtherAdmins(tx: Tx, than: UserId): Promise<number> {
  const rows = await tx.$queryRaw<{ others: number }[]>`
    SELECT count(DISTINCT g.user_id)::int AS others
      FROM role_grant g JOIN app_user u ON u.id = g.user_id
     WHERE g.role_key = ${ADMIN_ROLE} AND g.condition IS NULL AND u.disabled_at IS NULL AND g.user_id <> ${than}::uuid`
  return rows[0]?.others ?? 0
}

/** Whole: `mapGroup` sees to it that there are not too many (MAX_GROUP_MAPPINGS). */
export async function listMappings(): Promise<GroupMapping[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<MappingRow[]>`
      SELECT id, identity_group, role_key, condition FROM group_mapping ORDER BY identity_group, role_key`,
  )
  return rows.flatMap(toMapping)
}

type MappingRow = { id: string; identity_group: string; role_key: string; condition: unknown }

function toMapping(row: MappingRow): GroupMapping[] {
  const read = readCondition(row.condition)
  if (!read.understood) return []
  return [{ id: row.id, identityGroup: row.identity_group, roleKey: row.role_key, condition: read.condition }]
}

/** How many mappings there are; makers of mappings take turns until the transaction ends. */
export async function countMappingsToAddOne(tx: Tx): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('pergola.group-mappings', 0))`
  return await tx.groupMapping.count()
}

/** @returns the mapping's id, or null when the group gives that role already. */
export async function insertMapping(tx: Tx, mapping: Omit<GroupMapping, 'id'>): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO group_mapping (id, identity_group, role_key, condition)
    VALUES (gen_random_uuid(), ${mapping.identityGroup}, ${mapping.roleKey},
            ${mapping.condition === null ? null : JSON.stringify(mapping.condition)}::jsonb)
    ON CONFLICT DO NOTHING
    RETURNING id`
  return rows[0]?.id ?? null
}

export async function deleteMapping(tx: Tx, id: string): Promise<(Taken & { identityGroup: string }) | null> {
  const rows = await tx.$queryRaw<MappingRow[]>`
    DELETE FROM group_mapping WHERE id = ${id}::uuid RETURNING id, identity_group, role_key, condition`
  const row = rows[0]
  return row === undefined ? null : { ...toTaken(row), identityGroup: row.identity_group }
}
