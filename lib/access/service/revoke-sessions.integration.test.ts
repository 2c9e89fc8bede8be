import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { resolveViewer } from './resolve-viewer'
import { listOwnSessions, revokeOtherSessions, revokeOwnSession, revokeUserSessions } from './revoke-sessions'

const isOpen = async (key: string) =>
  (await resolveViewer(key, { now: new Date(), requestId: 'test-request' })) !== null

describe('one’s own sessions', () => {
  it('are listed, and end one by one or all but this one, each with an audit row', async () => {
    const first = await createTestSession({ role: 'viewer' })
    const ctx = await ctxOf(first.sessionKey)
    const [second, third, fourth] = await Promise.all(
      [1, 2, 3].map(() => createTestSession({ userId: first.userId })),
    )
    const listed = await listOwnSessions(ctx, { currentKey: first.sessionKey })
    expect(listed).toHaveLength(4)
    expect(listed.filter((session) => session.current).map((session) => session.key)).toEqual([
      first.sessionKey,
    ])
    await revokeOwnSession(ctx, { key: second?.sessionKey ?? '' })
    expect(await isOpen(second?.sessionKey ?? '')).toBe(false)
    expect(await revokeOtherSessions(ctx, { currentKey: first.sessionKey })).toBe(2)
    expect(await isOpen(third?.sessionKey ?? '')).toBe(false)
    expect(await isOpen(first.sessionKey)).toBe(true)
    expect(await auditOf(fourth?.sessionKey ?? '')).toMatchObject([
      { action: 'session.ended', outcome: 'done', actorId: first.userId },
    ])
  })

  it('are nobody else’s to end', async () => {
    const ctx = await createTestCtx({ role: 'admin' })
    const other = await createTestSession({ role: 'viewer' })
    await expect(revokeOwnSession(ctx, { key: other.sessionKey })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await isOpen(other.sessionKey)).toBe(true)
  })
})

describe('the sessions of somebody', () => {
  it('end by an administrator, and by nobody without the right', async () => {
    const other = await createTestSession({ role: 'viewer' })
    const userId = other.userId as UserId
    await expect(
      revokeUserSessions(await createTestCtx({ role: 'operator' }), { userId }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await isOpen(other.sessionKey)).toBe(true)
    expect(await auditOf(userId)).toMatchObject([{ action: 'session.ended', outcome: 'refused' }])
    expect(await revokeUserSessions(await createTestCtx({ role: 'admin' }), { userId })).toBe(1)
    expect(await isOpen(other.sessionKey)).toBe(false)
    expect(await auditOf(other.sessionKey)).toMatchObject([{ action: 'session.ended', outcome: 'done' }])
  })

  it('do not end by who holds less than they do, and the refusal names what is lacking', async () => {
    await db().role.create({
      data: { key: 'desk', name: 'Desk', rights: [{ right: 'edit:user' }, { right: 'read:product' }] },
    })
    const desk = await createTestCtx({ role: 'desk' })
    const admin = await createTestSession({ role: 'admin' })
    const colleague = await createTestSession({ role: 'desk' })
    await expect(revokeUserSessions(desk, { userId: admin.userId as UserId })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { reason: 'more than you hold' },
    })
    expect(await isOpen(admin.sessionKey)).toBe(true)
    expect(await auditOf(admin.userId)).toMatchObject([{ action: 'session.ended', outcome: 'refused' }])
    expect(await revokeUserSessions(desk, { userId: colleague.userId as UserId })).toBe(1)
    expect(await isOpen(colleague.sessionKey)).toBe(false)
  })

  it('do not end where there is nobody', async () => {
    const userId = randomUUID() as UserId
    await expect(
      revokeUserSessions(await createTestCtx({ role: 'admin' }), { userId }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
