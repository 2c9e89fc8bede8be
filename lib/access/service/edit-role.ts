import { recordChange } from '@/lib/audit/service'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { type Ctx, MAX_CUSTOM_ROLES } from '../model'
import {
  countRolesToAddOne,
  countRoleUse,
  deleteRoleRow,
  insertRole,
  lockRole,
  mapRoles,
  type RoleContent,
  replaceRole,
} from '../repository/roles'
import { BUILT_IN_ROLES, type RoleDefinition, rightsOf } from '../roles'
import { requireRight } from '../service'
import { changeOrRecordRefusal, requireCovered } from './refusals'

function isBuiltIn(key: string): boolean {
  return BUILT_IN_ROLES.some((role) => role.key === key)
}

/**
 * Makes a role, up to MAX_CUSTOM_ROLES. Needs `edit:role` and everything that it gives.
 * @throws AppError FORBIDDEN, VALIDATION
 */
export async function createRole(
  ctx: Ctx,
  { key, ...content }: RoleContent & { key: string },
): Promise<void> {
  const about = { action: 'role.created', subject: { kind: 'role', id: key } }
  await requireRight(ctx, 'edit:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    if ((await countRolesToAddOne(tx)) >= MAX_CUSTOM_ROLES) {
      const words = `There are ${MAX_CUSTOM_ROLES} roles already, and no more can be made. Remove one that is not used.`
      throw new AppError('VALIDATION', { fieldErrors: { key: [words] } })
    }
    await requireSound(tx, ctx, { key, ...content })
    if (isBuiltIn(key) || !(await insertRole(tx, key, content, ctx.now()))) {
      throw new AppError('VALIDATION', { fieldErrors: { key: ['There is a role of this key already.'] } })
    }
    await recordChange(tx, ctx, { ...about, changes: changesOf(null, content) })
  })
}

/**
 * Changes a role of the portal; it acts for everybody who has it at their next request. Needs `edit:role`, everything
 * that it gave and everything that it will give.
 * @throws AppError FORBIDDEN, NOT_FOUND (built-in ones are not to be changed), VALIDATION, VERSION_CONFLICT
 */
export async function updateRole(
  ctx: Ctx,
  { key, version, ...content }: RoleContent & { key: string; version: number },
): Promise<void> {
  const about = { action: 'role.updated', subject: { kind: 'role', id: key } }
  await requireRight(ctx, 'edit:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const before = await lockRole(tx, key, 'update')
    if (before === null) throw new AppError('NOT_FOUND')
    if (before.version !== version) {
      throw new AppError('VERSION_CONFLICT', { details: { version: before.version } })
    }
    requireCovered(ctx, rightsOf([{ roleKey: key, condition: null }], await mapRoles(tx)))
    await requireSound(tx, ctx, { key, ...content })
    await replaceRole(tx, key, content, ctx.now())
    await recordChange(tx, ctx, { ...about, changes: changesOf(before, content) })
  })
}

/**
 * Removes a role of the portal that nobody has, no group gives and no role includes. Needs `edit:role` and what it gives.
 * @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CONFLICT, CONFLICT with its use
 */
export async function deleteRole(
  ctx: Ctx,
  { key, version }: { key: string; version: number },
): Promise<void> {
  const about = { action: 'role.deleted', subject: { kind: 'role', id: key } }
  await requireRight(ctx, 'edit:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const before = await lockRole(tx, key, 'update')
    if (before === null) throw new AppError('NOT_FOUND')
    if (before.version !== version) {
      throw new AppError('VERSION_CONFLICT', { details: { version: before.version } })
    }
    requireCovered(ctx, rightsOf([{ roleKey: key, condition: null }], await mapRoles(tx)))
    const use = (await countRoleUse(tx)).get(key)
    if (use !== undefined) throw new AppError('CONFLICT', { details: { ...use, reason: 'in use' } })
    await deleteRoleRow(tx, key)
    await recordChange(tx, ctx, { ...about, changes: changesOf(before, null) })
  })
}

/** Inclusions are there and lead nowhere in a circle; nothing is given that the actor does not hold. */
async function requireSound(tx: Tx, ctx: Ctx, role: RoleContent & { key: string }): Promise<void> {
  for (const included of role.includes) await lockRole(tx, included, 'share')
  const roles = await mapRoles(tx)
  const missing = role.includes.find((key) => !roles.has(key))
  if (missing !== undefined) {
    throw new AppError('VALIDATION', { fieldErrors: { includes: [`There is no role “${missing}”.`] } })
  }
  if (role.includes.some((key) => reachesRole(key, role.key, roles))) {
    throw new AppError('VALIDATION', {
      fieldErrors: { includes: ['A role cannot include itself, directly or through another.'] },
    })
  }
  const next = new Map<string, RoleDefinition>([...roles, [role.key, { ...role, builtIn: false }]])
  requireCovered(ctx, rightsOf([{ roleKey: role.key, condition: null }], next))
}

function reachesRole(
  from: string,
  to: string,
  roles: ReadonlyMap<string, RoleDefinition>,
  seen = new Set<string>(),
): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return (roles.get(from)?.includes ?? []).some((key) => reachesRole(key, to, roles, seen))
}

function changesOf(before: RoleContent | null, after: RoleContent | null) {
  const fields = ['name', 'description', 'includes', 'rights'] as const
  const changed = fields.filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]))
  return Object.fromEntries(
    changed.map((field) => [field, { before: before?.[field] ?? null, after: after?.[field] ?? null }]),
  )
}
