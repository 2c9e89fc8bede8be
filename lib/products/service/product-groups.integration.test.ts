import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition, ConditionedRight } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { sortAttributes } from '../attributes'
import { updateProductInput } from '../schema/draft'
import { createGroupInput, updateGroupInput } from '../schema/group'
import { getProduct } from './get-product'
import { getProductToEdit } from './get-product-to-edit'
import { createGroup, getGroupToEdit, listProductGroups, updateGroup } from './product-groups'
import { updateProduct } from './update-product'

const editor = personWith('editor')

beforeAll(addProducts)

describe('product groups', () => {
  it('count the products that the reader may read, and no others', async () => {
    const countsFor = async (...rights: ConditionedRight[]) => {
      const nobody = personWith(null)
      const all = [{ right: 'read:productGroup' as const }, ...rights]
      const { groups } = await listProductGroups({ ...nobody, actor: { ...nobody.actor, rights: all } })
      return Object.fromEntries(groups.map(({ code, products }) => [code, products]))
    }
    const of = (condition: Condition): ConditionedRight => ({ right: 'read:product', condition })
    expect(await countsFor({ right: 'read:product' })).toEqual({ BEVERAGES: 60, CONDIMENTS: 4 })
    expect(await countsFor()).toEqual({ BEVERAGES: 0, CONDIMENTS: 0 })
    expect(await countsFor(of({ kind: 'productGroup', in: ['CONDIMENTS'] }))).toEqual({
      BEVERAGES: 0,
      CONDIMENTS: 4,
    })
    expect(await countsFor(of({ kind: 'tag', in: ['wine'] }))).toEqual({ BEVERAGES: 0, CONDIMENTS: 1 })
  })

  it('are made with attributes in the order of their places, and recorded', async () => {
    const input = createGroupInput.parse({
      code: 'tools',
      name: 'Tools',
      'attribute.0.label': 'Weight',
      'attribute.0.type': 'number',
      'attribute.0.unit': 'kg',
      'attribute.0.place': '2',
      'attribute.1.label': 'Material',
      'attribute.1.type': 'choice',
      'attribute.1.choices': 'steel\nwood\nsteel',
      'attribute.1.required': 'on',
      'attribute.1.place': '1',
      'attribute.2.label': '',
    })
    expect(await createGroup(editor, input)).toEqual({ code: 'TOOLS' })
    const group = await getGroupToEdit(editor, 'TOOLS')
    expect(group.attributes).toEqual([
      {
        key: 'material',
        label: 'Material',
        type: 'choice',
        unit: null,
        choices: ['steel', 'wood'],
        required: true,
      },
      { key: 'weight', label: 'Weight', type: 'number', unit: 'kg', choices: [], required: false },
    ])
    const [row] = await db().auditEvent.findMany({ where: { subjectId: group.id } })
    expect(row).toMatchObject({
      action: 'productGroup.created',
      changes: {
        attributes: { after: ['Material: choice of steel, wood, required', 'Weight: number in kg'] },
      },
    })
    await expect(createGroup(editor, input)).rejects.toMatchObject({
      fieldErrors: { code: [expect.any(String)] },
    })
  })

  it('that stop asking for a value while somebody types it lose nothing of it in silence', async () => {
    const group = createGroupInput.parse({ code: 'SPICES', name: 'Spices', 'attribute.0.label': 'Origin' })
    await createGroup(editor, group)
    const typed = (more: Record<string, string>) =>
      updateProductInput.parse({
        ...{ code: 'SP-1', name: 'Saffron', groupCode: 'SPICES', status: 'active', tags: '', version: '1' },
        ...more,
      })
    const { id } = await db().productGroup.findUniqueOrThrow({ where: { code: 'SPICES' } })
    const attributes = [{ key: 'origin', label: 'Origin', type: 'text', value: 'Persia' }]
    await addProduct('SP-1', 'Saffron', { productGroupId: id, attributes })
    await updateGroup(editor, updateGroupInput.parse({ code: 'SPICES', name: 'Spices', version: '1' }))
    await expect(updateProduct(editor, typed({ 'attr.origin': 'Kashmir' }))).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { _: [expect.stringMatching(/Origin.*Kashmir/)] },
    })
    // What nobody touched, and what goes to another group, is kept with the product as before.
    expect(await updateProduct(editor, typed({ 'attr.origin': 'Persia', name: 'Red' }))).toMatchObject({
      version: 2,
    })
    const moved = typed({ 'attr.origin': 'Kashmir', groupCode: '', version: '2' })
    expect(await updateProduct(editor, moved)).toMatchObject({ version: 3 })
    const { product } = await getProduct(editor, 'SP-1')
    expect(product.attributes).toMatchObject([{ key: 'origin', value: 'Persia' }])
  })

  it('keep readable on their products what they no longer ask for, and take it up again', async () => {
    await createGroup(
      editor,
      createGroupInput.parse({ code: 'GEMS', name: 'Gems', 'attribute.0.label': 'Cut' }),
    )
    await addProduct('G-1', 'Ruby')
    const base = { code: 'G-1', name: 'Ruby', description: '', status: 'active', tags: '' }
    await updateProduct(
      editor,
      updateProductInput.parse({ ...base, version: '1', groupCode: 'GEMS', 'attr.cut': 'oval' }),
    )
    const removed = updateGroupInput.parse({ code: 'GEMS', version: '1', name: 'Gems' })
    await updateGroup(editor, removed)
    const { product, choices } = await getProductToEdit(editor, 'G-1')
    const asked = choices.groups.find(({ code }) => code === 'GEMS')?.attributes ?? []
    expect(sortAttributes(product.attributes, asked)).toMatchObject({
      asked: [],
      former: [{ label: 'Cut', value: 'oval' }],
    })
    // Moved on, and saved by a form that knows nothing of it.
    await updateProduct(
      editor,
      updateProductInput.parse({ ...base, version: '2', groupCode: 'CONDIMENTS', 'attr.other': 'x' }),
    )
    expect((await getProduct(editor, 'G-1')).product.attributes).toMatchObject([
      { key: 'cut', value: 'oval' },
    ])
    const again = updateGroupInput.parse({
      code: 'GEMS',
      version: '2',
      name: 'Gems',
      'attribute.0.label': 'Cut',
    })
    await updateGroup(editor, again)
    expect((await getGroupToEdit(editor, 'GEMS')).attributes).toMatchObject([{ key: 'cut', label: 'Cut' }])
  })

  it('are saved by one of two at once', async () => {
    await createGroup(editor, createGroupInput.parse({ code: 'TWICE', name: 'Twice' }))
    const save = (name: string) =>
      updateGroup(editor, updateGroupInput.parse({ code: 'TWICE', version: '1', name }))
    const outcomes = await Promise.allSettled([save('One'), save('Two')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(save('Three')).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  })

  it('are read by viewers and changed by no one without the right, whose refusal is recorded', async () => {
    const viewer = personWith('viewer')
    const { groups, mayEdit } = await listProductGroups(viewer)
    expect(groups.find(({ code }) => code === 'BEVERAGES')).toMatchObject({ products: 60 })
    expect(mayEdit).toBe(false)
    const held = personWith('editor', { kind: 'productGroup', in: ['BEVERAGES'] })
    await expect(listProductGroups(held)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const ctx of [viewer, held]) {
      const input = createGroupInput.parse({ code: 'NO', name: 'No' })
      await expect(createGroup(ctx, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(getGroupToEdit(ctx, 'BEVERAGES')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const rows = await db().auditEvent.findMany({ where: { actorId: viewer.actor.id, outcome: 'refused' } })
    expect(rows.map(({ action }) => action)).toContain('productGroup.created')
    expect(await db().productGroup.count({ where: { code: 'NO' } })).toBe(0)
  })

  it('are not found under a code that there is not', async () => {
    await expect(getGroupToEdit(editor, 'NO-SUCH')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
