import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { needsOrder } from '../product-figures'
import { closeAnalytics } from '../service'
import { findProductFigures } from './product-figures'

function ctxWith(rights: readonly ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Reader', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

const WHOLE: ConditionedRight[] = [{ right: 'read:query' }]
const heldTo = (group: string): ConditionedRight[] => [
  { right: 'read:query', condition: { kind: 'productGroup', in: [group] } },
]

afterAll(closeAnalytics)

describe('the figures of a product', () => {
  it('are its own: they add up to its revenue and units in Northwind', async () => {
    const found = await findProductFigures(ctxWith(WHOLE), { code: 'NW-001' })
    const units = found?.months.reduce((sum, { quantity }) => sum + Number(quantity), 0)
    const revenue = found?.months.reduce((sum, month) => sum + BigInt(month.revenue.replace('.', '')), 0n)
    expect([found?.months.length, units, revenue]).toEqual([18, 828, 127881000n])
    expect(found?.standing).toEqual({
      productGroup: 'Beverages',
      place: 6,
      products: 12,
      inStock: 39,
      onOrder: 0,
      reorderLevel: 10,
    })
  })

  it('are shown to a reader of its group, and not to one of another, which is no refusal', async () => {
    const mine = await findProductFigures(ctxWith(heldTo('BEVERAGES')), { code: 'NW-001' })
    expect(mine?.standing?.place).toBe(6)
    const other = ctxWith(heldTo('SEAFOOD'))
    expect(await findProductFigures(other, { code: 'NW-001' })).toBeNull()
    expect(await db().auditEvent.count({ where: { actorId: other.actor.id } })).toBe(0)
  })

  it('are none without the right, nobody being refused, and none of a product that the warehouse does not know', async () => {
    const nobody = ctxWith([{ right: 'read:product' }])
    expect(await findProductFigures(nobody, { code: 'NW-001' })).toBeNull()
    expect(await db().auditEvent.count({ where: { actorId: nobody.actor.id } })).toBe(0)
    expect(await findProductFigures(ctxWith(WHOLE), { code: `NO-${randomUUID()}` })).toBeNull()
    expect(await findProductFigures(ctxWith(WHOLE), { code: `' OR true --` })).toBeNull()
  })

  it.each([
    [10, 0, 10, true],
    [11, 0, 10, false],
    [0, 40, 10, false],
    [null, 0, 10, false],
  ])(
    'ask for an order at %s in stock, %s on order, level %s: %s',
    (inStock, onOrder, reorderLevel, needed) => {
      const standing = { productGroup: 'X', place: 1, products: 1, inStock, onOrder, reorderLevel }
      expect(needsOrder(standing)).toBe(needed)
    },
  )
})
