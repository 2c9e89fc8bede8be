import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { updateProductInput } from '../schema/draft'
import { archiveProduct, restoreProduct } from './archive-product'
import { getProduct } from './get-product'
import { getProductVersion } from './get-version'
import { restoreVersion } from './restore-version'
import { updateProduct } from './update-product'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }

function edit(code: string, version: number, more: Record<string, string> = {}) {
  return updateProductInput.parse({
    code,
    version: String(version),
    name: 'Second',
    description: '',
    groupCode: 'BEVERAGES',
    status: 'discontinued',
    tags: '',
    ...more,
  })
}

async function inGroup(code: string, groupCode: string): Promise<string> {
  const group = await db().productGroup.findUniqueOrThrow({ where: { code: groupCode } })
  return await addProduct(code, 'First', { productGroupId: group.id })
}

async function actions(subjectId: string, outcome = 'done') {
  const rows = await db().auditEvent.findMany({ where: { subjectId, outcome }, orderBy: { at: 'asc' } })
  return rows.map(({ action }) => action)
}

beforeAll(addProducts)

describe('every version of a product', () => {
  it('can be looked at and restored, with its code, as a new version', async () => {
    const id = await inGroup('V-1', 'CONDIMENTS')
    const editor = personWith('editor')
    await updateProduct(editor, edit('V-1', 1, { newCode: 'V-1b', 'link.0.url': 'https://example.com/' }))
    const { shown } = await getProductVersion(personWith('viewer'), 'V-1b', 1)
    expect(shown.content).toMatchObject({ code: 'V-1', name: 'First', groupCode: 'CONDIMENTS', links: [] })
    expect(await restoreVersion(editor, { code: 'V-1b', version: 2, restore: 1 })).toEqual({
      code: 'V-1',
      version: 3,
    })
    const { product } = await getProduct(editor, 'V-1b')
    expect(product).toMatchObject({ code: 'V-1', name: 'First', status: 'active', version: 3, links: [] })
    expect(await actions(id)).toEqual(['product.updated', 'product.versionRestored'])
    expect(await db().productVersion.count({ where: { productId: id } })).toBe(3)
  })

  it('is written down for whoever changes a product, and can be changed by nobody', async () => {
    const id = await addProduct('V-2', 'First')
    await db().product.updateMany({ where: { codeKey: 'v-2' }, data: { name: 'Bulk', version: 2 } })
    const kept = await db().productVersion.findMany({ where: { productId: id }, orderBy: { version: 'asc' } })
    expect(kept.map(({ content }) => (content as { name: string }).name)).toEqual(['First', 'Bulk'])
    await expect(
      db().productVersion.updateMany({ where: { productId: id }, data: { version: 9 } }),
    ).rejects.toThrow(/permission denied/)
    await expect(db().productVersion.deleteMany({ where: { productId: id } })).rejects.toThrow(
      /permission denied/,
    )
    await db().product.delete({ where: { id } })
    expect(await db().productVersion.count({ where: { productId: id } })).toBe(0)
  })

  it('names no group that its reader may not know of, and is not there for a reader of another group', async () => {
    await inGroup('V-3', 'CONDIMENTS')
    await updateProduct(personWith('editor'), edit('V-3', 1))
    const reader = personWith('viewer', inBeverages)
    expect((await getProductVersion(reader, 'V-3', 1)).shown.content.groupCode).toBe('another group')
    await expect(getProductVersion(reader, 'C-1', 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getProductVersion(reader, 'V-3', 77)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getProductVersion(personWith(null), 'V-3', 1)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is not restored where its editor could not reach it, nor over a version that they have not seen', async () => {
    const id = await inGroup('V-4', 'CONDIMENTS')
    await updateProduct(personWith('editor'), edit('V-4', 1))
    await expect(
      restoreVersion(personWith('editor', inBeverages), { code: 'V-4', version: 2, restore: 1 }),
    ).rejects.toMatchObject({ code: 'VALIDATION' })
    await expect(
      restoreVersion(personWith('editor'), { code: 'V-4', version: 1, restore: 1 }),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(
      restoreVersion(personWith('viewer'), { code: 'V-4', version: 2, restore: 1 }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await getProduct(personWith('viewer'), 'V-4')).product.version).toBe(2)
    expect(await actions(id, 'done')).toEqual(['product.updated'])
  })

  it('says so when its group is gone, in the words of one that is out of reach, and changes nothing', async () => {
    const group = await db().productGroup.create({ data: { code: 'GONE', name: 'Gone' } })
    const id = await addProduct('V-5', 'First', { productGroupId: group.id })
    await updateProduct(personWith('editor'), edit('V-5', 1))
    await db().productGroup.delete({ where: { id: group.id } })
    await inGroup('V-6', 'CONDIMENTS')
    await updateProduct(personWith('editor'), edit('V-6', 1))
    const restore = (ctx: Ctx, code: string) =>
      restoreVersion(ctx, { code, version: 2, restore: 1 }).catch(({ fieldErrors }) => fieldErrors)
    const gone = await restore(personWith('editor'), 'V-5')
    expect(gone).toEqual({ groupCode: [expect.stringContaining('a group that is gone')] })
    expect(await restore(personWith('editor', inBeverages), 'V-6')).toEqual(gone)
    expect((await getProduct(personWith('viewer'), 'V-5')).product).toMatchObject({ id, version: 2 })
    expect((await getProductVersion(personWith('viewer'), 'V-5', 1)).shown.content.groupCode).toBe('GONE')
  })
})

describe('an archived product', () => {
  it('comes back with the status that it had', async () => {
    const id = await addProduct('A-1', 'Kept', { status: 'discontinued' })
    const editor = personWith('editor')
    expect(await archiveProduct(editor, { code: 'A-1', version: 1 })).toEqual({ code: 'A-1', version: 2 })
    expect((await getProduct(personWith('viewer'), 'A-1')).product.status).toBe('archived')
    await restoreProduct(editor, { code: 'A-1', version: 2 })
    expect((await getProduct(personWith('viewer'), 'A-1')).product.status).toBe('discontinued')
    expect(await actions(id)).toEqual(['product.archived', 'product.restored'])
  })

  it('is archived by nobody who may only read, nor in another group, and the refusal is recorded', async () => {
    const id = await inGroup('A-2', 'CONDIMENTS')
    const brewer = personWith('editor', inBeverages)
    await expect(archiveProduct(personWith('viewer'), { code: 'A-2', version: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(archiveProduct(brewer, { code: 'A-2', version: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await actions(id, 'refused')).toContain('product.archived')
    expect((await getProduct(personWith('viewer'), 'A-2')).product.version).toBe(1)
  })
})
