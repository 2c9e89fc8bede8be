import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import type { QueryKey } from '../model'
import { closeAnalytics, exportQuery, listParameters, runQuery } from '../service'

const STACKED = 'revenue-by-month-and-group' as QueryKey

function reader(given: readonly ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Test Reader', rights: given }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

const heldTo = (groups: string[]) =>
  reader([
    { right: 'read:query', condition: { kind: 'productGroup', in: groups } },
    { right: 'export:query', condition: { kind: 'productGroup', in: groups } },
  ])

const fieldsOf = async (work: Promise<unknown>) =>
  await work.then(
    () => null,
    (error: { code: string; fieldErrors?: Record<string, string[]> }) => [error.code, error.fieldErrors],
  )

afterAll(closeAnalytics)

describe('values that another query lists', () => {
  it('are those of the reader’s rows', async () => {
    const whole = await listParameters(reader([{ right: 'read:query' }]), { key: STACKED })
    expect(whole.find(({ name }) => name === 'groups')).toMatchObject({
      listed: true,
      allowed: { length: 8 },
    })
    const held = await listParameters(heldTo(['SEAFOOD', 'PRODUCE']), { key: STACKED })
    expect(held.find(({ name }) => name === 'groups')?.allowed).toEqual(['PRODUCE', 'SEAFOOD'])
  })

  it('are all that may be asked for, by page and by export', async () => {
    const ctx = heldTo(['SEAFOOD', 'PRODUCE'])
    const asked = { key: STACKED, purpose: 'page' as const }
    const answer = await runQuery(ctx, { ...asked, parameters: { groups: 'SEAFOOD' } })
    expect(answer.rows.length).toBeGreaterThan(0)
    const refused = ['VALIDATION', { groups: [expect.stringMatching(/is not one of PRODUCE, SEAFOOD$/)] }]
    const parameters = { groups: 'SEAFOOD, BEVERAGES' }
    expect(await fieldsOf(runQuery(ctx, { ...asked, parameters }))).toEqual(refused)
    expect(await fieldsOf(exportQuery(ctx, { key: STACKED, parameters }))).toEqual(refused)
  })

  it('are none for who does not reach the query that lists them, and no refusal is recorded of it', async () => {
    const ctx = reader([{ right: 'read:query', condition: { kind: 'tag', in: ['revenue'] } }])
    const parameters = { groups: 'SEAFOOD' }
    expect(await fieldsOf(runQuery(ctx, { key: STACKED, purpose: 'page', parameters }))).toEqual([
      'VALIDATION',
      { groups: [expect.stringMatching(/is not among what may be asked for$/)] },
    ])
    expect((await runQuery(ctx, { key: STACKED, purpose: 'page' })).rows.length).toBeGreaterThan(0)
    expect(await db().auditEvent.count({ where: { actorId: ctx.actor.id, outcome: 'refused' } })).toBe(0)
  })

  it('are refused to who may not read queries, and that is recorded', async () => {
    const ctx = reader([])
    expect(await fieldsOf(listParameters(ctx, { key: STACKED }))).toEqual(['FORBIDDEN', undefined])
    expect(await db().auditEvent.count({ where: { actorId: ctx.actor.id, outcome: 'refused' } })).toBe(1)
  })
})
