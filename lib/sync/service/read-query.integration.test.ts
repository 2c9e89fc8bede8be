import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { updateProductInput } from '@/lib/products/schema/draft'
import { updateProduct } from '@/lib/products/service/update-product'
import { type FedQuery, fedQuery } from '@/lib/testing/fed-query'
import { personWith } from '@/lib/testing/products'
import { applyMappings, readMappings, syncJobCtx } from '../jobs'
import { listMappings } from './list-mappings'
import { syncMapping } from './sync-records'
import { trySync } from './try-sync'

const key = 'wines'
let warehouse: FedQuery

beforeAll(async () => {
  warehouse = await fedQuery()
  await db().productGroup.create({ data: { code: 'REDS', name: 'Red wines' } })
  await db().productGroup.create({ data: { code: 'g2', name: 'White wines' } })
})
afterAll(() => warehouse.remove())

beforeEach(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(warehouse.folder)
  await db().product.deleteMany()
  await db().syncReading.deleteMany()
  await Promise.all([warehouse.maps(), warehouse.asks()])
})

const job = () => syncJobCtx(randomUUID())
const sync = (ctx: Ctx = job()) => syncMapping(ctx, { key, claimant: ctx.requestId })
const attempt = (ctx: Ctx = personWith('admin')) => trySync(ctx, { key })
const stored = (code: string) =>
  db().product.findUnique({ where: { codeKey: code.toLowerCase() }, include: { productGroup: true } })
const told = ({ plan }: Awaited<ReturnType<typeof attempt>>) =>
  plan?.entries.map(({ code, label, outcome, reasons }) => [code, label, outcome, ...reasons].join(' '))

