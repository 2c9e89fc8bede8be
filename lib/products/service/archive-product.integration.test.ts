import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { archiveProduct, restoreProduct } from './archive-product'

const statusOf = async (id: string) => (await db().product.findUniqueOrThrow({ where: { id } })).status

describe('archiving a product', () => {
  it('keeps what it was before for whoever brings it back, each in the record', async () => {
    const id = await addProduct('A-1', 'Old stock', { status: 'discontinued' })
    const ctx = personWith('editor')
    expect(await archiveProduct(ctx, { code: 'a-1', version: 1 })).toEqual({ code: 'A-1', version: 2 })
    expect(await statusOf(id)).toBe('archived')
    expect(await restoreProduct(ctx, { code: 'A-1', version: 2 })).toEqual({ code: 'A-1', version: 3 })
    expect(await statusOf(id)).toBe('discontinued')
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['product.archived', 'product.restored'])
  })

  it('is done once when the button is pressed twice, and nobody is told of somebody else', async () => {
    const id = await addProduct('A-2', 'Pressed twice')
    const ctx = personWith('editor')
    for (const button of [archiveProduct, restoreProduct]) {
      const { version } = await db().product.findUniqueOrThrow({ where: { id } })
      for (const _press of ['first', 'second'])
        expect(await button(ctx, { code: 'A-2', version })).toEqual({ code: 'A-2', version: version + 1 })
    }
    expect(await auditOf(id)).toHaveLength(2)
  })

  it('over what somebody else changed since it was seen is refused', async () => {
    await addProduct('A-3', 'Changed', { version: 4 })
    await expect(archiveProduct(personWith('editor'), { code: 'A-3', version: 3 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
  })
})
