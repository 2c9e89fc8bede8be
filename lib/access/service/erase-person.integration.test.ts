import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { recordChange } from '@/lib/audit/service'
import { verifyRecord } from '@/lib/audit/verification'
import { db, inTransaction } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { ctxOf, sealDepsForTest, sealUntil } from '@/lib/testing/audit'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { disableUser } from './disable-user'
import { erasePerson } from './erase-person'

const idOf = async () => (await createTestSession({ role: 'viewer', name: 'Gone Soon' })).userId as UserId

describe('erasing a person', () => {
  it('is refused to who may not, of nobody, and of somebody who may still sign in; refusals are recorded', async () => {
    const userId = await idOf()
    const operator = await createTestCtx({ role: 'operator' })
    const admin = await createTestCtx({ role: 'admin' })
    await expect(erasePerson(operator, { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(erasePerson(admin, { userId })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(erasePerson(admin, { userId: randomUUID() as UserId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await db().user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ name: 'Gone Soon' })
    expect(await db().auditEvent.findMany({ where: { subjectId: userId } })).toMatchObject([
      { action: 'user.erased', outcome: 'refused', actorId: operator.actor.id },
    ])
  })

  it('takes their names and addresses out of the portal and the record, leaves those of others, and breaks no hash', async () => {
    const deps = await sealDepsForTest()
    const admin = await createTestCtx({ role: 'admin', name: 'Ad Min' })
    const person = await idOf()
    await disableUser(admin, { userId: person })
    await inTransaction(async (tx) => {
      await recordChange(tx, ctxOf({ id: person, name: 'Gone Soon' }), {
        action: 'user.updated',
        subject: { kind: 'user', id: admin.actor.id },
        personal: { 'email.after': 'stays@example.com' },
      })
      await recordChange(tx, admin, {
        action: 'user.updated',
        subject: { kind: 'user', id: person },
        personal: { 'email.before': 'gone@example.com' },
      })
    })
    await sealUntil(deps, await db().auditEvent.count())
    expect(await erasePerson(admin, { userId: person })).toEqual({ erased: 2 })
    const left = await db().auditPersonal.findMany({ where: { value: { not: null } } })
    const values = left.map(({ value }) => value)
    expect(values).not.toContain('Gone Soon')
    expect(values).not.toContain('gone@example.com')
    expect(values).toContain('stays@example.com')
    expect(values).toContain('Ad Min')
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, erased: 2 })
    expect(await db().user.findUniqueOrThrow({ where: { id: person } })).toMatchObject({
      name: 'Erased person',
      email: null,
      emailVerified: false,
      subject: `erased:${person}`,
    })
    expect(await db().session.count({ where: { userId: person } })).toBe(0)
    expect(
      await db().auditEvent.findFirst({
        where: { action: 'user.erased', subjectId: person, outcome: 'done' },
      }),
    ).toMatchObject({ actorId: admin.actor.id })
  })

  it('is the only way: the portal may not change a personal value itself', async () => {
    await expect(db().$executeRaw`UPDATE audit_personal SET value = 'x'`).rejects.toThrow(/permission denied/)
    await expect(db().$executeRaw`SELECT audit_archive(1)`).rejects.toThrow(/permission denied/)
  })
})
