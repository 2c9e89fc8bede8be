import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import { can, canSome } from '../policy'
import { createRole, deleteRole, updateRole } from './edit-role'

const CONTENT = {
  name: 'Taster',
  description: '',
  includes: [],
  rights: [{ right: 'read:product' as const }],
}
let sequence = 0
let key = ''

beforeEach(() => {
  key = `taster-${++sequence}`
})

describe('a role made in the portal', () => {
  it('gives its rights and those of the roles it includes, and changes act at the next request', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await createRole(admin, { ...CONTENT, key, includes: ['analyst'] })
    const { sessionKey } = await createTestSession({ role: key })
    expect(canSome((await ctxOf(sessionKey)).actor, 'export:query')).toBe(true)
    const rights = [{ right: 'edit:product' as const, condition: { kind: 'tag' as const, in: ['new'] } }]
    await updateRole(admin, { ...CONTENT, key, version: 1, rights })
    const { actor } = await ctxOf(sessionKey)
    expect(canSome(actor, 'export:query')).toBe(false)
    expect(can(actor, 'edit:product', { tags: ['new'] })).toBe(true)
    expect(can(actor, 'edit:product', { tags: ['old'] })).toBe(false)
    expect(await auditOf(key)).toMatchObject([
      { action: 'role.created', outcome: 'done', actorId: admin.userId },
      {
        action: 'role.updated',
        outcome: 'done',
        changes: { includes: { before: ['analyst'], after: [] }, rights: { after: rights } },
      },
    ])
  })

  it('is not saved over somebody else’s change', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await createRole(admin, { ...CONTENT, key })
    await updateRole(admin, { ...CONTENT, key, version: 1, name: 'First' })
    await expect(updateRole(admin, { ...CONTENT, key, version: 1, name: 'Second' })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { version: 2 },
    })
    await expect(deleteRole(admin, { key, version: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect((await db().role.findUniqueOrThrow({ where: { key } })).name).toBe('First')
  })

  it('cannot be removed while a person, a group or a role holds to it', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await createRole(admin, { ...CONTENT, key })
    const remove = () => deleteRole(admin, { key, version: 1 })
    const { userId } = await createTestSession({ role: key })
    await expect(remove()).rejects.toMatchObject({ code: 'CONFLICT', details: { people: 1 } })
    await db().grant.deleteMany({ where: { userId } })
    const mapping = await db().groupMapping.create({ data: { identityGroup: key, roleKey: key } })
    await expect(remove()).rejects.toMatchObject({ code: 'CONFLICT', details: { groups: 1 } })
    await db().groupMapping.delete({ where: { id: mapping.id } })
    await createRole(admin, { ...CONTENT, key: `${key}-more`, includes: [key] })
    await expect(remove()).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { includedBy: [`${key}-more`] },
    })
    await deleteRole(admin, { key: `${key}-more`, version: 1 })
    await remove()
    expect((await auditOf(key)).at(-1)).toMatchObject({ action: 'role.deleted', outcome: 'done' })
  })

  it('is refused to who has no right to it, and to who would give more than they hold', async () => {
    await db().role.create({
      data: {
        key: `shaper-${key}`,
        name: 'Shaper',
        rights: [{ right: 'edit:role' }, { right: 'read:product' }],
      },
    })
    const shaper = await createTestCtx({ role: `shaper-${key}` })
    const viewer = await createTestCtx({ role: 'viewer' })
    const more = { ...CONTENT, includes: ['admin'] }
    await expect(createRole(viewer, { ...CONTENT, key })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(createRole(shaper, { ...more, key })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await createRole(shaper, { ...CONTENT, key })
    await expect(updateRole(shaper, { ...more, key, version: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(updateRole(viewer, { ...CONTENT, key, version: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(deleteRole(viewer, { key, version: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const outcomes = (await auditOf(key)).map(({ action, outcome }) => `${action} ${outcome}`)
    expect(outcomes.sort()).toEqual([
      'role.created done',
      'role.created refused',
      'role.created refused',
      'role.deleted refused',
      'role.updated refused',
      'role.updated refused',
    ])
  })

  it('has a key of its own, and includes what is there and not itself', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await expect(createRole(admin, { ...CONTENT, key: 'admin' })).rejects.toMatchObject({
      code: 'VALIDATION',
    })
    await createRole(admin, { ...CONTENT, key })
    await expect(createRole(admin, { ...CONTENT, key })).rejects.toMatchObject({
      fieldErrors: { key: [expect.any(String)] },
    })
    const including = (includes: string[]) => updateRole(admin, { ...CONTENT, key, version: 1, includes })
    await expect(including(['nothing'])).rejects.toMatchObject({ code: 'VALIDATION' })
    await expect(including([key])).rejects.toMatchObject({ code: 'VALIDATION' })
    await createRole(admin, { ...CONTENT, key: `${key}-outer`, includes: [key] })
    await expect(including([`${key}-outer`])).rejects.toMatchObject({ code: 'VALIDATION' })
    await expect(updateRole(admin, { ...CONTENT, key: 'viewer', version: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('what is stored and not understood', () => {
  it('gives nothing: unknown rights, conditions that do not fit, grants and mappings with odd conditions', async () => {
    await db().role.create({
      data: {
        key,
        name: 'Odd',
        rights: [
          { right: 'read:product', condition: { kind: 'weekday', in: ['monday'] } },
          { right: 'read:product', conditions: { kind: 'own' } },
          { right: 'read:knowledge', condition: { kind: 'productGroup', in: ['BEVERAGES'] } },
          { right: 'read:product', condition: { kind: 'productGroup', in: [] } },
          { right: 'fly:product' },
          'read:product',
          { right: 'read:segment' },
        ],
      },
    })
    const { sessionKey, userId } = await createTestSession({ role: key, groups: [key] })
    await db().grant.create({ data: { userId, roleKey: 'admin', condition: { kind: 'weekday' } } })
    await db().groupMapping.create({ data: { identityGroup: key, roleKey: 'admin', condition: ['own'] } })
    expect((await ctxOf(sessionKey)).actor.rights).toEqual([{ right: 'read:segment' }])
  })
})
