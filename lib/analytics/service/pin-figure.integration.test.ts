import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { flushRefusals } from '@/lib/audit/service'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { pinFigureInput } from '../schema'
import { closeAnalytics } from '../service'
import { pinFigure, unpinFigure } from './pin-figure'
import { askFigure, figuresOf } from './pinned-figures'

const CODE = 'NW-001'
let id: string

/** A role, and `read:query` besides: whole, or of some product groups. */
function asking(role: string | null, groups?: readonly string[]): Ctx {
  const ctx = personWith(role)
  const condition = groups === undefined ? undefined : { kind: 'productGroup' as const, in: groups }
  const rights = [...ctx.actor.rights, { right: 'read:query', condition } as ConditionedRight]
  return { ...ctx, actor: { ...ctx.actor, rights } }
}

const pin = (ctx: Ctx, fields: Record<string, string> = {}) =>
  pinFigure(
    ctx,
    pinFigureInput.parse({ query: 'revenue-of-a-year', code: CODE, search: 'year=1997', ...fields }),
  )

const shown = async (ctx: Ctx, mayEdit = false) => (await figuresOf(ctx, { id, code: CODE }, mayEdit)) ?? []

async function firstCell(ctx: Ctx): Promise<unknown> {
  const [one] = await shown(ctx)
  return one === undefined ? undefined : (await askFigure(ctx, one, undefined))?.rows[0]?.[0]
}

const editor = asking('editor')

beforeAll(async () => {
  await addProducts()
  const group = await db().productGroup.findFirstOrThrow({ where: { code: 'BEVERAGES' } })
  id = await addProduct(CODE, 'Chai', { productGroupId: group.id })
})
beforeEach(() => db().productFigure.deleteMany())
afterAll(closeAnalytics)

