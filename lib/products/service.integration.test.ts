import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition, ConditionedRight, Ctx } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import { BUILT_IN_ROLES, rightsOf } from '@/lib/access/roles'
import { db } from '@/lib/platform/db'
import { PAGE_SIZE } from './model'
import { productQuery, updateProductInput } from './schema'
import {
  getProduct,
  getProductToEdit,
  listProducts,
  listReachable,
  searchProducts,
  updateProduct,
} from './service'

const roles = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))

function as(role: string | null, condition: Condition | null = null, id: string = randomUUID()): Ctx {
  const rights: ConditionedRight[] = role === null ? [] : rightsOf([{ roleKey: role, condition }], roles)
  return {
    actor: { kind: 'user', id, name: 'Test Person', rights },
    requestId: randomUUID(),
    now: () => new Date(),
  }
}
const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
const query = (raw: Record<string, unknown> = {}) => productQuery.parse(raw)
const codes = (page: { rows: readonly { code: string }[] }) => page.rows.map(({ code }) => code)

async function addProduct(code: string, name: string, more: Record<string, unknown> = {}): Promise<string> {
  const row = await db().product.create({ data: { code, codeKey: code.toLowerCase(), name, ...more } })
  return row.id
}

function draftOf(code: string, version: number, more: Record<string, string> = {}) {
  return updateProductInput.parse({
    code,
    version: String(version),
    name: 'New name',
    description: '',
    groupCode: 'BEVERAGES',
    status: 'active',
    tags: '',
    ...more,
  })
}

async function auditRows(action: string, subjectId: string) {
  return await db().auditEvent.findMany({ where: { action, subjectId }, orderBy: { at: 'asc' } })
}

beforeAll(async () => {
  const beverages = await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  const condiments = await db().productGroup.create({ data: { code: 'CONDIMENTS', name: 'Condiments' } })
  for (let n = 1; n <= 60; n += 1) {
    await addProduct(`B-${n}`, `Drink ${n}`, { productGroupId: beverages.id })
  }
  await addProduct('C-1', "Chef Anton's Cajun Seasoning", { productGroupId: condiments.id })
  await addProduct('C-2', 'Côte de Blaye', { productGroupId: condiments.id, tags: ['wine'] })
  await addProduct('C-3', 'Röd Kaviar', { productGroupId: condiments.id, status: 'discontinued' })
  await addProduct('C-4', '100% Malt_Syrup', { productGroupId: condiments.id })
  await addProduct('X-1', 'Without a group')
})

