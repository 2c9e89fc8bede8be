import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { can } from '../policy'
import { giveRole } from './give-role'

describe('giving a role', () => {
  it('acts at the next request of a session that is open, and leaves an audit row', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { sessionKey, userId } = await createTestSession()
    const subject = { productGroupCode: 'BEVERAGES' }
    expect(can((await ctxOf(sessionKey)).actor, 'edit:product', subject)).toBe(false)
    await giveRole(admin, { userId: userId as UserId, roleKey: 'editor', condition: BEVERAGES })
    const { actor } = await ctxOf(sessionKey)
    expect(can(actor, 'edit:product', subject)).toBe(true)
    expect(can(actor, 'edit:product', { productGroupCode: 'SEAFOOD' })).toBe(false)
    expect(await auditOf(userId)).toEqual([
      {
        action: 'role.given',
        outcome: 'done',
        actorId: admin.userId,
        subjectId: userId,
        changes: {
          role: { before: null, after: 'editor' },
          condition: { before: null, after: BEVERAGES },
        },
      },
    ])
  })

  it('is refused to who has no right to it, and the refusal is recorded', async () => {
    const editor = await createTestCtx({ role: 'editor' })
    const { userId } = await createTestSession()
    const asked = { userId: userId as UserId, roleKey: 'viewer', condition: null }
    await expect(giveRole(editor, asked)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'grant:role' },
    })
    expect(await auditOf(userId)).toMatchObject([
      { action: 'role.given', outcome: 'refused', actorId: editor.userId },
    ])
    expect(await db().grant.count({ where: { userId } })).toBe(0)
  })

  it('gives nobody more than the giver holds, themselves included', async () => {
    await db().role.create({
      data: { key: 'granter', name: 'Granter', rights: [{ right: 'grant:role' }], includes: ['viewer'] },
    })
    const granter = await createTestCtx({ role: 'granter' })
    const { userId } = await createTestSession()
    for (const id of [userId as UserId, granter.userId]) {
      await expect(
        giveRole(granter, { userId: id, roleKey: 'admin', condition: null }),
      ).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
    }
    expect(await auditOf(userId)).toMatchObject([{ action: 'role.given', outcome: 'refused' }])
    await giveRole(granter, { userId: userId as UserId, roleKey: 'viewer', condition: BEVERAGES })
    expect(await db().grant.count({ where: { userId } })).toBe(1)
  })

  it('gives a role once whole and once under each condition', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { userId } = await createTestSession()
    const whole = { userId: userId as UserId, roleKey: 'viewer', condition: null }
    await giveRole(admin, whole)
    await giveRole(admin, { ...whole, condition: BEVERAGES })
    await expect(giveRole(admin, whole)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(giveRole(admin, { ...whole, condition: BEVERAGES })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await db().grant.count({ where: { userId } })).toBe(2)
  })

  it('says what does not fit: no such person, no such role, a condition under which nothing is left', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { userId } = await createTestSession()
    const given = { userId: userId as UserId, roleKey: 'viewer', condition: null }
    await expect(giveRole(admin, { ...given, userId: randomUUID() as UserId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(giveRole(admin, { ...given, roleKey: 'nobody' })).rejects.toMatchObject({
      fieldErrors: { roleKey: expect.any(Array) },
    })
    await db().role.create({ data: { key: 'auditor', name: 'Auditor', rights: [{ right: 'read:audit' }] } })
    await expect(
      giveRole(admin, { ...given, roleKey: 'auditor', condition: BEVERAGES }),
    ).rejects.toMatchObject({
      fieldErrors: { conditionKind: expect.any(Array) },
    })
  })
})
