import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BEVERAGES } from '@/lib/testing/actors'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { productFilter, productQuery } from '../schema/query'
import { exportProducts } from './export-products'
import { findMatches } from './find-products'
import { listProducts } from './list-products'
import { listTags } from './list-tags'

beforeAll(async () => {
  await addProducts()
  await addProduct('Z-1', 'Ёлка Straße ﬁ İstanbul 漢字 ½ ① 😀', { tags: ['ёлка'] })
})

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(...'aé%_\\\'"()[]{}*+?.^$|-: ½①ﬁßİ\u0301\u200d\ud800\u0000'),
    maxLength: 30,
  }),
)

describe('a search for whatever text', () => {
  it('is answered, in the list, in its export, in suggestions and for tags', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (q, held) => {
        const ctx = personWith('viewer', held ? BEVERAGES : null)
        const query = productQuery.parse({ q, size: 200 })
        const page = await listProducts(ctx, query)
        await findMatches(ctx, query.q, 5)
        await listTags(ctx, query.q)
        const filter = productFilter.parse({ q })
        const file = await exportProducts(ctx, { format: 'json', filter, order: query })
        const codes: unknown[] = []
        for await (const batch of file.batches) codes.push(...batch.map(([code]) => code))
        expect(codes).toEqual(page.rows.map(({ code }) => code))
      }),
      {
        numRuns: 150,
        examples: [
          ['½①', false],
          ['ﬁ', false],
          ['é\\', true],
          ['İstanbull', false],
        ],
      },
    )
  }, 120_000)
})
