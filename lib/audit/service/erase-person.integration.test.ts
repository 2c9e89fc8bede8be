import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { ctxOf, sealDepsForTest, sealUntil } from '@/lib/testing/audit'
import { recordChange } from '../service'
import { verifyRecord } from '../verification'
import { erasePersonFromAudit } from './erase-person'

describe('erasePersonFromAudit', () => {
  const admin = ctxOf({ name: 'Ad Min', rights: [{ right: 'edit:user' }] })

  it('refuses who may not, and erases nothing', async () => {
    const stranger = ctxOf()
    await expect(erasePersonFromAudit(stranger, { userId: admin.actor.id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const events = await db().auditEvent.findMany({ where: { action: 'audit.erased' } })
    expect(events).toMatchObject([{ outcome: 'refused', subjectKind: 'user', subjectId: admin.actor.id }])
  })

  it('takes out names and addresses of one person, leaves those of others, and breaks no hash', async () => {
    const deps = await sealDepsForTest()
    const person = randomUUID()
    const acting = ctxOf({ id: person, name: 'Gone Soon' })
    await inTransaction(async (tx) => {
      await recordChange(tx, acting, {
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
    expect(await erasePersonFromAudit(admin, { userId: person })).toEqual({ erased: 2 })
    const left = await db().auditPersonal.findMany({ where: { value: { not: null } } })
    const values = left.map(({ value }) => value)
    expect(values).not.toContain('Gone Soon')
    expect(values).not.toContain('gone@example.com')
    expect(values).toContain('stays@example.com')
    expect(values).toContain('Ad Min')
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, erased: 2 })
    expect(
      await db().auditEvent.findFirst({ where: { action: 'audit.erased', subjectId: person } }),
    ).toMatchObject({
      actorId: admin.actor.id,
      subjectId: person,
      outcome: 'done',
    })
  })

  it('is the only way: the portal may not change a personal value itself', async () => {
    await expect(db().$executeRaw`UPDATE audit_personal SET value = 'x'`).rejects.toThrow(/permission denied/)
    await expect(db().$executeRaw`SELECT audit_archive(1)`).rejects.toThrow(/permission denied/)
  })
})