describe('a figure pinned to a product', () => {
  it('stands there for each reader in their own rows, and for none who may not ask it', async () => {
    await pin(editor)
    expect(await firstCell(asking('viewer'))).toBe('617085.20')
    const held = await firstCell(asking('viewer', ['BEVERAGES']))
    expect(Number(held)).toBeGreaterThan(0)
    expect(Number(held)).toBeLessThan(617085.2)
    expect(await firstCell(asking('viewer', ['NO-SUCH']))).toBe('0.00')
    expect(await figuresOf(personWith('viewer'), { id, code: CODE }, false)).toBeNull()
  })

  it('is asked about the product under the code that it has then', async () => {
    await pin(editor, { query: 'product-by-month', search: 'product=NW-099', boundTo: 'product' })
    const [one] = await shown(editor)
    expect(one).toMatchObject({
      figure: { parameters: {}, boundTo: 'product' },
      parameters: { product: CODE },
    })
    const [renamed] = (await figuresOf(editor, { id, code: 'NW-002' }, false)) ?? []
    expect(renamed?.parameters).toEqual({ product: 'NW-002' })
    expect((await askFigure(editor, one as never, undefined))?.rows).toHaveLength(18)
  })

  it('is changed and unpinned in the version that was looked at, and each is recorded', async () => {
    await pin(editor)
    const [first] = await shown(editor)
    const figure = first?.figure.id ?? ''
    await pin(editor, { search: 'year=1998', figure, version: '1' })
    // Saved as it is, it stays what it is.
    await pin(editor, { search: 'year=1998', figure, version: '2' })
    await expect(pin(editor, { search: 'year=1996', figure, version: '1' })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { present: 2 },
    })
    const unpin = (version: number) => unpinFigure(editor, { code: CODE, id: figure as never, version })
    await expect(unpin(1)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await unpin(2)
    await expect(unpin(2)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(pin(editor, { figure, version: '2' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const rows = await db().auditEvent.findMany({
      where: { subjectId: id, actorId: editor.actor.id, outcome: 'done', requestId: editor.requestId },
      orderBy: { at: 'asc' },
      select: { action: true, changes: true },
    })
    expect(rows.slice(-3)).toEqual([
      {
        action: 'product.figurePinned',
        changes: { figure: { before: null, after: 'revenue-of-a-year: year=1997' } },
      },
      {
        action: 'product.figureChanged',
        changes: {
          figure: { before: 'revenue-of-a-year: year=1997', after: 'revenue-of-a-year: year=1998' },
        },
      },
      {
        action: 'product.figureUnpinned',
        changes: { figure: { before: 'revenue-of-a-year: year=1998', after: null } },
      },
    ])
  })

  it('is there once, and eight at most, however many pin at once', async () => {
    const twice = await Promise.allSettled([pin(editor), pin(editor)])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const many = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        pin(editor, { query: 'product-by-month', search: `product=P-${n}` }),
      ),
    )
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
    expect(await db().productFigure.count()).toBe(8)
    const [refused] = many.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { code: 'VALIDATION' } })
  })

  it.each([
    ['a value that is not allowed', { search: 'year=2005' }, 'year'],
    ['a value of no parameter', { search: 'colour=red' }, 'colour'],
    ['a parameter that there is not', { boundTo: 'colour' }, 'boundTo'],
    ['a parameter that takes no text', { boundTo: 'year' }, 'boundTo'],
  ])('is refused with %s', async (_what, fields, field) => {
    await expect(pin(editor, fields)).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { [field]: expect.anything() },
    })
    expect(await db().productFigure.count()).toBe(0)
  })

  it('is kept where its file goes, told to those who may unpin it, and shown to nobody else', async () => {
    await pin(editor)
    await db().productFigure.updateMany({ data: { queryKey: 'gone-from-here' } })
    expect(await shown(editor, true)).toMatchObject([{ query: null }])
    expect(await shown(asking('viewer'))).toEqual([])
  })

  it('of a parameter that is no more answers nobody with something else', async () => {
    await pin(editor)
    await db().productFigure.updateMany({ data: { parameters: { month: '3' } } })
    const [one] = await shown(editor)
    expect(await askFigure(editor, one as never, undefined)).toBeNull()
  })

  it('goes with the product', async () => {
    const other = await addProduct('GONE-1', 'To go')
    await pin(editor, { code: 'GONE-1' })
    await db().product.delete({ where: { id: other } })
    expect(await db().productFigure.count()).toBe(0)
  })
})

describe('who may not', () => {
  it.each([
    ['edit the product', () => asking('viewer'), 'FORBIDDEN'],
    ['ask queries', () => personWith('editor'), 'FORBIDDEN'],
    ['do anything', () => personWith(null), 'FORBIDDEN'],
  ])('%s pins nothing, which is recorded', async (_what, who, code) => {
    const ctx = who()
    await expect(pin(ctx)).rejects.toMatchObject({ code })
    await flushRefusals()
    const where = { actorId: ctx.actor.id, outcome: 'refused' as const, action: 'product.figurePinned' }
    expect(await db().auditEvent.count({ where })).toBe(1)
    expect(await db().productFigure.count()).toBe(0)
  })

  it('reach the product or the query is told that there is none', async () => {
    const elsewhere = personWith('editor', { kind: 'productGroup', in: ['CONDIMENTS'] })
    const rights = [...elsewhere.actor.rights, { right: 'read:query' as const }]
    const held = { ...elsewhere, actor: { ...elsewhere.actor, rights } }
    await expect(pin(held)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // Late orders belong to no product group.
    const heldToRows = asking('editor', ['BEVERAGES'])
    await expect(pin(heldToRows, { query: 'late-orders', search: '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('reach the product unpins nothing, and one figure is not another product’s', async () => {
    await pin(editor)
    const figure = (await shown(editor))[0]?.figure.id as never
    const reader = asking('viewer')
    await expect(unpinFigure(reader, { code: CODE, id: figure, version: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(unpinFigure(editor, { code: 'B-1', id: figure, version: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await db().productFigure.count()).toBe(1)
  })
})
