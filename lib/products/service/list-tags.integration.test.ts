import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { BEVERAGES } from '@/lib/testing/actors'
import { addProduct, personWith } from '@/lib/testing/products'
import { listTags } from './list-tags'

beforeAll(async () => {
  const { id } = await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  await addProduct('T-1', 'One', { productGroupId: id, tags: ['hot', 'hop 100%'] })
  await addProduct('T-2', 'Two', { productGroupId: id, tags: ['hot'] })
  await addProduct('T-3', 'Three', { tags: ['hot', 'secret'] })
})

describe('the tags to choose from', () => {
  it('are those of all products that one may read, the most used first, with how many have each', async () => {
    expect(await listTags(personWith('viewer'), '')).toEqual({
      tags: [
        { tag: 'hot', products: 3 },
        { tag: 'hop 100%', products: 1 },
        { tag: 'secret', products: 1 },
      ],
      more: false,
    })
  })

  it('hold and count nothing out of reach', async () => {
    const { tags } = await listTags(personWith('viewer', BEVERAGES), '')
    expect(tags).toEqual([
      { tag: 'hot', products: 2 },
      { tag: 'hop 100%', products: 1 },
    ])
    await expect(listTags(personWith(null), '')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('begin as typed, whatever the case, a sign of a pattern standing for itself', async () => {
    const found = async (text: string) =>
      (await listTags(personWith('viewer'), text)).tags.map(({ tag }) => tag)
    expect(await found('HO')).toEqual(['hot', 'hop 100%'])
    expect(await found('hop 100%')).toEqual(['hop 100%'])
    expect(await found('%')).toEqual([])
    expect(await found('ot')).toEqual([])
  })

  it('say so when they are cut, and a longer text finds what was', async () => {
    await addProduct('T-4', 'Four', { tags: Array.from({ length: 101 }, (_, n) => `zz${n}`) })
    const cut = await listTags(personWith('viewer'), 'zz')
    expect([cut.tags.length, cut.more]).toEqual([100, true])
    expect((await listTags(personWith('viewer'), 'zz99')).tags).toEqual([{ tag: 'zz99', products: 1 }])
  })
})