describe('products from a query of the warehouse', () => {
  it('are tried without a write, then added: without a name under their id, in a group by its name or its id', async () => {
    await warehouse.holds(
      [1, 'Barbera', 'g1', 'red WINES'],
      [2, null, 'g2', null],
      [3, 'Vermouth', null, null],
      [4, 'Cider', 'g9', 'Ciders'],
    )
    const tried = await attempt()
    expect(tried).toMatchObject({ outcome: 'tried', plan: { counts: { add: 3, refuse: 1 } } })
    expect(told(tried)).toEqual([
      '1 “Barbera” (no. 1) add',
      '2 “2” (no. 2) add',
      '3 “Vermouth” (no. 3) add',
      '4 “Cider” (no. 4) refuse Group: there is no group “Ciders” here.',
    ])
    expect(await db().product.count()).toBe(0)

    const ctx = job()
    expect(await sync(ctx)).toMatchObject({ outcome: 'applied', plan: { counts: { add: 3, refuse: 1 } } })
    const row = await stored('1')
    expect(row).toMatchObject({
      ...{ name: 'Barbera', source: 'warehouse/wines', upstreamId: '1', isDemo: false, tags: ['wine'] },
      syncedFields: ['code', 'name', 'groupCode'],
      productGroup: { code: 'REDS' },
    })
    expect(await stored('2')).toMatchObject({ name: '2', productGroup: { code: 'g2' } })
    expect(await stored('3')).toMatchObject({ name: 'Vermouth', productGroup: null })
    const audit = await db().auditEvent.findMany({ where: { requestId: ctx.requestId } })
    expect(audit.map(({ action, actorId }) => `${action} ${actorId}`).sort()).toEqual([
      ...Array(3).fill('product.synced sync-records'),
      'sync.applied sync-records',
    ])
    expect(await db().analyticsRun.findFirst({ where: { actorId: 'sync-records' } })).toMatchObject({
      ...{ queryKey: 'wines', purpose: 'export', outcome: 'done', rows: 4 },
    })
  })

  it('are changed, marked as gone and brought back; what is the portal’s own stays', async () => {
    await warehouse.holds([1, 'Barbera', 'g1', 'Red wines'], [2, 'Soave', 'g2', null])
    await sync()
    await db().product.update({ where: { codeKey: '1' }, data: { tags: ['ours'], description: 'Ours' } })
    await warehouse.holds([1, 'Barbera d’Asti', 'g2', null])
    expect((await sync()).plan?.counts).toMatchObject({ change: 1, gone: 1 })
    expect(await stored('1')).toMatchObject({
      ...{ name: 'Barbera d’Asti', productGroup: { code: 'g2' }, tags: ['ours'], description: 'Ours' },
    })
    expect(await stored('2')).toMatchObject({ name: 'Soave', goneAt: expect.any(Date) })
    await warehouse.holds([1, 'Barbera d’Asti', 'g2', null], [2, 'Soave', 'g2', null])
    expect((await sync()).plan?.counts).toMatchObject({ same: 1, change: 1 })
    expect(await stored('2')).toMatchObject({ goneAt: null })
  })

  it('are locked field by field, in words that name the warehouse', async () => {
    await warehouse.holds([1, 'Barbera', 'g1', 'Red wines'])
    await sync()
    const form = { code: '1', newCode: '1', version: '1', description: '', status: 'active', ownerId: '' }
    const save = (more: Record<string, string>) =>
      updateProduct(
        personWith('editor'),
        updateProductInput.parse({ ...form, name: 'Barbera', groupCode: 'REDS', tags: 'wine', ...more }),
      )
    await expect(save({ name: 'Mine', groupCode: '' })).rejects.toMatchObject({
      fieldErrors: {
        name: ['The name comes from the warehouse: change it there.'],
        groupCode: ['The group comes from the warehouse: change it there.'],
      },
    })
    await save({ tags: 'wine, ours' })
    expect(await stored('1')).toMatchObject({ name: 'Barbera', tags: ['wine', 'ours'] })
  })

  it('are refused when they have no id or share one, and are not taken for gone then', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    await sync()
    await warehouse.holds(
      [1, 'Barbera', null, null],
      [1, 'Barbera again', null, null],
      [null, 'Lost', null, null],
    )
    expect(told(await attempt())).toEqual([
      '1 “Barbera” (no. 1) refuse Its id 1 is told 2 times: the query is to tell each product once.',
      '1 “Barbera again” (no. 1) refuse Its id 1 is told 2 times: the query is to tell each product once.',
      ' “Lost” refuse Row 3 has no id: nobody could say which product it is. Code: Give a code.',
    ])
    expect((await sync()).plan?.counts).toMatchObject({ refuse: 3, gone: 0 })
    expect(await stored('1')).toMatchObject({ name: 'Barbera', goneAt: null })
  })

  it('do not go when nothing is told, and are not written over where they are the portal’s', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    await db().product.create({ data: { code: '1', codeKey: '1', name: 'Ours' } })
    expect(told(await attempt())?.[0]).toMatch(/refuse The code 1 is that of a product kept in the portal/)
    await db().product.deleteMany()
    await sync()
    await warehouse.holds()
    const { outcome, failure } = await sync()
    expect([outcome, failure?.words]).toEqual(['failed', expect.stringMatching(/^No record was told, and 1/)])
    expect(await stored('1')).toMatchObject({ goneAt: null })
  })
})

