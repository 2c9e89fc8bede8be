import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { createProductInput, updateProductInput } from '../schema/draft'
import { createProduct, getNewProductChoices } from './create-product'
import { getProduct } from './get-product'
import { updateProduct } from './update-product'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
const typed = { code: 'N-1', name: 'New', description: '', groupCode: '', status: 'active', tags: '' }
const draft = (more: Record<string, string> = {}) => createProductInput.parse({ ...typed, ...more })

async function rows(actorId: string) {
  return await db().auditEvent.findMany({ where: { actorId }, orderBy: { at: 'asc' } })
}

beforeAll(async () => {
  await addProducts()
  const group = await db().productGroup.findUniqueOrThrow({ where: { code: 'BEVERAGES' } })
  await db().productGroupAttribute.createMany({
    data: [
      { productGroupId: group.id, key: 'volume', label: 'Volume', type: 'number', unit: 'l', position: 1 },
      {
        productGroupId: group.id,
        key: 'colour',
        label: 'Colour',
        type: 'choice',
        choices: ['red', 'white'],
        required: true,
        position: 2,
      },
    ],
  })
})

describe('a new product', () => {
  it.each([
    [{ kind: 'own' }, 'Choose yourself as its owner.'],
    [{ kind: 'tag', in: ['wine'] }, 'Choose a tag that you may edit products with.'],
    [inBeverages, 'Choose a group that you may edit products in.'],
  ] as const)('beyond %j is refused with words of what would reach it', async (condition, words) => {
    const ctx = personWith('editor', condition)
    for (const groupCode of ['', 'CONDIMENTS', 'NO-SUCH'])
      await expect(createProduct(ctx, draft({ groupCode }))).rejects.toMatchObject({
        fieldErrors: { groupCode: [expect.stringContaining(words)] },
      })
    expect(await db().product.count({ where: { code: 'N-1' } })).toBe(0)
  })

  it('is kept with its typed values, links and tags, and recorded with all that it holds', async () => {
    const ctx = personWith('editor')
    const input = draft({
      code: 'Wine-1',
      groupCode: 'BEVERAGES',
      tags: 'red',
      'attr.volume': '0.75',
      'attr.colour': 'red',
      'link.0.type': 'document',
      'link.0.label': 'Sheet',
      'link.0.url': 'https://example.com/sheet',
      'link.1.url': '',
    })
    expect(await createProduct(ctx, input)).toEqual({ code: 'Wine-1' })
    const { product } = await getProduct(personWith('viewer'), 'wine-1')
    expect(product).toMatchObject({
      version: 1,
      attributes: [
        { key: 'volume', label: 'Volume', type: 'number', value: 0.75, unit: 'l' },
        { key: 'colour', label: 'Colour', type: 'choice', value: 'red' },
      ],
      links: [{ type: 'document', label: 'Sheet', url: 'https://example.com/sheet' }],
    })
    expect(await rows(ctx.actor.id)).toMatchObject([
      {
        action: 'product.created',
        subjectId: product.id,
        changes: {
          code: { before: '', after: 'Wine-1' },
          'attributes.volume': { before: null, after: '0.75 l' },
          version: { before: null, after: 1 },
        },
      },
    ])
    const version = await db().productVersion.findFirstOrThrow({ where: { productId: product.id } })
    expect(version).toMatchObject({ version: 1, content: { code: 'Wine-1', groupCode: 'BEVERAGES' } })
  })

  it('is told field by field what its group needs', async () => {
    const input = draft({ groupCode: 'BEVERAGES', 'attr.volume': 'much' })
    await expect(createProduct(personWith('editor'), input)).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { 'attr.volume': [expect.any(String)], 'attr.colour': [expect.any(String)] },
    })
  })

  it.each(['b-1', 'B-1', 'former-1', 'FORMER-1'])(
    'is refused the code %s, which a product has or had',
    async (code) => {
      await addProduct('Former-1', 'Renamed').catch(() => undefined)
      await db().product.updateMany({
        where: { codeKey: 'former-1' },
        data: { code: 'Present-1', codeKey: 'present-1', version: 2 },
      })
      await expect(createProduct(personWith('editor'), draft({ code }))).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { code: [expect.stringContaining('Choose another code')] },
      })
    },
  )

  it('is made once by eight who take one code at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        createProduct(personWith('editor'), draft({ code: n % 2 === 0 ? 'Race-1' : 'RACE-1' })),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual(
      Array.from({ length: 7 }, () =>
        expect.objectContaining({ reason: expect.objectContaining({ code: 'VALIDATION' }) }),
      ),
    )
  })

  it('is refused to a viewer, and the refusal recorded', async () => {
    const ctx = personWith('viewer')
    await expect(createProduct(ctx, draft())).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'create:product' },
    })
    await expect(getNewProductChoices(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await rows(ctx.actor.id))[0]).toMatchObject({ action: 'product.created', outcome: 'refused' })
  })

  it('goes into no group that its maker does not reach', async () => {
    const ctx = personWith('editor', inBeverages)
    for (const groupCode of ['CONDIMENTS', '', 'NO-SUCH']) {
      await expect(createProduct(ctx, draft({ groupCode }))).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { groupCode: [expect.any(String)] },
      })
    }
    expect((await getNewProductChoices(ctx)).groups.map(({ code }) => code)).toEqual(['BEVERAGES'])
    const inside = draft({ code: 'In-1', groupCode: 'BEVERAGES', 'attr.colour': 'white' })
    expect(await createProduct(ctx, inside)).toEqual({ code: 'In-1' })
  })

  it('has an owner who is there', async () => {
    const gone = '00000000-0000-4000-8000-000000000001'
    await expect(createProduct(personWith('editor'), draft({ ownerId: gone }))).rejects.toMatchObject({
      fieldErrors: { ownerId: [expect.any(String)] },
    })
  })
})

describe('a product whose code changes', () => {
  it('is found by the old code for good, and nobody else gets it', async () => {
    const id = await addProduct('Old-1', 'Moved')
    const change = (code: string, newCode: string, version: string) =>
      updateProduct(
        personWith('editor'),
        updateProductInput.parse({ ...typed, name: 'Moved', code, newCode, version }),
      )
    expect(await change('old-1', 'New-1', '1')).toEqual({ code: 'New-1', version: 2 })
    expect(await change('OLD-1', 'Newer-1', '2')).toEqual({ code: 'Newer-1', version: 3 })
    for (const code of ['old-1', 'NEW-1', 'newer-1']) {
      expect((await getProduct(personWith('viewer'), code)).product).toMatchObject({ id, code: 'Newer-1' })
    }
    await expect(change('B-2', 'Old-1', '1')).rejects.toMatchObject({
      fieldErrors: { newCode: [expect.stringContaining('Choose another code')] },
    })
    expect(await change('newer-1', 'Old-1', '3')).toEqual({ code: 'Old-1', version: 4 })
  })
})