describe('the list of products', () => {
  it('is refused to somebody without the right, and the refusal is recorded', async () => {
    const ctx = as(null)
    await expect(listProducts(ctx, query())).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'read:product' },
    })
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([{ outcome: 'refused', subjectKind: 'product' }])
  })

  it('orders codes as people count, cuts at a page and knows the whole', async () => {
    const page = await listProducts(as('viewer'), query())
    expect(codes(page).slice(0, 3)).toEqual(['B-1', 'B-2', 'B-3'])
    expect(codes(page)[9]).toBe('B-10')
    expect(page.rows).toHaveLength(PAGE_SIZE)
    expect(page.total).toEqual({ value: 65, capped: false })
  })

  it.each([
    ['code', 'asc'],
    ['name', 'desc'],
    ['group', 'asc'],
    ['status', 'desc'],
    ['updated', 'asc'],
  ])('goes through everything once, there and back, by %s %s', async (sort, dir) => {
    const ctx = as('viewer')
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
    expect(codes(await listProducts(as('viewer'), query({ q })))).toEqual([code])
  })

  it.each(['100%%', 'malt%syrup', 'x_1', '\\'])('takes %s as it stands, not as a pattern', async (q) => {
    expect(codes(await listProducts(as('viewer'), query({ q })))).toEqual([])
  })

  it('offers names that resemble a misspelt one', async () => {
    const page = await listProducts(as('viewer'), query({ q: 'Cajum Seasonning' }))
    expect(page.rows).toEqual([])
    expect(page.similar.map(({ code }) => code)).toContain('C-1')
  })

  it('filters by group and status and counts what is left', async () => {
    const page = await listProducts(as('viewer'), query({ group: 'CONDIMENTS', status: 'discontinued' }))
    expect(codes(page)).toEqual(['C-3'])
    expect(page.total.value).toBe(1)
  })

  it('shows a reader held to one group only that group, in rows, total, filter and search', async () => {
    const ctx = as('viewer', inBeverages)
    const page = await listProducts(ctx, query({ sort: 'code', dir: 'desc' }))
    expect(page.total.value).toBe(60)
    expect(page.rows.every(({ group }) => group?.code === 'BEVERAGES')).toBe(true)
    expect(page.groups).toEqual([{ code: 'BEVERAGES', name: 'Beverages' }])
    expect(await searchProducts(ctx, 'Blaye', 10)).toEqual([])
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
      const ctx = as('viewer', condition, owner.id)
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

describe('a product', () => {
  it('is found by its code whatever the case', async () => {
    const { product, mayEdit } = await getProduct(as('viewer'), 'c-2')
    expect(product).toMatchObject({ code: 'C-2', name: 'Côte de Blaye', group: { code: 'CONDIMENTS' } })
    expect(mayEdit).toBe(false)
  })

  it('of another group is not there, as one that does not exist, and the refused read is recorded', async () => {
    const ctx = as('viewer', inBeverages)
    const [other, none] = await Promise.allSettled([getProduct(ctx, 'C-2'), getProduct(ctx, 'NO-SUCH')])
    expect(other).toMatchObject({ reason: { code: 'NOT_FOUND', details: { kind: 'product' } } })
    expect(none).toMatchObject({ reason: { code: 'NOT_FOUND', details: { kind: 'product' } } })
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([{ action: 'product.read', outcome: 'refused' }])
  })

  it('without a group is in no group', async () => {
    await expect(getProduct(as('viewer', inBeverages), 'X-1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('saving a product', () => {
  it('writes the fields, raises the version and records what changed', async () => {
    const id = await addProduct('S-1', 'Old name')
    const saved = await updateProduct(as('editor'), draftOf('s-1', 1, { tags: 'Hot, cold' }))
    expect(saved).toEqual({ code: 'S-1' })
    const row = await db().product.findUniqueOrThrow({ where: { id }, include: { productGroup: true } })
    expect(row).toMatchObject({ name: 'New name', version: 2, tags: ['hot', 'cold'] })
    expect(row.productGroup?.code).toBe('BEVERAGES')
    expect(await auditRows('product.updated', id)).toMatchObject([
      {
        outcome: 'done',
        changes: {
          name: { before: 'Old name', after: 'New name' },
          groupCode: { before: null, after: 'BEVERAGES' },
          tags: { before: [], after: ['hot', 'cold'] },
        },
      },
    ])
  })

  it('writes and records nothing when nothing changed', async () => {
    const id = await addProduct('S-2', 'Same')
    await updateProduct(as('editor'), draftOf('S-2', 1, { name: 'Same', groupCode: '' }))
    expect((await db().product.findUniqueOrThrow({ where: { id } })).version).toBe(1)
    expect(await auditRows('product.updated', id)).toEqual([])
  })

  it('is refused to a viewer, changes nothing, and the refusal is recorded', async () => {
    const id = await addProduct('S-3', 'Kept')
    const ctx = as('viewer')
    await expect(updateProduct(ctx, draftOf('S-3', 1))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await db().product.findUniqueOrThrow({ where: { id } })).name).toBe('Kept')
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'product.updated', outcome: 'refused' },
    ])
  })

  it("of another group's record is not found for one who cannot read it, and recorded", async () => {
    const ctx = as('editor', inBeverages)
    await expect(updateProduct(ctx, draftOf('C-1', 1))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'product.updated', outcome: 'refused' },
    ])
  })

  it('is forbidden with the right named where the record can be read but not edited', async () => {
    const ctx = as('viewer')
    const rights = [...ctx.actor.rights, ...as('editor', inBeverages).actor.rights]
    const mixed: Ctx = { ...ctx, actor: { ...ctx.actor, rights } }
    await expect(getProductToEdit(mixed, 'C-1')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'edit:product' },
    })
    expect((await getProductToEdit(mixed, 'B-1')).groups.map(({ code }) => code)).toEqual(['BEVERAGES'])
  })

  it('does not move a product out of the reach of the one who moves it', async () => {
    const ctx = as('editor', inBeverages)
    for (const groupCode of ['CONDIMENTS', 'NO-SUCH', '']) {
      await expect(updateProduct(ctx, draftOf('B-2', 1, { groupCode }))).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { groupCode: [expect.stringContaining('Choose a group')] },
      })
    }
  })

  it('refuses an older version and keeps what was saved in between', async () => {
    await addProduct('S-4', 'First')
    await updateProduct(as('editor'), draftOf('S-4', 1, { name: 'Second' }))
    await expect(updateProduct(as('editor'), draftOf('S-4', 1, { name: 'Third' }))).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { yours: 1, present: 2 },
    })
    expect((await getProduct(as('viewer'), 'S-4')).product.name).toBe('Second')
  })

  it('lets one of eight who save at once win, with one row in the record', async () => {
    const id = await addProduct('S-5', 'First')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => updateProduct(as('editor'), draftOf('S-5', 1, { name: `N${n}` }))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await auditRows('product.updated', id)).toHaveLength(1)
  })

  it('leaves a product that a sync feeds to its sync', async () => {
    await addProduct('S-6', 'Synced', { source: 'erp' })
    await expect(updateProduct(as('editor'), draftOf('S-6', 1))).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('the kept totals', () => {
  it('follow adding, moving, many at once and taking away', async () => {
    const group = await db().productGroup.create({ data: { code: 'TALLY', name: 'Tally' } })
    const total = async () => (await listProducts(as('viewer'), query({ group: 'TALLY' }))).total.value
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
      (await listProducts(as('viewer'), query({ group: 'TALLY', status: 'archived' }))).total.value,
    ).toBe(1)
    await db().product.deleteMany({ where: { codeKey: { startsWith: 't-' } } })
    expect(await total()).toBe(0)
  })
})
