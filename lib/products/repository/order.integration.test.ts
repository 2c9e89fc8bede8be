import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, personWith } from '@/lib/testing/products'
import { PRODUCT_SORTS } from '../model'
import { productQuery } from '../schema/query'
import { listProducts } from '../service/list-products'

const WAYS = PRODUCT_SORTS.flatMap((sort) => [
  { sort, dir: 'asc' },
  { sort, dir: 'desc' },
])

/** More than a list counts (1,000), so that each way of reading a page is taken. */
beforeAll(async () => {
  await db().$executeRaw`
    INSERT INTO app_user (id, issuer, subject, name)
    SELECT gen_random_uuid(), 'i', 's' || n, 'Person ' || (n % 9) FROM generate_series(1, 12) n`
  await db().$executeRaw`
    INSERT INTO product_group (id, code, name)
    SELECT gen_random_uuid(), 'G' || n, 'Group ' || n FROM generate_series(1, 5) n`
  await db().$executeRaw`
    INSERT INTO product (id, code, code_key, name, status, product_group_id, owner_id, tags, updated_at)
    SELECT gen_random_uuid(), 'P-' || n, 'p-' || n, 'Name ' || (n * 7919 % 400),
      (ARRAY['active', 'active', 'discontinued']::product_status[])[1 + n % 3],
      (SELECT id FROM product_group WHERE code = 'G' || (n % 7)),
      (SELECT id FROM app_user WHERE subject = 's' || (n % 15)),
      CASE WHEN n % 13 = 0 THEN '{}' ELSE ARRAY['many', 't' || (n % 4)] END,
      now() - (n * 31 % 1000) * interval '1 day'
    FROM generate_series(1, 1300) n`
})

/** Every code of the list, page by page as the list's own links lead, and back again. */
async function codesOf(ctx: Ctx, raw: Record<string, unknown>): Promise<string[]> {
  const codes: string[] = []
  let query = productQuery.parse({ ...raw, size: 200 })
  for (;;) {
    const page = await listProducts(ctx, query)
    codes.push(...page.rows.map((row) => row.code))
    if (page.next === null) return codes
    query = { ...query, page: query.page + 1, after: page.next }
  }
}

describe('every order', () => {
  it.each(WAYS)(
    'by $sort $dir is the same with a filter as without, and holds each product once',
    async (way) => {
      const ctx = personWith('viewer')
      const all = await codesOf(ctx, way)
      expect(new Set(all).size).toBe(1_300)
      const tagged = new Set(
        (await db().product.findMany({ where: { tags: { has: 'many' } }, select: { code: true } })).map(
          ({ code }) => code,
        ),
      )
      expect(tagged.size).toBe(1_200)
      expect(await codesOf(ctx, { ...way, tag: 'many' })).toEqual(all.filter((code) => tagged.has(code)))
      const searched = await codesOf(ctx, { ...way, q: 'name 1', tag: 'many' })
      expect(searched.length).toBeGreaterThan(100)
      expect(searched).toEqual(all.filter((code) => searched.includes(code)))
    },
  )

  it.each(WAYS)('by $sort $dir keeps to its scope, page after page', async (way) => {
    for (const groups of [['G1'], ['G1', 'G3']]) {
      const ctx = personWith('viewer', { kind: 'productGroup', in: groups })
      const expected = await db().product.findMany({
        where: { productGroup: { code: { in: groups } } },
        select: { code: true },
      })
      expect((await codesOf(ctx, way)).sort()).toEqual(expected.map(({ code }) => code).sort())
    }
  })
})

describe('the filters', () => {
  it('by owner, by nobody, by tag, by no group and by freshness find what they say, and say how many', async () => {
    const owner = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Owner' } })
    await addProduct('MINE', 'Mine', { ownerId: owner.id, tags: ['rare'] })
    const ctx = personWith('viewer', null, owner.id)
    const found = async (raw: Record<string, unknown>) => {
      const { rows, total } = await listProducts(ctx, productQuery.parse(raw))
      return { codes: rows.map((row) => row.code), total }
    }
    for (const raw of [{ owner: 'me' }, { owner: owner.id }, { tag: 'RARE' }, { q: 'mine' }])
      expect(await found(raw)).toEqual({ codes: ['MINE'], total: { value: 1, capped: false } })
    expect((await found({ tag: 'many' })).total).toEqual({ value: 1_000, capped: true })
    const orphans = await db().product.count({ where: { ownerId: null } })
    expect((await found({ owner: '-' })).total.value).toBe(orphans)
    const groupless = await db().product.count({ where: { productGroupId: null } })
    expect((await found({ group: '-' })).total).toEqual({ value: groupless, capped: false })
    const since = new Date(Date.now() - 30 * 86_400_000)
    const fresh = await db().product.count({ where: { updatedAt: { gte: since } } })
    expect((await found({ fresh: '30d' })).total.value).toBe(fresh)
    const stale = await db().product.count({
      where: { updatedAt: { lt: new Date(Date.now() - 365 * 86_400_000) } },
    })
    expect((await found({ fresh: 'over-365d' })).total.value).toBe(stale)
    expect(await found({ owner: randomUUID() })).toMatchObject({ codes: [] })
  })

  it('find products by the name of their group, and not by that of a group out of reach', async () => {
    const found = await codesOf(personWith('viewer'), { q: 'group 2' })
    const inGroup = await db().product.count({ where: { productGroup: { code: 'G2' } } })
    expect(found.length).toBeGreaterThanOrEqual(inGroup)
    const elsewhere = personWith('viewer', { kind: 'productGroup', in: ['G1'] })
    const rows = await listProducts(elsewhere, productQuery.parse({ q: 'Group' }))
    expect(rows.rows.every((row) => row.group?.code === 'G1')).toBe(true)
  })

  it('offer the owners of what the reader may read, and no others', async () => {
    const all = await listProducts(personWith('viewer'), productQuery.parse({}))
    expect(all.owners.length).toBe(13)
    const tagged = personWith('viewer', { kind: 'tag', in: ['rare'] })
    const { owners } = await listProducts(tagged, productQuery.parse({}))
    expect(owners.map(({ name }) => name)).toEqual(['Owner'])
  })
})
