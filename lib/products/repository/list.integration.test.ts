import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { PAGE_SIZE } from '../model'
import { productQuery } from '../schema/query'
import { findMatches, listReachable } from '../service/find-products'
import { listProducts } from '../service/list-products'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
const query = (raw: Record<string, unknown> = {}) => productQuery.parse(raw)
const codes = (page: { rows: readonly { code: string }[] }) => page.rows.map(({ code }) => code)

beforeAll(addProducts)

describe('the list of products', () => {
  it('is refused to somebody without the right, and the refusal is recorded', async () => {
    const ctx = personWith(null)
    await expect(listProducts(ctx, query())).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'read:product' },
    })
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([{ outcome: 'refused', subjectKind: 'product' }])
  })

  it('orders codes as people count, cuts at a page and knows the whole', async () => {
    const page = await listProducts(personWith('viewer'), query())
    expect(codes(page).slice(0, 3)).toEqual(['B-1', 'B-2', 'B-3'])
    expect(codes(page)[9]).toBe('B-10')
    expect(page.rows).toHaveLength(PAGE_SIZE)
    expect(page.total).toEqual({ value: 65, capped: false })
  })

  it.each([
    ['updated', '2026-99-99 99:99:99+00'],
    ['updated', '2026-02-30 10:00:00+00'],
    ['updated', '2026-01-01 00:00:00+99'],
    ['name', 'a\u0000b'],
    ['name', '\ud800'],
    ['group', 'a\u001fb\u0000'],
    ['status', 'gone'],
  ])('stands when a place by %s was made up: “%s”', async (sort, value) => {
    const after = Buffer.from(JSON.stringify([value, randomUUID()])).toString('base64url')
    const page = await listProducts(personWith('viewer'), query({ sort, after, page: '2' }))
    expect(page.total.value).toBe(65)
  })

  it.each([
    ['code', 'asc'],
    ['name', 'desc'],
    ['group', 'asc'],
    ['status', 'desc'],
    ['updated', 'asc'],
  ])('goes through everything once, there and back, by %s %s', async (sort, dir) => {
    const ctx = personWith('viewer')
    const first = await listProducts(ctx, query({ sort, dir }))
    const second = await listProducts(ctx, {
      ...query({ sort, dir, page: 2 }),
      after: first.next ?? undefined,
    })
    expect(second.next).toBeNull()
    expect(new Set([...codes(first), ...codes(second)]).size).toBe(65)
    const back = await listProducts(ctx, { ...query({ sort, dir }), before: second.previous ?? undefined })
    expect(codes(back)).toEqual(codes(first))
    expect(back.previous).toBeNull()
    const counted = await listProducts(ctx, query({ sort, dir, page: 2 }))
    expect(codes(counted)).toEqual(codes(second))
  })

  it.each([
    ['Cote de Blaye', 'C-2'],
    ['röd kaviar', 'C-3'],
    ["Chef Anton's", 'C-1'],
    ['chef antons', 'C-1'],
    ['Chef Anton’s', 'C-1'],
    ['100% malt', 'C-4'],
    ['c-3', 'C-3'],
  ])('finds for “%s” the product %s', async (q, code) => {
    expect(codes(await listProducts(personWith('viewer'), query({ q })))).toEqual([code])
  })

  it.each([
    '100%%',
    'malt%syrup',
    'x_1',
    '\\',
    '((((((',
    '[[:alpha:]]+',
    'a{1,99999}b',
    '日本語テスト',
    '😀😀😀😀',
    'ﬃﬃﬃﬃ\\1',
  ])('takes %s as it stands, not as a pattern', async (q) => {
    expect(codes(await listProducts(personWith('viewer'), query({ q })))).toEqual([])
  })

  it('offers names that resemble a misspelt one', async () => {
    const page = await listProducts(personWith('viewer'), query({ q: 'Cajum Seasonning' }))
    expect(page.rows).toEqual([])
    expect(page.similar.map(({ code }) => code)).toContain('C-1')
  })

  it('filters by group and status and counts what is left', async () => {
    const page = await listProducts(
      personWith('viewer'),
      query({ group: 'CONDIMENTS', status: 'discontinued' }),
    )
    expect(codes(page)).toEqual(['C-3'])
    expect(page.total.value).toBe(1)
  })

  it('shows a reader held to one group only that group, in rows, total, filter and search', async () => {
    const ctx = personWith('viewer', inBeverages)
    const page = await listProducts(ctx, query({ sort: 'code', dir: 'desc' }))
    expect(page.total.value).toBe(60)
    expect(page.rows.every(({ group }) => group?.code === 'BEVERAGES')).toBe(true)
    expect(page.groups).toEqual([{ code: 'BEVERAGES', name: 'Beverages' }])
    expect(await findMatches(ctx, 'Blaye', 10)).toEqual([])
    expect((await listProducts(ctx, query({ q: 'Cajum Seasonning' }))).similar).toEqual([])
  })

  it('is the same set as asking the policy for each product, for every kind of condition', async () => {
    const owner = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Owner' } })
    await addProduct('O-1', 'Owned', { ownerId: owner.id, tags: ['wine', 'red'] })
    const every = await db().product.findMany({ include: { productGroup: true } })
    const conditions: (Condition | null)[] = [
      null,
      { kind: 'own' },
      { kind: 'tag', in: ['wine'] },
      { kind: 'tag', in: [] },
      inBeverages,
      { kind: 'productGroup', in: ['BEVERAGES', 'CONDIMENTS'] },
    ]
    for (const condition of conditions) {
      const ctx = personWith('viewer', condition, owner.id)
      const expected = every
        .filter((row) =>
          can(ctx.actor, 'read:product', {
            productGroupCode: row.productGroup?.code,
            tags: row.tags,
            ownerId: row.ownerId,
          }),
        )
        .map(({ id }) => id as string)
      const reached = await listReachable(
        ctx,
        every.map(({ id }) => id),
      )
      expect(new Set(reached.map(({ id }) => id as string))).toEqual(new Set(expected))
      expect((await listProducts(ctx, query())).total.value).toBe(expected.length)
    }
    await db().product.delete({ where: { codeKey: 'o-1' } })
  })
})

describe('the kept totals', () => {
  it('follow adding, moving, many at once and taking away', async () => {
    const group = await db().productGroup.create({ data: { code: 'TALLY', name: 'Tally' } })
    const total = async () =>
      (await listProducts(personWith('viewer'), query({ group: 'TALLY' }))).total.value
    await db().product.createMany({
      data: [1, 2, 3].map((n) => ({
        code: `T-${n}`,
        codeKey: `t-${n}`,
        name: 'T',
        productGroupId: group.id,
      })),
    })
    expect(await total()).toBe(3)
    await db().product.update({ where: { codeKey: 't-1' }, data: { productGroupId: null } })
    expect(await total()).toBe(2)
    await db().product.updateMany({ where: { codeKey: 't-2' }, data: { status: 'archived' } })
    expect(
      (await listProducts(personWith('viewer'), query({ group: 'TALLY', status: 'archived' }))).total.value,
    ).toBe(1)
    await db().product.deleteMany({ where: { codeKey: { startsWith: 't-' } } })
    expect(await total()).toBe(0)
  })
})
