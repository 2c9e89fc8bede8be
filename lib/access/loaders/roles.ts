import 'server-only'
import { notFound } from 'next/navigation'
import { orNotFound, type PageCtx, pageCtx } from '../loaders'
import type { GroupMapping } from '../model'
import { canSome } from '../policy'
import { roleKeySchema } from '../schema'
import {
  getRole,
  listGroupMappings,
  listRoles,
  type RoleDetail,
  type RoleSummary,
} from '../service/list-roles'

export type { RoleDetail, RoleSummary }

type May = { edit: boolean; give: boolean; readPeople: boolean }

function mayOf(ctx: PageCtx): May {
  return {
    edit: canSome(ctx.actor, 'edit:role'),
    give: canSome(ctx.actor, 'grant:role'),
    readPeople: canSome(ctx.actor, 'read:user'),
  }
}

export type RolesPage = { ctx: PageCtx; may: May; roles: RoleSummary[]; mappings: GroupMapping[] }

export async function loadRoles(): Promise<RolesPage> {
  const ctx = await pageCtx('read:role')
  const [roles, mappings] = await Promise.all([listRoles(ctx), listGroupMappings(ctx)])
  return { ctx, may: mayOf(ctx), roles, mappings }
}

export type RolePage = { ctx: PageCtx; may: May; role: RoleDetail; roleNames: Record<string, string> }

export async function loadRole(key: string): Promise<RolePage> {
  const ctx = await pageCtx('read:role')
  if (!roleKeySchema.safeParse(key).success) notFound()
  const [role, roles] = await Promise.all([orNotFound(getRole(ctx, { key })), listRoles(ctx)])
  return {
    ctx,
    may: mayOf(ctx),
    role,
    roleNames: Object.fromEntries(roles.map((one) => [one.key, one.name])),
  }
}

/** What the form of a new role offers to include. */
export async function loadNewRole(): Promise<{ ctx: PageCtx; roles: RoleSummary[] }> {
  const ctx = await pageCtx('edit:role')
  return { ctx, roles: await listRoles(ctx) }
}

/** A role to change, and what it may include; a built-in one is not to be changed. */
export async function loadRoleForEdit(key: string) {
  const ctx = await pageCtx('edit:role')
  const { role } = await loadRole(key)
  if (role.version === null) notFound()
  return { ctx, role: { ...role, version: role.version }, roles: await listRoles(ctx) }
}
