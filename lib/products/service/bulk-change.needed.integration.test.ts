import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import type { AttributeDefinition } from '../model'
import { bulkChangeInput } from '../schema/bulk'
import { updateProductInput } from '../schema/draft'
import { bulkChange } from './bulk-change'
import { getBulkResult, undoBulkChange } from './undo-bulk-change'
import { updateProduct } from './update-product'

const FORMER = { key: 'colour', label: 'Colour', type: 'text', value: 'red' }
const SIZE = { key: 'size', label: 'Size', type: 'number', value: 2.5, unit: 'kg' }

const ASKED: AttributeDefinition[] = [
  { key: 'size', label: 'Size', type: 'number', unit: 'kg', choices: [], required: true },
  {
    key: 'constructor',
    label: 'Constructor',
    type: 'choice',
    unit: null,
    choices: ['Us', 'Them'],
    required: true,
  },
  { key: 'note', label: 'Note', type: 'text', unit: null, choices: [], required: false },
]

let ctx: Ctx
let full: string
let bare: string

beforeAll(async () => {
  const rows = ASKED.map((one, position) => ({ ...one, choices: [...one.choices], position }))
  await db().productGroup.create({ data: { code: 'ASKING', name: 'Asking', attributes: { create: rows } } })
})

beforeEach(async () => {
  await db().product.deleteMany()
  const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Somebody' } })
  ctx = personWith('editor', null, id)
  const known = [FORMER, SIZE, { key: 'constructor', label: 'Constructor', type: 'choice', value: 'Us' }]
  full = await addProduct('F-1', 'Full', { attributes: known })
  bare = await addProduct('F-2', 'Bare', { attributes: [FORMER] })
})

function move(more: Record<string, string> = {}) {
  const chosen = [full, bare].map((id) => `${id}:1`).join('\n')
  return bulkChangeInput.parse({ chosen, seenAt: new Date().toISOString(), groupCode: 'ASKING', ...more })
}

async function rowOf(id: string) {
  return await db().product.findUniqueOrThrow({ where: { id }, include: { productGroup: true } })
}

describe('products moved into a group that needs values', () => {
  it('are asked for what they lack before any of them is changed, by name', async () => {
    await expect(bulkChange(ctx, move())).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: {
        _: [expect.stringContaining('One product lacks')],
        'attr.size': ['Size is needed. Without it: Bare.'],
        'attr.constructor': ['Constructor is needed. Without it: Bare.'],
      },
      details: { needed: [{ key: 'size' }, { key: 'constructor' }] },
    })
    expect([(await rowOf(full)).version, (await rowOf(bare)).version]).toEqual([1, 1])
    expect(await db().productBulkChange.count({ where: { userId: ctx.actor.id ?? '' } })).toBe(0)
  })

  it('get the values given, those alone that lack them, and their own form takes them', async () => {
    const { id } = await bulkChange(ctx, move({ 'attr.size': ' 7 ', 'attr.constructor': 'Them' }))
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ changed: 2 })
    expect((await rowOf(full)).attributes).toEqual(expect.arrayContaining([SIZE]))
    expect((await rowOf(bare)).attributes).toEqual([
      FORMER,
      { ...SIZE, value: 7 },
      { key: 'constructor', label: 'Constructor', type: 'choice', value: 'Them' },
    ])
    expect(await auditOf(bare, 'product.updated')).toMatchObject([
      { changes: { 'attributes.size': { before: null, after: '7 kg' }, groupCode: { after: 'ASKING' } } },
    ])
    for (const code of ['F-1', 'F-2']) {
      const form = { code, version: '2', name: 'Renamed', status: 'active', groupCode: 'ASKING', tags: '' }
      const own = { 'attr.size': '7', 'attr.constructor': 'Them' }
      await updateProduct(ctx, updateProductInput.parse({ ...form, ...own }))
    }
  })

  it('are put back exactly, with what they lacked', async () => {
    const before = [(await rowOf(full)).attributes, (await rowOf(bare)).attributes]
    const { id } = await bulkChange(ctx, move({ 'attr.size': '7', 'attr.constructor': 'Them' }))
    await undoBulkChange(ctx, { id })
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ undone: 2 })
    expect([(await rowOf(full)).attributes, (await rowOf(bare)).attributes]).toEqual(before)
    expect(await rowOf(bare)).toMatchObject({ productGroupId: null, version: 3 })
    const events = await auditOf(bare, 'product.updated')
    expect(events).toHaveLength(2)
    expect(events.map(({ changes }) => changes)).toContainEqual(
      expect.objectContaining({ 'attributes.size': { before: '7 kg', after: null } }),
    )
  })

  it('stay where they are when that is chosen, and are named', async () => {
    const { id } = await bulkChange(ctx, move({ lacking: 'leave' }))
    expect(await getBulkResult(ctx, id)).toMatchObject({
      counts: { changed: 1, lacksNeeded: 1 },
      left: [{ name: 'Bare', outcome: 'lacksNeeded' }],
    })
    expect((await rowOf(full)).productGroup?.code).toBe('ASKING')
    expect(await rowOf(bare)).toMatchObject({ productGroupId: null, version: 1 })
  })

  it('are refused a value that is not of its attribute, beside its field', async () => {
    await expect(
      bulkChange(ctx, move({ 'attr.size': 'much', 'attr.constructor': 'Nobody' })),
    ).rejects.toMatchObject({
      fieldErrors: {
        'attr.size': [expect.stringContaining('give a number')],
        'attr.constructor': [expect.stringContaining('choose one')],
      },
    })
    expect((await rowOf(bare)).version).toBe(1)
  })

  it('are not asked for the sake of those that would be left anyway', async () => {
    await db().product.update({ where: { id: bare }, data: { source: 'erp' } })
    const { id } = await bulkChange(ctx, move())
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ changed: 1, synced: 1 })
  })

  it('tell nothing of products that the reader cannot see', async () => {
    const held = personWith('editor', { kind: 'tag', in: ['own'] }, ctx.actor.id ?? '')
    await db().product.update({ where: { id: full }, data: { tags: ['own'] } })
    const { id } = await bulkChange(held, move())
    expect((await getBulkResult(held, id))?.counts).toEqual({ changed: 1 })
  })

  it('get what is given though they are in the group already, and may be changed without it', async () => {
    const group = await db().productGroup.findUniqueOrThrow({ where: { code: 'ASKING' } })
    await db().product.update({ where: { id: bare }, data: { productGroupId: group.id } })
    const other = await bulkChange(ctx, move({ status: 'archived' }))
    expect((await getBulkResult(ctx, other.id))?.counts).toEqual({ changed: 2 })
    const chosen = { chosen: `${bare}:2`, 'attr.size': '1', 'attr.constructor': 'Us' }
    const { id } = await bulkChange(ctx, move(chosen))
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ changed: 1 })
    expect((await rowOf(bare)).attributes).toHaveLength(3)
  })
})
