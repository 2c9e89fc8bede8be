import { inTransaction } from '@/lib/platform/db'
import type { ProductFeed } from '@/lib/products/model/fed'
import {
  applyProductSync,
  planProductSync,
  releaseProducts,
  requireProductSync,
} from '@/lib/products/service/sync-products'
import { type Operation, readRows } from './table'

// A sync tells and writes of all products: a right that is held to a part is none.
export const PRODUCT_SYNC_ROWS = readRows(`
#                                                       | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
products/sync-products.requireProductSync         | in  | F   F   ok  F   ok  F   F   F   F   F   F   F   | product.synced
products/sync-products.planProductSync            | in  | in  in  in  in  in  F   F   F   F   in  F   F   | product.synced
products/sync-products.applyProductSync           | in  | F   F   in  F   in  F   F   F   F   F   F   F   | product.synced
products/sync-products.releaseProducts            | in  | F   F   0   F   0   F   F   F   F   F   F   F   | product.synced
`)

const FEED: ProductFeed = {
  source: 'fibery/range',
  fields: ['code', 'name'],
  tags: [],
  isDemo: false,
  asOf: new Date('2026-03-01T10:00:00Z'),
  rows: [
    {
      upstreamId: '1',
      label: 'no. 1',
      code: 'INSIDE-FED',
      name: 'Fed',
      attributes: [],
      links: [],
      faults: [],
    },
  ],
}

export const PRODUCT_SYNCS: Record<string, Operation> = {
  'products/sync-products.requireProductSync': { run: async (ctx) => await requireProductSync(ctx) },
  'products/sync-products.planProductSync': { run: async (ctx) => await planProductSync(ctx, FEED) },
  'products/sync-products.applyProductSync': {
    changes: 'recorded',
    run: async (ctx) => await inTransaction((tx) => applyProductSync(tx, ctx, FEED)),
  },
  // Nothing comes from there: what it changes stands in lib/sync/service/release-records.integration.test.ts.
  'products/sync-products.releaseProducts': {
    run: async (ctx) => await inTransaction((tx) => releaseProducts(tx, ctx, { source: FEED.source })),
  },
}
