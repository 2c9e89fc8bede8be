import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import type { TableFormat } from '@/lib/platform/tables/model'
import { writeTable } from '@/lib/platform/tables/write'
import { isVisible } from '@/lib/platform/visible'
import { BEVERAGES, createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProductsToImport, applyFile, checkFile, viewImport } from '@/lib/testing/product-import'
import { personWith } from '@/lib/testing/products'
import { PRODUCT_SORTS, PRODUCT_STATUSES } from '../model'
import { productFilter, productQuery } from '../schema/query'
import { exportProducts } from './export-products'
import { listProducts } from './list-products'

let editor: Ctx & { userId: string }
beforeAll(async () => {
  await addProductsToImport()
  editor = await createTestCtx({ role: 'editor', name: 'Test Editor' })
  await createTestCtx({ role: 'editor', name: 'Test Editor' })
})

async function exported(ctx: Ctx, format: TableFormat, parameters = {}): Promise<Buffer> {
  const order = productQuery.parse(parameters)
  const table = await exportProducts(ctx, { format, order, filter: productFilter.parse(parameters) })
  const pieces: Uint8Array[] = []
  for await (const piece of writeTable(format, table)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function codes(ctx: Ctx, parameters = {}): Promise<string[]> {
  return JSON.parse((await exported(ctx, 'json', parameters)).toString()).map(
    ({ code }: { code: string }) => code,
  )
}

describe('an export of products', () => {
  it('holds what the list does: its filters, and the reader’s scope', async () => {
    const brewer = personWith('editor', BEVERAGES)
    expect(await codes(editor)).toHaveLength(65)
    expect(await codes(brewer)).toHaveLength(60)
    expect(await codes(brewer, { group: 'CONDIMENTS' })).toEqual([])
    expect(await codes(editor, { group: 'CONDIMENTS' })).toEqual(['C-1', 'C-2', 'C-3', 'C-4'])
    expect(await codes(editor, { q: 'rod kaviar' })).toEqual(['C-3'])
    expect(await codes(editor, { tag: 'wine', status: 'active' })).toEqual(['C-2'])
    expect((await exported(brewer, 'csv')).toString()).not.toContain('Condiments')
  })

  it('is recorded, with what was asked for; a refused one too', async () => {
    await exported(editor, 'xlsx', { group: 'BEVERAGES', q: 'drink 1' })
    expect((await auditOf('*', 'product.exported')).at(-1)).toMatchObject({
      actorId: editor.actor.id,
      outcome: 'done',
      changes: {
        format: { after: 'xlsx' },
        'filter.group': { after: 'BEVERAGES' },
        'filter.q': { after: 'drink 1' },
      },
    })
    const stranger = personWith(null)
    await expect(exported(stranger, 'csv')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const refused = await db().auditEvent.findMany({
      where: { actorId: stranger.actor.id, outcome: 'refused' },
    })
    expect(refused).toHaveLength(1)
  })

  it('has a column for each attribute, numbers as numbers', async () => {
    await db().product.update({
      where: { codeKey: 'b-1' },
      data: { attributes: [{ key: 'strength', label: 'Strength', type: 'number', unit: '%', value: -4.5 }] },
    })
    const lines = (await exported(editor, 'csv', { q: 'b-1', group: 'BEVERAGES' })).toString().split('\r\n')
    expect(lines[0]).toBe(
      '\uFEFFcode,name,description,status,group,owner,tags,links,attribute:strength,attribute:organic',
    )
    expect(lines).toContain('B-1,Drink 1,,active,BEVERAGES,,,,-4.5,')
  })

  it.each([...PRODUCT_SORTS, 'best' as const])('comes in the order of the list, by %s', async (sort) => {
    for (const [n, tags] of [
      ['1', ['b']],
      ['2', ['a', 'c']],
      ['3', []],
    ] as const) {
      const data = {
        tags: [...tags],
        updatedAt: new Date(Date.UTC(2026, 0, Number(n))),
        ownerId: editor.userId,
      }
      await db().product.update({ where: { codeKey: `b-${n}` }, data })
    }
    for (const dir of ['asc', 'desc']) {
      const asked = sort === 'best' ? { q: 'drink 1' } : { sort, dir }
      const page = await listProducts(editor, productQuery.parse({ ...asked, size: 200 }))
      expect(await codes(editor, asked)).toEqual(page.rows.map(({ code }) => code))
    }
  })

  it('holds each product once, whatever is changed on the way, and none that left the reader’s reach', async () => {
    const brewer = personWith('editor', BEVERAGES)
    const asked = { sort: 'updated', dir: 'desc' }
    const table = await exportProducts(brewer, {
      format: 'json',
      filter: productFilter.parse(asked),
      order: productQuery.parse(asked),
    })
    const first = { codeKey: 'b-60' }
    await db().product.update({ where: { codeKey: 'b-7' }, data: { updatedAt: new Date() } })
    const { productGroupId } = await db().product.findUniqueOrThrow({ where: first })
    await db().product.update({ where: first, data: { productGroupId: null } })
    const rows: unknown[] = []
    for await (const batch of table.batches) rows.push(...batch.map(([code]) => code))
    await db().product.update({ where: first, data: { productGroupId } })
    expect(rows).toHaveLength(59)
    expect(new Set(rows).size).toBe(59)
    expect(rows).toContain('B-7')
    expect(rows).not.toContain('B-60')
  })
})

const danger = fc.constantFrom('=', '+', '-', '@', "'", "''", '\t', '\r', '\n', '"', ';', '_x0041_', '')
const words = (most: number) =>
  fc
    .tuple(danger, danger, fc.string({ unit: 'grapheme', maxLength: 30 }))
    .map(([a, b, text]) =>
      (a + b + text).toWellFormed().replaceAll('\u0000', '').trim().slice(0, most).toWellFormed().trim(),
    )
const tag = fc.stringMatching(/^[a-z][a-z0-9 ._-]{0,10}[a-z]$/)
const draft = fc.record({
  name: words(200).map((name) => (isVisible(name) ? name : "'=name")),
  description: words(5_000),
  status: fc.constantFrom(...PRODUCT_STATUSES.filter((status) => status !== 'archived')),
  owned: fc.boolean(),
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
  strength: fc.option(fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100)),
  organic: fc.option(fc.boolean()),
  link: fc.option(words(50).map((label) => label.replace(/\s+/g, ' ').trim())),
})

type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never

function toRow({ owned, strength, organic, link, ...plain }: Draft) {
  const asked = [
    { key: 'strength', label: 'Strength', type: 'number', unit: '%', value: strength },
    { key: 'organic', label: 'Organic', type: 'boolean', value: organic },
  ]
  const url = 'https://example.com/a?b=<c>'
  return {
    ...plain,
    ownerId: owned ? editor.userId : null,
    attributes: asked.filter(({ value }) => value !== null) as object[],
    links: link === null ? [] : [{ type: 'document', label: link || url, url }],
  }
}

describe('export, import and export again', () => {
  it.each(['csv', 'xlsx', 'json'] as const)(
    'give the same %s, whatever the products hold',
    async (format) => {
      const all = await db().product.findMany({
        where: { code: { startsWith: 'B-' } },
        take: 4,
        orderBy: { code: 'asc' },
      })
      await fc.assert(
        fc.asyncProperty(fc.array(draft, { minLength: 4, maxLength: 4 }), async (drafts) => {
          const write = async (data: (n: number) => object) => {
            for (const [n, { id }] of all.entries())
              await db().product.update({ where: { id }, data: { ...data(n), version: { increment: 1 } } })
          }
          await write((n) => toRow(drafts[n] as Draft))
          const first = await exported(editor, format, { group: 'BEVERAGES' })
          const same = await checkFile(editor, first)
          expect((await viewImport(editor, same)).counts).toEqual({ add: 0, change: 0, same: 60, skip: 0 })
          await write((n) => ({
            name: `Other ${n}`,
            description: 'other',
            tags: ['x'],
            attributes: [],
            links: [],
            ownerId: null,
            status: 'active',
          }))
          const back = await checkFile(editor, first)
          expect((await viewImport(editor, back)).counts).toMatchObject({ change: 4, same: 56 })
          await applyFile(editor, back)
          expect((await exported(editor, format, { group: 'BEVERAGES' })).equals(first)).toBe(true)
        }),
        { numRuns: 12 },
      )
    },
    120_000,
  )
})
