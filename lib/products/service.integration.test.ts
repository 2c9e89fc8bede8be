import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { updateProductInput } from './schema/draft'
import { getProduct } from './service/get-product'
import { getProductToEdit } from './service/get-product-to-edit'
import { updateProduct } from './service/update-product'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }

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

beforeAll(addProducts)

describe('a product', () => {
  it('is found by its code whatever the case', async () => {
    const { product, mayEdit } = await getProduct(personWith('viewer'), 'c-2')
    expect(product).toMatchObject({ code: 'C-2', name: 'Côte de Blaye', group: { code: 'CONDIMENTS' } })
    expect(mayEdit).toBe(false)
  })

  it('of another group is not there, as one that does not exist, and the refused read is recorded', async () => {
    const ctx = personWith('viewer', inBeverages)
    const [other, none] = await Promise.allSettled([getProduct(ctx, 'C-2'), getProduct(ctx, 'NO-SUCH')])
    expect(other).toMatchObject({ reason: { code: 'NOT_FOUND', details: { kind: 'product' } } })
    expect(none).toMatchObject({ reason: { code: 'NOT_FOUND', details: { kind: 'product' } } })
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([{ action: 'product.read', outcome: 'refused' }])
  })

  it('without a group is in no group', async () => {
    await expect(getProduct(personWith('viewer', inBeverages), 'X-1')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('saving a product', () => {
  it('writes the fields, raises the version and records what changed', async () => {
    const id = await addProduct('S-1', 'Old name')
    const saved = await updateProduct(personWith('editor'), draftOf('s-1', 1, { tags: 'Hot, cold' }))
    expect(saved).toEqual({ code: 'S-1', version: 2 })
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
    await updateProduct(personWith('editor'), draftOf('S-2', 1, { name: 'Same', groupCode: '' }))
    expect((await db().product.findUniqueOrThrow({ where: { id } })).version).toBe(1)
    expect(await auditRows('product.updated', id)).toEqual([])
  })

  it('is refused to a viewer, changes nothing, and the refusal is recorded', async () => {
    const id = await addProduct('S-3', 'Kept')
    const ctx = personWith('viewer')
    await expect(updateProduct(ctx, draftOf('S-3', 1))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await db().product.findUniqueOrThrow({ where: { id } })).name).toBe('Kept')
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'product.updated', outcome: 'refused' },
    ])
  })

  it("of another group's record is not found for one who cannot read it, and recorded", async () => {
    const ctx = personWith('editor', inBeverages)
    await expect(updateProduct(ctx, draftOf('C-1', 1))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'product.updated', outcome: 'refused' },
    ])
  })

  it('is forbidden with the right named where the record can be read but not edited', async () => {
    const ctx = personWith('viewer')
    const rights = [...ctx.actor.rights, ...personWith('editor', inBeverages).actor.rights]
    const mixed: Ctx = { ...ctx, actor: { ...ctx.actor, rights } }
    await expect(getProductToEdit(mixed, 'C-1')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'edit:product' },
    })
    expect((await getProductToEdit(mixed, 'B-1')).choices.groups.map(({ code }) => code)).toEqual([
      'BEVERAGES',
    ])
  })

  it('does not move a product out of the reach of the one who moves it', async () => {
    const ctx = personWith('editor', inBeverages)
    for (const groupCode of ['CONDIMENTS', 'NO-SUCH', '']) {
      await expect(updateProduct(ctx, draftOf('B-2', 1, { groupCode }))).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { groupCode: [expect.stringContaining('Choose a group')] },
      })
    }
  })

  it('refuses an older version and keeps what was saved in between', async () => {
    await addProduct('S-4', 'First')
    await updateProduct(personWith('editor'), draftOf('S-4', 1, { name: 'Second' }))
    await expect(
      updateProduct(personWith('editor'), draftOf('S-4', 1, { name: 'Third' })),
    ).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { yours: 1, present: 2 },
    })
    expect((await getProduct(personWith('viewer'), 'S-4')).product.name).toBe('Second')
  })

  it('lets one of eight who save at once win, with one row in the record', async () => {
    const id = await addProduct('S-5', 'First')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        updateProduct(personWith('editor'), draftOf('S-5', 1, { name: `N${n}` })),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await auditRows('product.updated', id)).toHaveLength(1)
  })

  it('leaves a product that a sync feeds to its sync', async () => {
    await addProduct('S-6', 'Synced', { source: 'erp' })
    await expect(updateProduct(personWith('editor'), draftOf('S-6', 1))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})
