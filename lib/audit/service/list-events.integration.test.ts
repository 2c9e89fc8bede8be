import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { ctxOf, recordSome, wipeRecord } from '@/lib/testing/audit'
import { type AuditFilter, parseAuditPage } from '../schema'
import { flushRefusals, recordChange, recordRefusal } from '../service'
import { historyOf } from './history-of'
import { listAuditEvents, listAuditWords } from './list-events'

const reader = ctxOf({ name: 'Rea Der', rights: [{ right: 'read:audit' }] })
const list = (filter: AuditFilter, page = {}) =>
  listAuditEvents(reader, { filter, timeZone: 'UTC', limit: 4, page: parseAuditPage(page) })
const idsOf = async (filter: AuditFilter) => (await list(filter)).events.map(({ subject }) => subject.id)

beforeEach(wipeRecord)

describe('listAuditEvents', () => {
  it('refuses who may not read the record, and records that', async () => {
    const stranger = ctxOf()
    await expect(listAuditEvents(stranger, { filter: {}, timeZone: 'UTC' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'read:audit' },
    })
    await expect(listAuditWords(stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await flushRefusals()
    const { events } = await list({ actor: stranger.actor.id })
    expect(events.length).toBeGreaterThan(0)
    expect(events.every(({ outcome }) => outcome === 'refused')).toBe(true)
    expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })

  it('goes through pages in both directions and shows each event once', async () => {
    await recordSome(10)
    const first = await list({})
    const second = await list({}, { after: first.older ?? '' })
    const third = await list({}, { after: second.older ?? '' })
    const shown = [first, second, third].map(({ events }) => events.map(({ subject }) => subject.id))
    expect(shown).toEqual([
      ['e-10', 'e-9', 'e-8', 'e-7'],
      ['e-6', 'e-5', 'e-4', 'e-3'],
      ['e-2', 'e-1'],
    ])
    expect([first.newer, third.older, first.total, first.capped]).toEqual([null, null, 10, false])
    const back = await list({}, { before: third.newer ?? '' })
    expect(back.events.map(({ id }) => id)).toEqual(second.events.map(({ id }) => id))
    const top = await list({}, { before: back.newer ?? '' })
    expect([top.events.map(({ id }) => id), top.newer]).toEqual([first.events.map(({ id }) => id), null])
  })

  it('counts up to a thousand, and says that there are more', async () => {
    await db().$executeRaw`
      INSERT INTO audit_event (id, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, mac)
      SELECT gen_random_uuid(), 'job', 'many', 'a', 'b', 'c', 'done', 'r', '' FROM generate_series(1, 1001)`
    expect(await list({ actor: 'many' })).toMatchObject({ total: 1_000, capped: true })
  })

  it('narrows by each filter', async () => {
    const person = await db().user.create({
      data: {
        issuer: 'https://id.example/',
        subject: randomUUID(),
        name: 'Grace 100% Hopper',
        email: 'grace@example.com',
      },
    })
    const grace = ctxOf({ id: person.id, name: person.name })
    await recordSome(2)
    const late = { ...grace, now: () => new Date('2026-02-04T23:30:00Z') }
    await inTransaction((tx) =>
      recordChange(tx, late, { action: 'role.granted', subject: { kind: 'role', id: 'admin' } }),
    )
    await recordRefusal(grace, { action: 'role.grant', subject: { kind: 'role', id: 'editor' } })
    expect(await idsOf({ actor: 'hopper' })).toEqual(['admin', 'editor'])
    expect(await idsOf({ actor: 'grace@EXAMPLE' })).toEqual(['admin', 'editor'])
    expect(await idsOf({ actor: '100%' })).toEqual(['admin', 'editor'])
    expect(await idsOf({ actor: '%' })).toEqual(['admin', 'editor'])
    expect(await idsOf({ actor: person.id, outcome: 'refused' })).toEqual(['editor'])
    expect(await idsOf({ action: 'role.granted' })).toEqual(['admin'])
    expect(await idsOf({ action: 'role.*' })).toEqual(['admin', 'editor'])
    expect(await idsOf({ kind: 'product', id: 'e-2' })).toEqual(['e-2'])
    expect(await idsOf({ request: grace.requestId })).toEqual(['admin', 'editor'])
    expect(await idsOf({ from: '2026-02-04' })).toEqual(['admin'])
    expect(await idsOf({ to: '2026-02-03' })).toEqual(['editor', 'e-2', 'e-1'])
    expect(
      (await listAuditEvents(reader, { filter: { from: '2026-02-05' }, timeZone: 'Asia/Kathmandu' })).events,
    ).toHaveLength(1)
  })

  it('tells what products and people are called, and which words are in use', async () => {
    const product = await db().product.create({ data: { code: 'NW-1', codeKey: 'nw-1', name: 'Chai' } })
    await inTransaction((tx) =>
      recordChange(tx, ctxOf(), { action: 'product.updated', subject: { kind: 'product', id: product.id } }),
    )
    await recordSome(1)
    const { names } = await list({})
    expect([...names]).toEqual([[`product:${product.id}`, { name: 'NW-1 Chai', key: 'NW-1' }]])
    expect(await listAuditWords(reader)).toEqual({ actions: ['product.updated'], kinds: ['product'] })
  })
})

describe('historyOf', () => {
  it('shows what was done to one subject, newest first, without refusals', async () => {
    const ctx = ctxOf()
    const subject = { kind: 'product', id: 'e-1' }
    await recordSome(2, ctx)
    await recordSome(1, ctx)
    await recordRefusal(ctx, { action: 'product.update', subject })
    const history = await historyOf(ctx, subject)
    expect(history.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['product.updated', 'Test Person'],
      ['product.updated', 'Test Person'],
    ])
    expect(history[0]?.changes).toEqual({ price: { before: 1, after: 1.5 } })
  })
})
