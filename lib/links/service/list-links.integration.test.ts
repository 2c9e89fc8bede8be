import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { type CheckedSite, startCheckedSite } from '@/lib/testing/link-check'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import { listLinks } from './list-links'

let site: CheckedSite

beforeAll(async () => {
  site = await startCheckedSite()
})
afterAll(() => site.server.close())
beforeEach(() => site.reset())

async function person(name: string): Promise<string> {
  return (await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name } })).id
}

describe('the list of links', () => {
  it('holds to what its reader may read, product by product', async () => {
    const group = await db().productGroup.upsert({
      where: { code: 'BEVERAGES' },
      create: { code: 'BEVERAGES', name: 'Beverages' },
      update: {},
    })
    site.answers.set('/gone', 404)
    await addProduct('B-1', 'Drink', { links: [site.link('/gone')], productGroupId: group.id })
    await addProduct('C-1', 'Secret sauce', { links: [site.link('/gone')] })
    await addSegment('S-1', { description: `${site.server.url}/gone` })
    await site.check(0)
    await site.check(6)
    const titles = async (ctx: Ctx, mine = false) =>
      (await listLinks(ctx, { state: 'broken', mine, page: 1 })).links.map(({ holder }) => holder.title)
    expect(await titles(personWith('viewer'))).toEqual(['Drink', 'Secret sauce', 'Segment S-1'])
    const beverages = personWith('viewer', { kind: 'productGroup', in: ['BEVERAGES'] })
    expect(await titles(beverages)).toEqual(['Drink'])
    expect(await titles(beverages, true)).toEqual([])
    await expect(
      listLinks(personWith(null), { state: 'broken', mine: false, page: 1 }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('shows the reader’s own alone when asked for, and what was mended not at all', async () => {
    const owner = await person('Test Owner')
    site.answers.set('/gone', 404)
    const id = await addProduct('L-1', 'Mine', { links: [site.link('/gone')], ownerId: owner })
    await addProduct('L-2', 'Another’s', { links: [site.link('/gone')] })
    await site.check(0)
    await site.check(6)
    const list = (mine: boolean) =>
      listLinks(personWith('viewer', null, owner), { state: 'broken', mine, page: 1 })
    expect(await list(true)).toMatchObject({ total: 1, links: [{ holder: { title: 'Mine' } }] })
    expect(await list(false)).toMatchObject({ total: 2 })
    await db().product.update({ where: { id }, data: { links: [site.link('/other')] } })
    expect(await list(true)).toMatchObject({ total: 0 })
    expect(await list(false)).toMatchObject({ total: 1 })
  })

  it('lets those that nobody owns fall to whoever checks connections', async () => {
    const owner = await person('Test Owner')
    site.answers.set('/gone', 404)
    await addProduct('L-1', 'Somebody’s', { links: [site.link('/gone')], ownerId: owner })
    await addProduct('L-2', 'Nobody’s', { links: [site.link('/gone')] })
    await addProduct('L-3', 'Out of use', { links: [site.link('/gone')], status: 'archived' })
    await site.check(0)
    await site.check(6)
    const titles = async (role: string) =>
      (await listLinks(personWith(role), { state: 'broken', mine: true, page: 1 })).links.map(
        ({ holder }) => holder.title,
      )
    expect(await titles('operator')).toEqual(['Nobody’s'])
    expect(await titles('editor')).toEqual([])
  })

  it('tells failing links from broken ones, and when it was checked', async () => {
    site.answers.set('/gone', 404)
    site.answers.set('/closed', 403)
    await addProduct('L-1', 'One', { links: [site.link('/gone'), site.link('/closed'), site.link('/good')] })
    const urls = async (state: 'broken' | 'failing' | 'other' | 'works') =>
      (await listLinks(personWith('viewer'), { state, mine: false, page: 1 })).links.map(({ label }) => label)
    await site.check(0)
    expect(await urls('broken')).toEqual([])
    expect(await urls('failing')).toEqual(['/gone'])
    expect(await urls('other')).toEqual(['/closed'])
    expect(await urls('works')).toEqual(['/good'])
    expect(await listLinks(personWith('viewer'), { state: 'broken', mine: false, page: 1 })).toMatchObject({
      lastCheck: { asked: 3, broken: 0 },
    })
  })
})
