import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import { can, canSome } from '../policy'
import { mapGroup, unmapGroup } from './map-group'

describe('mapping a group of the identity provider', () => {
  it('gives the role to everybody in it at their next request, and takes it again', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const group = `staff ${randomUUID()}`
    const { sessionKey } = await createTestSession({ groups: [group, 'other'] })
    await mapGroup(admin, { identityGroup: group, roleKey: 'viewer', condition: BEVERAGES })
    const { actor } = await ctxOf(sessionKey)
    expect(can(actor, 'read:product', { productGroupCode: 'BEVERAGES' })).toBe(true)
    expect(can(actor, 'read:product', { productGroupCode: null })).toBe(false)
    const mapping = await db().groupMapping.findFirstOrThrow({ where: { identityGroup: group } })
    await unmapGroup(admin, { mappingId: mapping.id })
    expect(canSome((await ctxOf(sessionKey)).actor, 'read:product')).toBe(false)
    expect(await auditOf(group)).toMatchObject([
      {
        action: 'group.mapped',
        outcome: 'done',
        actorId: admin.userId,
        changes: { role: { after: 'viewer' } },
      },
      { action: 'group.unmapped', outcome: 'done', changes: { condition: { before: BEVERAGES } } },
    ])
  })

  it('is refused to who has no right to it, and to who would give or take more than they hold', async () => {
    await db().role.create({ data: { key: 'mapper', name: 'Mapper', rights: [{ right: 'grant:role' }] } })
    const group = `staff ${randomUUID()}`
    const mapping = await db().groupMapping.create({ data: { identityGroup: group, roleKey: 'admin' } })
    for (const role of ['operator', 'mapper']) {
      const ctx = await createTestCtx({ role })
      const asked = { identityGroup: group, roleKey: 'editor', condition: null }
      await expect(mapGroup(ctx, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(unmapGroup(ctx, { mappingId: mapping.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect((await auditOf(group)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
    expect((await auditOf(mapping.id)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
    expect(await db().groupMapping.count({ where: { identityGroup: group } })).toBe(1)
  })

  it('gives a role once, and only one that is there', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const asked = { identityGroup: `staff ${randomUUID()}`, roleKey: 'viewer', condition: null }
    await mapGroup(admin, asked)
    await expect(mapGroup(admin, asked)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(mapGroup(admin, { ...asked, roleKey: 'nobody' })).rejects.toMatchObject({
      code: 'VALIDATION',
    })
    await expect(unmapGroup(admin, { mappingId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
