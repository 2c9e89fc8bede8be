import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db, inTransaction } from '@/lib/platform/db'
import { flushRefusals, recordChange, recordFailure, recordRefusal } from './service'

function userCtx(name = 'Test Person'): Ctx {
  return {
    actor: { kind: 'user', id: randomUUID(), name, rights: [] },
    requestId: randomUUID(),
    now: () => new Date('2026-02-03T04:05:06.789Z'),
  }
}

const subject = { kind: 'product', id: 'p-1' }
const rowsOf = (ctx: Ctx) => db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
const personalOf = (eventId = '') => db().auditPersonal.findMany({ where: { eventId } })

describe('recordChange', () => {
  it('keeps who, what, when and the fields before and after', async () => {
    const ctx = userCtx()
    await inTransaction((tx) =>
      recordChange(tx, ctx, {
        action: 'product.updated',
        subject,
        changes: {
          name: { before: 'Chai', after: 'Chai "masala" \u0000' },
          price: { before: undefined, after: 18.5 },
        },
      }),
    )
    const [row] = await rowsOf(ctx)
    expect(row).toMatchObject({
      actorKind: 'user',
      action: 'product.updated',
      subjectKind: 'product',
      subjectId: 'p-1',
      outcome: 'done',
      requestId: ctx.requestId,
      count: 1,
      changes: {
        name: { before: 'Chai', after: 'Chai "masala" \uFFFD' },
        price: { before: null, after: 18.5 },
      },
    })
    expect(row?.at).toEqual(ctx.now())
  })

  it('keeps names and addresses apart from the event, each with a salt of its own', async () => {
    const ctx = userCtx()
    const personal = { email: 'bob@example.com', 'manager.email': 'bob@example.com' }
    await inTransaction((tx) => recordChange(tx, ctx, { action: 'user.updated', subject, personal }))
    const [row] = await rowsOf(ctx)
    expect(JSON.stringify({ ...row, xid: 0 })).not.toMatch(/bob|Ada/)
    const kept = await personalOf(row?.id)
    const values = Object.fromEntries(kept.map(({ field, value }) => [field, value]))
    expect(values).toEqual({ ...personal, 'actor.name': 'Test Person' })
    expect(new Set(kept.map(({ commitment }) => commitment)).size).toBe(3)
  })

  it('leaves no row when the change is taken back', async () => {
    const ctx = userCtx()
    const work = inTransaction(async (tx) => {
      await recordChange(tx, ctx, { action: 'product.updated', subject })
      throw new Error('taken back')
    })
    await expect(work).rejects.toThrow('taken back')
    expect(await rowsOf(ctx)).toEqual([])
  })

  it('does not let the portal say which transaction wrote a row', async () => {
    await expect(
      db()
        .$executeRaw`INSERT INTO audit_event (id, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, mac, xid)
        VALUES (gen_random_uuid(), 'user', 'x', 'a', 'b', 'c', 'done', 'r', 'm', 1)`,
    ).rejects.toThrow(/permission denied/)
  })
})

describe('recordRefusal', () => {
  it('writes the first of a kind at once, with the right that was missing', async () => {
    const ctx = userCtx()
    await recordRefusal(ctx, { action: 'product.update', subject, right: 'edit:product' })
    expect(await rowsOf(ctx)).toMatchObject([
      {
        outcome: 'refused',
        count: 1,
        subjectId: 'p-1',
        changes: { right: { before: null, after: 'edit:product' } },
      },
    ])
  })

  it('writes ten thousand refusals as few rows whose counts add up', async () => {
    const ctx = userCtx()
    const refusals = Array.from({ length: 10_000 }, (_, index) =>
      recordRefusal(ctx, { action: 'product.read', subject: { kind: 'product', id: `p-${index}` } }),
    )
    await Promise.all(refusals)
    await flushRefusals()
    const rows = await rowsOf(ctx)
    expect(rows.length).toBeLessThan(5)
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(10_000)
    expect(rows.map((row) => row.subjectId).sort()).toEqual(['*', 'p-0'])
  })

  it('keeps failures apart from refusals, with their code', async () => {
    const ctx = userCtx()
    await recordRefusal(ctx, { action: 'workflow.start', subject })
    await recordFailure(ctx, { action: 'workflow.start', subject, code: 'UPSTREAM_TIMEOUT' })
    const rows = await rowsOf(ctx)
    expect(rows.map((row) => row.outcome).sort()).toEqual(['failed', 'refused'])
    expect(rows.find((row) => row.outcome === 'failed')?.changes).toMatchObject({
      code: { after: 'UPSTREAM_TIMEOUT' },
    })
  })
})
