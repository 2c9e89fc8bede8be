import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { CliCtx, CliInput } from '@/cli/command'
import { db } from '@/lib/platform/db'
import { type FedDatabase, fedCoffee, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import { fedQuery } from '@/lib/testing/fed-query'
import { text } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/knowledge'
import { removeProductsAndSegments } from '@/lib/testing/segments'
import { commands } from './commands'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})

let database: FedDatabase

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
})
afterAll(() => fibery.close())
beforeEach(removeProductsAndSegments)

const RIGHTS = [
  ...(['read:segment', 'edit:segment', 'read:knowledge', 'refresh:knowledge'] as const),
  ...(['read:product', 'edit:product', 'create:product'] as const),
  ...(['read:query', 'export:query'] as const),
]

async function sync(input: CliInput = {}, group = 'segments') {
  const command = commands.find(({ path }) => path[0] === group)
  const ctx: CliCtx = { ...personWith(...RIGHTS), json: true }
  return await command?.run(ctx, input)
}

it('says what it would do, then does it, and then there is nothing to do', async () => {
  database.holds(fedEntity('1', 'EX-1'), fedEntity('2', 'EX-2', { parent: '1' }))
  expect(await sync({ dryRun: true })).toMatchObject({
    exitCode: 0,
    words: 'process-segments: nothing is written. It would be: 2 added.',
    data: {
      dryRun: true,
      mappings: [{ key: 'process-segments', outcome: 'tried', plan: { counts: { add: 2 } } }],
    },
  })
  expect(await db().processSegment.count()).toBe(0)
  expect(await sync()).toMatchObject({ exitCode: 0, words: 'process-segments: 2 added.' })
  expect(await db().processSegment.count()).toBe(2)
  expect(await sync({ mapping: 'process-segments' })).toMatchObject({
    words: 'process-segments: 2 unchanged.',
  })
})

it('ends with 1 and the reason when a row is refused, or all of it fails', async () => {
  database.holds(fedEntity('1', 'EX-1'), fedEntity('2', ''))
  const refused = await sync()
  expect(refused).toMatchObject({ exitCode: 1, words: 'process-segments: 1 added, 1 refused.' })
  expect(refused?.table?.rows).toContainEqual([
    'process-segments',
    '',
    '“Step” (no. 2)',
    'refused',
    '',
    'Give a code.',
  ])
  fibery.space('Product Handbook', text('Unauthorized', 401, 'text/plain'))
  for (const input of [{}, { dryRun: true }]) {
    expect(await sync(input)).toMatchObject({
      exitCode: 1,
      words: expect.stringMatching(/^process-segments: Fibery does not accept .* What was here stays\.$/),
    })
  }
})

it('names the mappings that there are', async () => {
  await expect(sync({ mapping: 'nope' })).rejects.toMatchObject({
    name: 'CliFailure',
    message: 'There is no mappings/nope.yaml. There is: process-segments.',
  })
})

it('brings products in the same way, each kind by its own command', async () => {
  const attributes = [
    { key: 'quantityPerUnit', label: 'Quantity per unit', type: 'text' as const, position: 1 },
    { key: 'unitPrice', label: 'Unit price', type: 'number' as const, unit: 'USD', position: 2 },
  ]
  await db().productGroup.create({
    data: { code: 'BEVERAGES', name: 'Beverages', attributes: { create: attributes } },
  })
  const coffee = fedCoffee('1', 'EX-1', { dataSheet: 'https://example.com/1.pdf', state: 'Out of range' })
  database.holdsCoffees(coffee, fedCoffee('2', 'EX-2', { currency: 'Euro' }))
  expect(await sync({ dryRun: true }, 'products')).toMatchObject({
    exitCode: 1,
    words: 'products: nothing is written. It would be: 1 added, 1 refused.',
  })
  expect(await db().product.count()).toBe(0)
  const done = await sync({}, 'products')
  expect(done).toMatchObject({ exitCode: 1, words: 'products: 1 added, 1 refused.' })
  expect(done?.table?.rows[1]).toEqual([
    ...['products', 'EX-2', '“Coffee EX-2” (no. 2)', 'refused', ''],
    'Unit price: it is told in “Euro”, and the group has “USD”.',
  ])
  expect(await db().product.findMany()).toMatchObject([
    {
      code: 'EX-1',
      status: 'discontinued',
      source: 'fibery/products',
      isDemo: true,
      tags: ['coffee'],
      attributes: [
        { key: 'quantityPerUnit', value: '12 bags' },
        { key: 'unitPrice', value: 50, unit: 'USD' },
      ],
      links: [{ type: 'document', label: 'Data sheet', url: 'https://example.com/1.pdf' }],
    },
  ])
  database.holdsCoffees(coffee)
  expect(await sync({ mapping: 'products' }, 'products')).toMatchObject({ exitCode: 0 })
  await expect(sync({ mapping: 'process-segments' }, 'products')).rejects.toThrow(
    'mappings/process-segments.yaml feeds no products. There is: products.',
  )
})

it('brings products of a query by the same command', async () => {
  const warehouse = await fedQuery()
  onTestFinished(warehouse.remove)
  vi.spyOn(process, 'cwd').mockReturnValue(warehouse.folder)
  await warehouse.holds([1, 'Barbera', null, null], [2, null, 'g9', 'Nowhere'])
  expect(await sync({ dryRun: true }, 'products')).toMatchObject({
    exitCode: 1,
    words: 'wines: nothing is written. It would be: 1 added, 1 refused.',
  })
  expect(await db().product.count()).toBe(0)
  await warehouse.holds([1, 'Barbera', null, null])
  expect(await sync({ mapping: 'wines' }, 'products')).toMatchObject({
    exitCode: 0,
    words: 'wines: 1 added.',
  })
  expect(await db().product.findMany()).toMatchObject([{ code: '1', source: 'warehouse/wines' }])
  expect(await sync({}, 'products')).toMatchObject({ exitCode: 0, words: 'wines: 1 unchanged.' })
  await expect(sync({}, 'segments')).rejects.toThrow('There is no mapping of process segments')
})
