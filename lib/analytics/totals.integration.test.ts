import { randomUUID } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { isFigure } from './presentation'
import { closeAnalytics, getQuery, listQueries, runQuery } from './service'
import { columnTotals } from './totals'

afterAll(closeAnalytics)

const ctx: Ctx = {
  actor: { kind: 'user', id: randomUUID(), name: 'Test Reader', rights: [{ right: 'read:query' }] },
  requestId: randomUUID(),
  now: () => new Date(),
}

/** What cannot be added up: shares, prices each, and orders that stand in several rows. */
const NOT_ADDED_UP = [
  'late-orders: late_percent',
  'price-and-sales: unit_price',
  'revenue-by-country-and-group: orders',
]

it('stands below every figure of the portal’s own queries that can be added up, once one has a total', async () => {
  const { queries } = await listQueries(ctx)
  const without: string[] = []
  for (const { key } of queries) {
    const { columns: formats } = await getQuery(ctx, { key })
    if (![...formats.values()].some(({ total }) => total)) continue
    const { columns, rows } = await runQuery(ctx, { key, purpose: 'page' })
    const totals = columnTotals(columns, rows, formats)
    const lacking = columns.filter(
      (one) => isFigure(one) && !totals.some(({ column }) => column === one.name),
    )
    without.push(...lacking.map(({ name }) => `${key}: ${name}`))
  }
  expect(without.sort()).toEqual(NOT_ADDED_UP)
})

it('counts the products on sale over all groups', async () => {
  const [key] = (await listQueries(ctx)).queries.flatMap((one) =>
    one.key === 'stock-by-group' ? [one.key] : [],
  )
  if (key === undefined) throw new Error('stock-by-group is not there')
  const { columns, rows } = await runQuery(ctx, { key, purpose: 'page' })
  const totals = columnTotals(columns, rows, (await getQuery(ctx, { key })).columns)
  expect(totals.find(({ column }) => column === 'products')?.total).toBe('69')
})
