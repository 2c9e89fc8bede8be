import { AppError } from '@/lib/platform/errors'
import type { ConditionedRight, Ctx, GroupMapping } from '../model'
import { listMappings } from '../repository/grants'
import { countRoleUse, listCustomRoles, type RoleUse } from '../repository/roles'
import { BUILT_IN_ROLES, type RoleDefinition, rightsOf } from '../roles'
import { requireRight } from '../service'

/** A role with who holds to it. `version` is null for a built-in one, which cannot be changed. */
export type RoleSummary = RoleDefinition & { version: number | null; use: RoleUse }

export type RoleDetail = RoleSummary & {
  /** Everything that it gives, inclusions followed. */
  gives: ConditionedRight[]
  mappings: GroupMapping[]
}

const NO_USE: RoleUse = { people: 0, groups: 0, includedBy: [] }

/** The built-in roles, then those of the portal by name. Needs `read:role`. */
export async function listRoles(ctx: Ctx): Promise<RoleSummary[]> {
  await requireRight(ctx, 'read:role')
  const [custom, use] = await Promise.all([listCustomRoles(), countRoleUse()])
  const all = [...BUILT_IN_ROLES.map((role) => ({ ...role, version: null })), ...custom]
  return all.map((role) => ({ ...role, use: use.get(role.key) ?? NO_USE }))
}

/** One role. Needs `read:role`. @throws AppError NOT_FOUND */
export async function getRole(ctx: Ctx, { key }: { key: string }): Promise<RoleDetail> {
  const roles = await listRoles(ctx)
  const mappings = await listMappings()
  const role = roles.find((one) => one.key === key)
  if (role === undefined) throw new AppError('NOT_FOUND')
  const byKey = new Map<string, RoleDefinition>(roles.map((one) => [one.key, one]))
  return {
    ...role,
    gives: rightsOf([{ roleKey: key, condition: null }], byKey),
    mappings: mappings.filter((mapping) => mapping.roleKey === key),
  }
}

/** Which of the provider's groups give which role. Needs `read:role`. */
export async function listGroupMappings(ctx: Ctx): Promise<GroupMapping[]> {
  await requireRight(ctx, 'read:role')
  return await listMappings()
}
