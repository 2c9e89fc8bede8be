import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listNotices } from '@/lib/notices/service'
import { db } from '@/lib/platform/db'
import { type CheckedSite, startCheckedSite } from '@/lib/testing/link-check'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'

let site: CheckedSite

beforeAll(async () => {
  site = await startCheckedSite()
})
afterAll(() => site.server.close())
beforeEach(() => site.reset())

async function person(name: string): Promise<string> {
  return (await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name } })).id
}

describe('a broken link', () => {
  it('is told to its owner once, at the second clear failure, and again only when it broke anew', async () => {
    const owner = await person('Test Owner')
    site.answers.set('/gone', 404)
    await addProduct('L-1', 'One', { links: [site.link('/gone')], ownerId: owner })
    const told = async () => await db().notice.count({ where: { userId: owner } })
    expect(await site.check(0)).toMatchObject({ broken: 0, told: 0 })
    expect(await site.check(1)).toMatchObject({ broken: 0, told: 0 })
    expect(await site.check(6)).toMatchObject({ broken: 1, told: 1 })
    expect(await site.check(12)).toMatchObject({ broken: 1, told: 0 })
    expect(await told()).toBe(1)
    site.answers.clear()
    expect(await site.check(18)).toMatchObject({ broken: 0, told: 0 })
    site.answers.set('/gone', 410)
    expect(await site.check(24)).toMatchObject({ broken: 0, told: 0 })
    expect(await site.check(30)).toMatchObject({ broken: 1, told: 1 })
    expect(await told()).toBe(2)
  })

  it('comes with all others of its owner in one notice, which names none of them', async () => {
    const [owner, other] = [await person('Test Owner'), await person('Test Other')]
    for (const path of ['/1', '/2', '/3']) site.answers.set(path, 404)
    await addProduct('L-1', 'One', { links: [site.link('/1'), site.link('/2')], ownerId: owner })
    await addProduct('L-2', 'Two', { links: [site.link('/3')], ownerId: owner })
    await addSegment('S-1', { description: `${site.server.url}/3`, ownerId: other })
    await addProduct('L-3', 'Out of use', { links: [site.link('/1')], ownerId: other, status: 'archived' })
    await addProduct('L-4', 'Nobody’s', { links: [site.link('/1')] })
    await site.check(0)
    expect(await site.check(6)).toMatchObject({ broken: 3, told: 2 })
    const notices = async (id: string) =>
      (await listNotices(personWith('viewer', null, id))).map(({ kind, words, from }) => ({
        kind,
        words,
        from,
      }))
    expect(await notices(owner)).toEqual([
      { kind: 'link.broken', words: '3 links on 2 pages that are yours do not work any more.', from: null },
    ])
    expect(await notices(other)).toEqual([
      { kind: 'link.broken', words: 'A link on one page that is yours does not work any more.', from: null },
    ])
  })

  it('is told to whoever becomes the owner of what it stands in', async () => {
    const [first, second] = [await person('Test First'), await person('Test Second')]
    site.answers.set('/gone', 404)
    const id = await addProduct('L-1', 'One', { links: [site.link('/gone')], ownerId: first })
    await site.check(0)
    await site.check(6)
    await db().product.update({ where: { id }, data: { ownerId: second } })
    expect(await site.check(12)).toMatchObject({ told: 1 })
    expect(await db().notice.count({ where: { userId: second } })).toBe(1)
    expect(await db().notice.count({ where: { userId: first } })).toBe(1)
  })
})
