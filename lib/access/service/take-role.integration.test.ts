import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { canSome } from '../policy'
import { disableUser } from './disable-user'
import { takeRole } from './take-role'

async function grantOf(userId: string, roleKey = 'admin'): Promise<string> {
  return (await db().grant.findFirstOrThrow({ where: { userId, roleKey } })).id
}

beforeEach(async () => {
  await db().user.deleteMany()
})

describe('taking a role', () => {
  it('acts at the next request of a session that is open, and leaves an audit row', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { sessionKey, userId } = await createTestSession({ role: 'editor' })
    expect(canSome((await ctxOf(sessionKey)).actor, 'edit:product')).toBe(true)
    await takeRole(admin, { userId: userId as UserId, grantId: await grantOf(userId, 'editor') })
    expect((await ctxOf(sessionKey)).actor.rights).toEqual([])
    expect(await auditOf(userId)).toMatchObject([
      {
        action: 'role.taken',
        outcome: 'done',
        actorId: admin.userId,
        changes: { role: { before: 'editor' } },
      },
    ])
  })

  it('is refused to who has no right to it, and to who holds less than is taken', async () => {
    await db().role.deleteMany()
    await db().role.create({ data: { key: 'granter', name: 'Granter', rights: [{ right: 'grant:role' }] } })
    const { userId } = await createTestSession({ role: 'editor' })
    const asked = { userId: userId as UserId, grantId: await grantOf(userId, 'editor') }
    for (const role of ['viewer', 'granter']) {
      await expect(takeRole(await createTestCtx({ role }), asked)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
    }
    expect(await auditOf(userId, 'role.taken')).toMatchObject([
      { outcome: 'refused' },
      { outcome: 'refused' },
    ])
    expect(await grantOf(userId, 'editor')).toBe(asked.grantId)
  })

  it('does not take one person’s role in the name of another', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { userId } = await createTestSession({ role: 'editor' })
    const { userId: other } = await createTestSession()
    const grantId = await grantOf(userId, 'editor')
    await expect(takeRole(admin, { userId: other as UserId, grantId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await grantOf(userId, 'editor')).toBe(grantId)
  })
})

describe('the last administrator', () => {
  it('keeps the role, and the refusal is recorded', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    // Neither of these counts: disabled, by condition, or by group.
    await createTestSession({ role: 'admin', disabled: true })
    await createTestSession({ grants: [{ role: 'admin', condition: { kind: 'own' } }] })
    const asked = { userId: admin.userId, grantId: await grantOf(admin.userId) }
    await expect(takeRole(admin, asked)).rejects.toMatchObject({ code: 'LAST_ADMIN' })
    expect(await auditOf(admin.userId)).toMatchObject([{ action: 'role.taken', outcome: 'refused' }])
  })

  it.each([
    ['both are taken', 'take', 'take'],
    ['both are disabled', 'disable', 'disable'],
    ['one is taken, one disabled', 'take', 'disable'],
  ] as const)('remains when two act at once on the last two: %s', async (_name, one, other) => {
    for (let round = 0; round < 5; round++) {
      await db().user.deleteMany()
      const ann = await createTestCtx({ role: 'admin' })
      const ben = await createTestCtx({ role: 'admin' })
      const act = async (how: 'take' | 'disable', by: typeof ann, on: typeof ann) =>
        how === 'take'
          ? takeRole(by, { userId: on.userId, grantId: await grantOf(on.userId) })
          : disableUser(by, { userId: on.userId })
      const results = await Promise.allSettled([act(one, ann, ben), act(other, ben, ann)])
      const refused = results.filter((result) => result.status === 'rejected')
      expect(refused.map((result) => result.reason.code)).toEqual(['LAST_ADMIN'])
      const left = await db().grant.count({
        where: { roleKey: 'admin', user: { disabledAt: null } },
      })
      expect(left).toBe(1)
    }
  })
})
