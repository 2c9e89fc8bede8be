'use server'

import { refresh, revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionResult } from '@/lib/platform/action'
import { defineAction } from './define-action'
import { currentViewer } from './loaders'
import {
  createRoleSchema,
  deleteRoleSchema,
  giveRoleSchema,
  mapGroupSchema,
  mappingSchema,
  personSchema,
  preferencesSchema,
  sessionSchema,
  takeRoleSchema,
  updateRoleSchema,
} from './schema'
import { disableUser, enableUser } from './service/disable-user'
import { createRole, deleteRole, updateRole } from './service/edit-role'
import { giveRole } from './service/give-role'
import { mapGroup, unmapGroup } from './service/map-group'
import { revokeOtherSessions, revokeOwnSession, revokeUserSessions } from './service/revoke-sessions'
import { savePreferences } from './service/save-preferences'
import { takeRole } from './service/take-role'

/** What a form of these pages gets back. */
export type AccessState = ActionResult<unknown> | null

const give = defineAction({
  name: 'role.give',
  schema: giveRoleSchema,
  run: giveRole,
  invalidate: () => refresh(),
})
const take = defineAction({
  name: 'role.take',
  schema: takeRoleSchema,
  run: takeRole,
  invalidate: () => refresh(),
})
const disable = defineAction({
  name: 'user.disable',
  schema: personSchema,
  run: disableUser,
  invalidate: () => refresh(),
})
const enable = defineAction({
  name: 'user.enable',
  schema: personSchema,
  run: enableUser,
  invalidate: () => refresh(),
})
const endSessions = defineAction({
  name: 'user.sessions.end',
  schema: personSchema,
  run: async (ctx, input) => ({ ended: await revokeUserSessions(ctx, input) }),
  invalidate: () => refresh(),
})
const map = defineAction({
  name: 'group.map',
  schema: mapGroupSchema,
  run: mapGroup,
  invalidate: () => refresh(),
})
const unmap = defineAction({
  name: 'group.unmap',
  schema: mappingSchema,
  run: unmapGroup,
  invalidate: () => refresh(),
})
const create = defineAction({
  name: 'role.create',
  schema: createRoleSchema,
  run: async (ctx, input) => {
    await createRole(ctx, input)
    return { key: input.key }
  },
  invalidate: () => revalidatePath('/admin/roles'),
})
const update = defineAction({
  name: 'role.update',
  schema: updateRoleSchema,
  run: async (ctx, input) => {
    await updateRole(ctx, input)
    return { key: input.key }
  },
  invalidate: () => revalidatePath('/admin/roles'),
})
const remove = defineAction({
  name: 'role.delete',
  schema: deleteRoleSchema,
  run: deleteRole,
  invalidate: () => revalidatePath('/admin/roles'),
})
const savePreferencesOf = defineAction({
  name: 'user.preferences',
  schema: preferencesSchema,
  run: savePreferences,
  invalidate: () => refresh(),
})
const endOwn = defineAction({
  name: 'session.end',
  schema: sessionSchema,
  run: revokeOwnSession,
  invalidate: () => refresh(),
})
const endOthers = defineAction({
  name: 'session.end-others',
  schema: z.object({}),
  run: async (ctx) => {
    const viewer = await currentViewer()
    return { ended: await revokeOtherSessions(ctx, { currentKey: viewer?.sessionKey ?? '' }) }
  },
  invalidate: () => refresh(),
})

export async function giveRoleAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await give(form)
}

export async function takeRoleAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await take(form)
}

export async function disableUserAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await disable(form)
}

export async function enableUserAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await enable(form)
}

export async function endSessionsAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await endSessions(form)
}

export async function mapGroupAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await map(form)
}

export async function unmapGroupAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await unmap(form)
}

export async function createRoleAction(_before: AccessState, form: FormData): Promise<AccessState> {
  const result = await create(form)
  if (result.ok) redirect(`/admin/roles/${result.data.key}`)
  return result
}

export async function updateRoleAction(_before: AccessState, form: FormData): Promise<AccessState> {
  const result = await update(form)
  if (result.ok) redirect(`/admin/roles/${result.data.key}`)
  return result
}

export async function deleteRoleAction(_before: AccessState, form: FormData): Promise<AccessState> {
  const result = await remove(form)
  if (result.ok) redirect('/admin/roles')
  return result
}

export async function savePreferencesAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await savePreferencesOf(form)
}

export async function endOwnSessionAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await endOwn(form)
}

export async function endOtherSessionsAction(_before: AccessState, form: FormData): Promise<AccessState> {
  return await endOthers(form)
}
