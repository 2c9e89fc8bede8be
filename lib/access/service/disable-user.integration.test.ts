import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { disableUser, enableUser } from './disable-user'
import { resolveViewer } from './resolve-viewer'

const viewerOf = (key: string) => resolveViewer(key, { now: new Date(), requestId: 'test-request' })

beforeEach(async () => {
  await db().user.deleteMany()
})

describe('disabling somebody', () => {
  it('refuses them at their next request, until they are enabled again', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    const { sessionKey, userId } = await createTestSession({ role: 'editor' })
    await disableUser(admin, { userId: userId as UserId })
    expect(await viewerOf(sessionKey)).toMatchObject({ disabled: true, actor: { rights: [] } })
    await disableUser(admin, { userId: userId as UserId })
    await enableUser(admin, { userId: userId as UserId })
    const viewer = await viewerOf(sessionKey)
    expect(viewer).toMatchObject({ disabled: false })
    expect(viewer?.actor.rights.length).toBeGreaterThan(0)
    expect((await auditOf(userId)).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['user.disabled', 'done'],
      ['user.enabled', 'done'],
    ])
  })

  it('is refused to who has no right to it, and against who holds more; both are recorded', async () => {
    await db().role.deleteMany()
    await db().role.create({ data: { key: 'porter', name: 'Porter', rights: [{ right: 'edit:user' }] } })
    const { userId } = await createTestSession({ role: 'editor' })
    for (const role of ['operator', 'porter']) {
      const ctx = await createTestCtx({ role })
      await expect(disableUser(ctx, { userId: userId as UserId })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
      await expect(enableUser(ctx, { userId: userId as UserId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const rows = await auditOf(userId)
    expect(rows.filter(({ outcome }) => outcome === 'refused')).toHaveLength(4)
    expect((await db().user.findUniqueOrThrow({ where: { id: userId } })).disabledAt).toBeNull()
  })

  it('is not possible for oneself, for the last administrator, or for nobody', async () => {
    const admin = await createTestCtx({ role: 'admin' })
    await expect(disableUser(admin, { userId: admin.userId })).rejects.toMatchObject({ code: 'CONFLICT' })
    const cli = { ...admin, actor: { ...admin.actor, kind: 'cli' as const, id: 'cli:root' } }
    await expect(disableUser(cli, { userId: admin.userId })).rejects.toMatchObject({ code: 'LAST_ADMIN' })
    await expect(disableUser(admin, { userId: randomUUID() as UserId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
