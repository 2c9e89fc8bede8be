import { describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { publications as products } from '@/lib/products/search'
import { addProduct, personWith } from '@/lib/testing/products'
import type { Publication, PublishedDocument } from '../model'
import { publish } from './publish'
import { search } from './search'

describe('what comes with the program', () => {
  const documents: PublishedDocument[] = [
    { ref: 'q1', title: 'Quarterly zebra', keywords: '', body: '', place: 'q1', tags: ['wine'] },
    { ref: 'q2', title: 'Grouped zebra', keywords: '', body: '', place: 'q2', byAnyGroup: true },
  ]
  const queries = (of: readonly PublishedDocument[]): Publication[] => [
    {
      kind: 'query',
      right: 'read:query',
      hrefOf: (place) => `/analytics/${place}`,
      documents: async () => of,
    },
  ]
  const zebras = async (of: readonly PublishedDocument[], ctx: Ctx) =>
    (await search(ctx, queries(of), { q: 'zebra', limit: 5, offset: 0 })).sections
      .flatMap(({ hits }) => hits.map(({ title }) => `query ${title}`))
      .sort()

  it('is found by those whose right reaches it', async () => {
    expect(await zebras(documents, personWith('analyst'))).toEqual([
      'query Grouped zebra',
      'query Quarterly zebra',
    ])
    expect(await zebras(documents, personWith('viewer'))).toEqual([])
    expect(await zebras(documents, personWith('analyst', { kind: 'tag', in: ['wine'] }))).toEqual([
      'query Quarterly zebra',
    ])
    expect(await zebras(documents, personWith('analyst', { kind: 'productGroup', in: ['X'] }))).toEqual([
      'query Grouped zebra',
    ])
  })

  it('stands once however many processes publish it, and beside that of another build', async () => {
    const other = [{ ...documents[0], title: 'Quarterly zebra, anew' }] as PublishedDocument[]
    const spaces = await Promise.all([
      publish('query', [...documents], new Date()),
      publish('query', [...documents], new Date()),
      publish('query', other, new Date()),
    ])
    expect(spaces[0]).toBe(spaces[1])
    expect(await zebras(other, personWith('analyst'))).toEqual(['query Quarterly zebra, anew'])
    expect(await zebras(documents, personWith('analyst'))).toHaveLength(2)
  })

  it('is missed and said to be when it cannot be read; what else there is stands', async () => {
    await addProduct('Z-1', 'Zebra brush')
    const broken: Publication[] = [
      ...products,
      {
        kind: 'query',
        right: 'read:query',
        hrefOf: (place) => place,
        documents: () => Promise.reject(new Error('no such folder')),
      },
    ]
    const input = { q: 'zebra', limit: 5, offset: 0 }
    const answer = await search(personWith('analyst'), broken, input)
    expect(answer.missed).toEqual(['query'])
    expect(answer.sections.map(({ kind }) => kind)).toEqual(['product'])
    expect((await search(personWith('viewer'), broken, input)).missed).toEqual([])
  })

  it('goes when no process has named it for an hour, and comes back with one that does', async () => {
    await db().$executeRaw`UPDATE search_edition SET used_at = CURRENT_TIMESTAMP - interval '2 hours'`
    const third = [{ ...documents[1], title: 'Third zebra' }] as PublishedDocument[]
    expect(await zebras(third, personWith('analyst'))).toEqual(['query Third zebra'])
    const [row] = await db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM search_document WHERE kind = 'query'`
    expect(row?.n).toBe(1)
    const again = await publish('query', [...documents], new Date(Date.now() + 3_600_000))
    expect(again).toContain('query@')
    expect(await zebras([...documents], personWith('analyst'))).toHaveLength(2)
  })
})
