import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { listNotices, markNoticesRead } from '@/lib/notices/service'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { updateProductInput } from '../schema/draft'
import { openMistakes, reportMistake, settleReport } from './mistakes'
import { updateProduct } from './update-product'
import { watches, watchProduct } from './watch-product'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }

async function person(role: string | null, condition: Condition | null = null) {
  const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: `A ${role}` } })
  if (role !== null) {
    await db().grant.create({
      data: { userId: id, roleKey: role, ...(condition === null ? {} : { condition }) },
    })
  }
  return personWith(role, condition, id)
}

const edit = (code: string, version: string, name: string) =>
  updateProductInput.parse({
    code,
    version,
    name,
    description: '',
    groupCode: '',
    status: 'active',
    tags: '',
  })

beforeAll(addProducts)

describe('a reported mistake', () => {
  it('reaches the owner, in their own words, and stands on the card until it is settled', async () => {
    const [owner, reader, other] = [await person('viewer'), await person('viewer'), await person('editor')]
    const id = await addProduct('M-1', 'Owned', { ownerId: owner.actor.id })
    await reportMistake(reader, { code: 'm-1', words: 'The <b>price</b> is old.' })
    expect(await listNotices(owner)).toMatchObject([
      { kind: 'product.mistake', words: 'The <b>price</b> is old.', from: 'A viewer', readAt: null },
    ])
    expect(await listNotices(other)).toEqual([])
    const [open] = await openMistakes({ id: id as never })
    expect(open).toMatchObject({ words: 'The <b>price</b> is old.', by: 'A viewer' })
    const settle = { code: 'M-1', id: open?.id ?? '' }
    await expect(settleReport(reader, settle)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await settleReport(other, settle)
    await expect(settleReport(other, settle)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const rows = await db().auditEvent.findMany({
      where: { subjectId: id, outcome: 'done' },
      orderBy: { at: 'asc' },
    })
    expect(rows.map(({ action }) => action)).toEqual(['product.mistakeReported', 'product.mistakeSettled'])
    expect(JSON.stringify(rows.map(({ changes }) => changes))).not.toContain('price')
  })

  it('reaches those who may edit the product when it has no owner, and nobody else', async () => {
    const [brewer, everywhere] = [await person('editor', inBeverages), await person('editor')]
    const [viewer, disabled] = [await person('viewer'), await person('editor')]
    await db().user.update({ where: { id: disabled.actor.id }, data: { disabledAt: new Date() } })
    await reportMistake(viewer, { code: 'B-7', words: 'About a drink' })
    await reportMistake(viewer, { code: 'C-1', words: 'About a condiment' })
    const wordsFor = async (ctx: typeof viewer) => (await listNotices(ctx)).map(({ words }) => words).sort()
    expect(await wordsFor(brewer)).toEqual(['About a drink'])
    expect(await wordsFor(everywhere)).toEqual(['About a condiment', 'About a drink'])
    expect([await wordsFor(viewer), await wordsFor(disabled)]).toEqual([[], []])
  })

  it('is reported by nobody on what they cannot read, nor without end', async () => {
    const outside = await person('viewer', inBeverages)
    const report = (code: string) => reportMistake(outside, { code, words: 'x' })
    await expect(report('C-2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(reportMistake(await person(null), { code: 'C-2', words: 'x' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => report('B-8')))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    await expect(report('B-8')).rejects.toMatchObject({ code: 'CONFLICT' })
    for (let n = 10; n < 25; n += 1) await report(`B-${n}`)
    await expect(report('B-25')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    const later = { ...outside, now: () => new Date(Date.now() + 3_700_000) }
    await reportMistake(later, { code: 'B-25', words: 'An hour later' })
  })
})

describe('who watches a product', () => {
  it('is told what others change in it, until they no longer watch', async () => {
    const [watcher, editor] = [await person('editor'), await person('editor')]
    const id = await addProduct('W-1', 'First')
    const watch = (watched: boolean) => watchProduct(watcher, { code: 'w-1', watched })
    await watch(true)
    await watch(true)
    expect(await watches(watcher, { id: id as never })).toBe(true)
    await updateProduct(editor, edit('W-1', '1', 'Second'))
    await updateProduct(watcher, edit('W-1', '2', 'Their own'))
    expect(await listNotices(watcher)).toMatchObject([
      { kind: 'product.changed', words: 'name', from: 'A editor' },
    ])
    await watch(false)
    await updateProduct(editor, edit('W-1', '3', 'Fourth'))
    const told = await listNotices(watcher)
    expect(told).toHaveLength(1)
    await markNoticesRead(watcher, { until: told[0]?.at ?? new Date() })
    expect((await listNotices(watcher))[0]?.readAt).toBeInstanceOf(Date)
  })

  it('watches only what they may read', async () => {
    const outside = await person('viewer', inBeverages)
    await expect(watchProduct(outside, { code: 'C-1', watched: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(watchProduct(await person(null), { code: 'B-1', watched: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
