import { beforeEach, describe, expect, it } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { asIntruder, ctxOf, sealUntil, wipeRecord } from '@/lib/testing/audit'
import { recordChange } from '../service'
import { verifyRecord } from '../verification'
import { archiveAudit } from './archive-audit'
import { sealDeps } from './verify-audit'

const operator = ctxOf({ kind: 'cli', id: 'cli:tester' })
const before = new Date('2026-03-01T00:00:00Z')

async function recordAt(month: number): Promise<void> {
  const ctx = { ...ctxOf(), now: () => new Date(Date.UTC(2026, month - 1, 15)) }
  const subject = { kind: 'product', id: `month-${month}` }
  await inTransaction((tx) => recordChange(tx, ctx, { action: 'product.updated', subject }))
}

let sealed = 0
beforeEach(async () => {
  if (sealed > 0) return
  await wipeRecord()
  for (const month of [1, 2, 2, 3, 4]) await recordAt(month)
  await sealUntil(sealDeps(), 5)
  sealed = 5
})

describe('archiveAudit', () => {
  it('refuses whoever is not on the command line, and records that', async () => {
    const admin = ctxOf({ rights: [{ right: 'read:audit' }, { right: 'export:audit' }] })
    await expect(archiveAudit(admin, { before })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await db().auditSeal.count()).toBe(5)
    expect(await db().auditEvent.count({ where: { actorId: admin.actor.id, outcome: 'refused' } })).toBe(1)
  })

  it('takes out what is older, and the record verifies from its signed starting point on', async () => {
    expect(await archiveAudit(operator, { before })).toEqual({ archived: 3, upTo: 3n })
    const left = await db().auditEvent.findMany({ where: { subjectKind: 'product' }, orderBy: { at: 'asc' } })
    expect(left.map(({ subjectId }) => subjectId)).toEqual(['month-3', 'month-4'])
    const verified = await verifyRecord(sealDeps())
    expect(verified).toMatchObject({ ok: true, lastPosition: 5n })
    expect(verified.notes.join()).toMatch(/Archived up to position 3/)
    expect(
      await db().auditPersonal.count({
        where: { eventId: { notIn: left.map(({ id }) => id) }, field: 'note' },
      }),
    ).toBe(0)
    await sealUntil(sealDeps(), 2)
    expect(await verifyRecord(sealDeps())).toMatchObject({ ok: true, lastPosition: 7n })
  })

  it('finds nothing more to do a second time', async () => {
    expect(await archiveAudit(operator, { before })).toEqual({ archived: 0, upTo: 3n })
  })

  it('names what is deleted without a signed starting point, by the same function', async () => {
    await asIntruder((client) => client.query('SELECT audit_archive(4)'))
    const { faults } = await verifyRecord(sealDeps())
    expect(faults.map(({ kind, position }) => `${kind} ${position}`)).toEqual(['row-deleted 4'])
  })

  it('does not archive a record in which something is wrong', async () => {
    await expect(archiveAudit(operator, { before: new Date('2026-12-01') })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'faults', faults: { 'row-deleted': 1 } },
    })
  })
})
