import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { db, isUniqueViolation, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { ConditionedRight } from '../model'
import { BUILT_IN_ROLES, type RoleDefinition } from '../roles'
import { readRights } from '../schema'

const wireSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  rights: z.unknown(),
  includes: z.array(z.string()),
})

/** A stored role, or null when the row itself is not understood; rights that are not understood are left out. */
export function toRoleDefinition(row: unknown): RoleDefinition | null {
  const parsed = wireSchema.safeParse(row)
  if (!parsed.success) return null
  const { rights, ...rest } = parsed.data
  return { ...rest, rights: readRights(rights), builtIn: false }
}

/** A role made in the portal, with what optimistic locking needs. */
export type CustomRole = RoleDefinition & { version: number; updatedAt: Date }

const SELECT = {
  key: true,
  name: true,
  description: true,
  rights: true,
  includes: true,
  version: true,
  updatedAt: true,
} as const

type Row = Prisma.RoleGetPayload<{ select: typeof SELECT }>

function toCustomRole(row: Row): CustomRole {
  const { key, name, description, rights, includes, version, updatedAt } = row
  return { key, name, description, rights: readRights(rights), includes, builtIn: false, version, updatedAt }
}

/**
 * Whole: what were left out would give no rights to whoever has it, and would be missing where rights are compared.
 * `createRole` sees to it that there are not too many (MAX_CUSTOM_ROLES).
 */
export async function listCustomRoles(tx?: Tx): Promise<CustomRole[]> {
  const rows = await withDatabaseErrors(() =>
    (tx ?? db()).role.findMany({ select: SELECT, orderBy: [{ name: 'asc' }, { key: 'asc' }] }),
  )
  return rows.map(toCustomRole)
}

/** Every role there is by key, the built-in ones last, so that nothing stored can stand in for one. */
export async function mapRoles(tx?: Tx): Promise<Map<string, RoleDefinition>> {
  const custom = await listCustomRoles(tx)
  return new Map([...custom, ...BUILT_IN_ROLES].map((role) => [role.key, role]))
}

/**
 * Keeps a role made in the portal in being until the transaction ends (`share`), or to oneself (`update`).
 * @returns the role, or null when there is none of that key in the portal.
 */
export async function lockRole(tx: Tx, key: string, mode: 'share' | 'update'): Promise<CustomRole | null> {
  const how = mode === 'share' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`
  await tx.$queryRaw`SELECT 1 FROM role WHERE key = ${key} ${how}`
  const row = await tx.role.findUnique({ where: { key }, select: SELECT })
  return row === null ? null : toCustomRole(row)
}

/** How many roles the portal has; makers of roles take turns until the transaction ends. */
export async function countRolesToAddOne(tx: Tx): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('pergola.roles', 0))`
  return await tx.role.count()
}

export type RoleContent = {
  name: string
  description: string
  includes: readonly string[]
  rights: readonly ConditionedRight[]
}

function toData({ name, description, includes, rights }: RoleContent) {
  return { name, description, includes: [...includes], rights: rights as unknown as Prisma.InputJsonValue }
}

/** @returns false when the key is taken. */
export async function insertRole(tx: Tx, key: string, content: RoleContent, now: Date): Promise<boolean> {
  if ((await tx.role.findUnique({ where: { key }, select: { id: true } })) !== null) return false
  try {
    await tx.role.create({
      data: { key, ...toData(content), createdAt: now, updatedAt: now },
      select: { id: true },
    })
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

export async function replaceRole(tx: Tx, key: string, content: RoleContent, now: Date): Promise<void> {
  await tx.role.update({
    where: { key },
    data: { ...toData(content), updatedAt: now, version: { increment: 1 } },
    select: { id: true },
  })
}

export async function deleteRoleRow(tx: Tx, key: string): Promise<void> {
  await tx.role.delete({ where: { key }, select: { id: true } })
}

export type RoleUse = { people: number; groups: number; includedBy: string[] }

/** Who and what holds to each role, by key. */
export async function countRoleUse(tx?: Tx): Promise<Map<string, RoleUse>> {
  const rows = await withDatabaseErrors(
    () => (tx ?? db()).$queryRaw<{ key: string; people: number; groups: number; included_by: string[] }[]>`
      SELECT key, count(DISTINCT user_id)::int AS people, count(DISTINCT identity_group)::int AS groups,
             coalesce(array_agg(DISTINCT parent) FILTER (WHERE parent IS NOT NULL), '{}') AS included_by
        FROM (SELECT role_key AS key, user_id, NULL AS identity_group, NULL AS parent FROM role_grant
               UNION ALL SELECT role_key, NULL, identity_group, NULL FROM group_mapping
               UNION ALL SELECT unnest(includes), NULL, NULL, role.key FROM role) used
       GROUP BY key`,
  )
  return new Map(
    rows.map((row) => [row.key, { people: row.people, groups: row.groups, includedBy: row.included_by }]),
  )
}