describe('a query that cannot feed products', () => {
  it('lacks a column, or has it twice: each is named, with those that there are', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    await warehouse.asks((sql) => sql.replace('name, product_group_id', 'name, name AS "NAME"'))
    expect((await attempt()).failure?.words).toBe(
      'mappings/wines.yaml: name: the query wines has 2 columns that are called “name”. It has id, name, NAME, product_group_name. ' +
        'mappings/wines.yaml: productGroup (or): the query wines has no column “product_group_id”. It has id, name, NAME, product_group_name.',
    )
    await warehouse.asks((sql) => sql.replace('SELECT id', 'SELECT id AS number'))
    expect((await attempt()).failure?.words).toMatch(/from\.id: the query wines has no column “id”/)
  })

  it('is asked with the parameters of the mapping, and one that will not do is told', async () => {
    await warehouse.holds([1, 'Barbera', null, null], [2, 'Soave', null, null])
    await warehouse.asks((sql) =>
      sql
        .replace('sources: [products]', 'sources: [products]\nparameters: { least: { type: integer } }')
        .concat('WHERE id >= $least'),
    )
    const least = (value: string) =>
      warehouse.maps((yaml) => yaml.replace('id: id }', `id: id, parameters: { least: ${value} } }`))
    await least('2')
    expect(told(await attempt())).toEqual(['2 “Soave” (no. 2) add'])
    await least('two')
    expect(await attempt()).toMatchObject({ outcome: 'failed', failure: { code: 'VALIDATION' } })
  })

  it('that takes too long is told as that', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    vi.spyOn(AbortSignal, 'timeout').mockImplementationOnce(() =>
      AbortSignal.abort(new DOMException('its time was up', 'TimeoutError')),
    )
    expect(await attempt()).toMatchObject({
      outcome: 'failed',
      failure: { code: 'UPSTREAM_TIMEOUT', words: expect.stringMatching(/^The warehouse did not answer/) },
    })
  })

  it('is not there, or fails, or tells too much: what was here stays', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    await sync()
    await warehouse.maps((yaml) => yaml.replace('query: wines', 'query: whines'))
    expect((await sync()).failure?.words).toMatch(
      /from\.query: there is no query “whines” of which every row/,
    )
    await warehouse.maps()
    await warehouse.asks((sql) => sql.replace('"products"', '"producers"'))
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'UPSTREAM_FAILED' } })
    await warehouse.asks((sql) => sql.replace(/FROM .*/, 'FROM "Vines"."products", range(10001)'))
    expect((await sync()).failure?.words).toBe(
      'The query wines tells more than 10000 rows, the most that the portal takes.',
    )
    expect(await stored('1')).toMatchObject({ name: 'Barbera', goneAt: null })
    const outcomes = await db().syncReading.findMany({ orderBy: { startedAt: 'asc' } })
    expect(outcomes.map(({ outcome, failureCode }) => failureCode ?? outcome)).toEqual([
      ...['applied', 'VALIDATION', 'UPSTREAM_FAILED', 'VALIDATION'],
    ])
  })
})

describe('who may', () => {
  it.each([
    ['a viewer', () => personWith('viewer')],
    ['an editor', () => personWith('editor')],
    ['nobody', () => personWith(null)],
  ])('%s may not try it, which is recorded', async (_who, person) => {
    const ctx = person()
    await expect(attempt(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const [event] = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(event).toMatchObject({ action: 'sync.tried', outcome: 'refused', subjectId: 'wines' })
  })

  it('who may take a part of the rows is told nothing of them', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    const ctx = personWith('admin', { kind: 'productGroup', in: ['REDS'] })
    expect((await attempt(ctx)).failure?.words).toMatch(/of which every row may be taken here/)
  })

  it('an analyst may try it and not carry it out', async () => {
    await warehouse.holds([1, 'Barbera', null, null])
    expect((await attempt(personWith('analyst'))).outcome).toBe('tried')
    await expect(sync(personWith('analyst'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await db().product.count()).toBe(0)
  })

  it('the page shows its columns and leads to the query for those who may ask it', async () => {
    const { views, canRun } = await listMappings(personWith('admin'))
    expect(canRun).toBe(true)
    expect(views).toMatchObject([{ href: '/analytics/wines', mayTry: true, faults: [] }])
    expect(views[0]?.fields.map(({ to, from }) => `${to} ${from}`)).toEqual([
      ...['code id', 'name name', 'name (or) id'],
      ...['productGroup product_group_name', 'productGroup (or) product_group_id'],
    ])
    await warehouse.maps((yaml) => yaml.replace('query: wines', 'query: whines'))
    expect((await listMappings(personWith('admin'))).views).toMatchObject([
      { href: null, mayTry: false, faults: [expect.stringMatching(/there is no query “whines”/)] },
    ])
    expect((await listMappings(personWith('operator'))).views).toMatchObject([
      { href: null, mayTry: false, faults: [] },
    ])
  })
})

describe('the workflow', () => {
  it('brings them, and is scheduled where a query feeds something', async () => {
    await warehouse.holds([1, 'Barbera', 'g1', 'Red wines'])
    const runId = randomUUID()
    const states = await readMappings(runId)
    expect(states).toMatchObject([{ key: 'wines', state: 'read' }])
    expect(await applyMappings(runId, states)).toMatchObject([{ outcome: 'applied', counts: { add: 1 } }])
    const { feedsByItself } = await import('../jobs')
    expect(await feedsByItself()).toBe(true)
    await warehouse.maps((yaml) =>
      yaml.replace('query: wines, id: id', 'space: Range, database: Product').concat('sampleOnly: true\n'),
    )
    expect(await feedsByItself()).toBe(false)
  })
})
