import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { type FedDatabase, fedCoffee, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import { type FedQuery, fedQuery } from '@/lib/testing/fed-query'
import { removeProductsAndSegments } from '@/lib/testing/segments'
import { queueRun } from '@/lib/workflows/service/queue-run'
import { applyMappings, feedsByItself, readMappings, syncJobCtx } from './jobs'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})

let database: FedDatabase
let warehouse: FedQuery

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
  warehouse = await fedQuery()
})
afterAll(async () => {
  await fibery.close()
  await warehouse.remove()
})
beforeEach(async () => {
  await db().syncReading.deleteMany()
  await removeProductsAndSegments()
})

async function askedRun(): Promise<string> {
  const ctx = syncJobCtx(randomUUID())
  return await inTransaction((tx) => queueRun(tx, ctx, { key: 'sync-records', reason: 'To see it work.' }))
}

describe('a run of sync-records on the sample workspace', () => {
  it('whose time had come leaves the examples alone, and one that somebody asked for does them', async () => {
    database.holds(fedEntity('1', 'EX-1'))
    database.holdsCoffees(fedCoffee('1', 'EX-2', { line: null, packing: null, price: null, currency: null }))
    expect(await feedsByItself()).toBe(false)
    expect(await readMappings(randomUUID())).toEqual([])
    const runId = await askedRun()
    const states = await readMappings(runId)
    expect(states.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'process-segments read',
      'products read',
    ])
    await applyMappings(runId, states)
    expect([await db().processSegment.count(), await db().product.count()]).toEqual([1, 1])
  })

  it('is scheduled where a query feeds products, and brings those alone', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(warehouse.folder)
    await warehouse.holds([1, 'Barbera', null, null])
    expect(await feedsByItself()).toBe(true)
    const runId = randomUUID()
    const states = await readMappings(runId)
    expect(states).toMatchObject([{ key: 'wines', state: 'read' }])
    expect(await applyMappings(runId, states)).toMatchObject([{ outcome: 'applied', counts: { add: 1 } }])
    expect(await db().product.findMany()).toMatchObject([{ code: '1', source: 'warehouse/wines' }])
  })
})
