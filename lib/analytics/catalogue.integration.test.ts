import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import type { Cell } from '@/lib/connectors/tabular'
import type { QueryAnswer, QueryKey } from './model'
import { closeAnalytics, runQuery } from './service'

// The figures were worked out from the files of analytics/data by another program, with exact fractions.

const GROUPS = [
  'BEVERAGES',
  'CONDIMENTS',
  'CONFECTIONS',
  'DAIRY-PRODUCTS',
  'GRAINS-CEREALS',
  'MEAT-POULTRY',
  'PRODUCE',
  'SEAFOOD',
]

function reader(groups?: readonly string[]): Ctx {
  const condition = groups === undefined ? undefined : { kind: 'productGroup' as const, in: groups }
  const rights = [{ right: 'read:query', condition }] as ConditionedRight[]
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Test Reader', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

async function ask(key: string, parameters: Record<string, string> = {}, groups?: readonly string[]) {
  return await runQuery(reader(groups), { key: key as QueryKey, parameters, purpose: 'page' })
}

function objectsOf({ columns, rows }: QueryAnswer): Record<string, Cell>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))
}

const units = (text: Cell | undefined) => BigInt(String(text).replace('.', ''))

afterAll(closeAnalytics)

describe('the figures of the catalogue', () => {
  it('are those of each month and product group', async () => {
    const answer = await ask('revenue-by-month-and-group')
    const rows = objectsOf(answer)
    expect(rows).toHaveLength(184)
    expect(rows.reduce((sum, { revenue }) => sum + units(revenue), 0n)).toBe(12_657_930_395n)
    expect(
      rows.find((row) => row.month === '1997-03-01' && row.product_group_code === 'SEAFOOD'),
    ).toMatchObject({
      revenue: '3483.5000',
    })
    expect(rows.filter(({ month }) => month === '1998-05-01')).toHaveLength(8)
  })

  it('are those of the groups and days that were chosen', async () => {
    const chosen = { groups: 'SEAFOOD, PRODUCE', since: '1997-03-01', until: '1997-03-31' }
    const rows = objectsOf(await ask('revenue-by-month-and-group', chosen))
    expect(rows.map(({ month, product_group }) => [month, product_group])).toEqual([
      ['1997-03-01', 'Produce'],
      ['1997-03-01', 'Seafood'],
    ])
  })

  it('are those of each country and product group', async () => {
    const rows = objectsOf(await ask('revenue-by-country-and-group'))
    expect(rows).toHaveLength(165)
    expect(new Set(rows.map(({ country }) => country)).size).toBe(21)
    expect(
      rows.find(({ country, product_group }) => country === 'Germany' && product_group === 'Beverages'),
    ).toMatchObject({ revenue: '54634.1200' })
  })

  it.each([
    ['1996', ['208083.97', '0.00', '152', '0']],
    ['1997', ['617085.20', '208083.97', '408', '152']],
    ['1998', ['440623.87', '617085.20', '270', '408']],
  ])('are those of the year %s beside the year before', async (year, expected) => {
    expect((await ask('revenue-of-a-year', { year })).rows).toEqual([expected])
  })

  it('are the units of every product beside its price', async () => {
    const rows = objectsOf(await ask('price-and-sales'))
    expect(rows).toHaveLength(77)
    expect(rows.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(51_317)
    expect(rows.find(({ product_code }) => product_code === 'NW-038')).toMatchObject({
      product: 'Côte de Blaye',
      unit_price: '263.50',
      quantity: '623',
    })
    expect(await ask('price-and-sales', { discontinued: 'false' })).toMatchObject({ rows: { length: 69 } })
  })

  it('are the products of which there is too little', async () => {
    const rows = objectsOf(await ask('products-to-reorder'))
    expect(rows.map(({ product_code, short_by }) => [product_code, Number(short_by)])).toEqual([
      ['NW-030', 5],
      ['NW-070', 5],
    ])
  })

  it('are the units in stock and on order of each group, without what is no longer sold', async () => {
    const rows = objectsOf(await ask('stock-by-group'))
    expect(rows.map((row) => [row.product_group, Number(row.in_stock), Number(row.on_order)])).toEqual([
      ['Seafood', 701, 120],
      ['Beverages', 539, 60],
      ['Condiments', 507, 170],
      ['Dairy Products', 393, 140],
      ['Confections', 386, 180],
      ['Grains/Cereals', 282, 90],
      ['Meat/Poultry', 136, 0],
      ['Produce', 74, 20],
    ])
    expect(rows.reduce((sum, { products }) => sum + Number(products), 0)).toBe(69)
    const own = objectsOf(await ask('stock-by-group', {}, ['SEAFOOD', 'PRODUCE']))
    expect(own.map((row) => row.product_group)).toEqual(['Seafood', 'Produce'])
  })

  it('are the orders that came late', async () => {
    const { rows } = await ask('late-orders')
    expect(rows).toEqual([
      ['United Package', '315', '16', 5.079365],
      ['Speedy Express', '245', '12', 4.897959],
      ['Federal Shipping', '249', '9', 3.614458],
    ])
    expect((await ask('late-orders', { shippers: '2, 3' })).rows).toHaveLength(2)
  })
})

describe('a scope by column', () => {
  const SCOPED: [string, Record<string, string>][] = [
    ['product-groups', {}],
    ['revenue-by-month-and-group', { since: '1997-03-01', until: '1997-04-30' }],
    ['revenue-by-country-and-group', { since: '1998-01-01' }],
    ['price-and-sales', {}],
    ['products-to-reorder', { margin: '100' }],
  ]

  it.each(SCOPED)(
    '%s gives the rows of the reader’s groups and no other, in the same order',
    async (key, given) => {
      const whole = await ask(key, given)
      const at = whole.columns.findIndex(({ name }) => name === 'product_group_code')
      expect(new Set(whole.rows.map((row) => row[at]))).toEqual(new Set(GROUPS))
      const groups = fc.uniqueArray(fc.constantFrom(...GROUPS, 'NO-SUCH-GROUP', `X') OR TRUE --`, ''), {
        minLength: 1,
        maxLength: 4,
      })
      await fc.assert(
        fc.asyncProperty(groups, async (held) => {
          const { rows } = await ask(key, given, held)
          expect(rows).toEqual(whole.rows.filter((row) => held.includes(String(row[at]))))
        }),
        { numRuns: 8 },
      )
    },
  )

  it('leaves a query without one to those who see every row', async () => {
    await expect(ask('late-orders', {}, ['SEAFOOD'])).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
