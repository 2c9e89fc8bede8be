import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { createTestSession } from '@/lib/testing/session'
import { MAX_CUSTOM_ROLES, MAX_GROUP_MAPPINGS, type UserId } from './model'
import { disableUser } from './service/disable-user'
import { createRole, deleteRole } from './service/edit-role'
import { giveRole } from './service/give-role'
import { listGroupMappings, listRoles } from './service/list-roles'
import { mapGroup, unmapGroup } from './service/map-group'

/** By name behind all others, and with a right that those who act here lack. */
const LAST = { key: 'zz-last', name: 'Zz last', rights: [{ right: 'read:audit' }] }

beforeAll(async () => {
  const many = Array.from({ length: MAX_CUSTOM_ROLES - 2 }, (_, n) => ({
    key: `role-${n}`,
    name: `Role ${n}`,
  }))
  const desk = ['edit:user', 'grant:role', 'edit:role'].map((right) => ({ right }))
  await db().role.createMany({
    data: [
      ...many.map((role) => ({ ...role, rights: [] })),
      { key: 'desk', name: 'Desk', rights: desk },
      LAST,
    ],
  })
})

describe('as many roles as there may be', () => {
  it('are each counted where rights are compared, the last by name too', async () => {
    const desk = await createTestCtx({ role: 'desk' })
    const { userId } = await createTestSession({ role: LAST.key })
    const lacks = { code: 'FORBIDDEN', details: { right: 'read:audit', reason: 'more than you hold' } }
    await expect(disableUser(desk, { userId: userId as UserId })).rejects.toMatchObject(lacks)
    const give = { userId: desk.userId, roleKey: LAST.key, condition: null }
    await expect(giveRole(desk, give)).rejects.toMatchObject(lacks)
  })

  it('are all listed, and one more is refused in words until one is removed', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const portals = async () => (await listRoles(admin)).filter(({ builtIn }) => !builtIn).length
    expect(await portals()).toBe(MAX_CUSTOM_ROLES)
    const more = { key: 'one-more', name: 'One more', description: '', includes: [], rights: [] }
    await expect(createRole(admin, more)).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { key: [expect.stringContaining(`${MAX_CUSTOM_ROLES} roles already`)] },
    })
    await deleteRole(admin, { key: 'role-0', version: 1 })
    await createRole(admin, more)
    expect(await portals()).toBe(MAX_CUSTOM_ROLES)
  })

  it('hold when two make the last one at once', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await deleteRole(admin, { key: 'role-1', version: 1 })
    const make = (key: string) =>
      createRole(admin, { key, name: key, description: '', includes: [], rights: [] })
    const made = await Promise.allSettled([make('first'), make('second')])
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db().role.count()).toBe(MAX_CUSTOM_ROLES)
  })
})

describe('as many mappings of groups as there may be', () => {
  it('are all listed, and one more is refused in words until one is removed', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const there = await db().groupMapping.count()
    await db().groupMapping.createMany({
      data: Array.from({ length: MAX_GROUP_MAPPINGS - there }, (_, n) => ({
        identityGroup: `group-${n}`,
        roleKey: 'viewer',
      })),
    })
    const mappings = await listGroupMappings(admin)
    expect(mappings).toHaveLength(MAX_GROUP_MAPPINGS)
    const more = { identityGroup: 'one-more', roleKey: 'viewer', condition: null }
    await expect(mapGroup(admin, more)).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { identityGroup: [expect.stringContaining('mappings already')] },
    })
    await unmapGroup(admin, { mappingId: mappings[0]?.id ?? '' })
    await mapGroup(admin, more)
  })
})
