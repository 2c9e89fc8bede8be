import type { Publication } from '@/lib/search/model'

/** Products and their groups; the index is fed by triggers (search_source_product, search_source_product_group). */
export const publications: readonly Publication[] = [
  { kind: 'product', right: 'read:product', hrefOf: (code) => `/products/${encodeURIComponent(code)}` },
  {
    kind: 'productGroup',
    right: 'read:product',
    hrefOf: (code) => `/products?group=${encodeURIComponent(code)}`,
  },
]
