import 'server-only'
import { cache } from 'react'
import { loadProduct } from '../loaders'
import type { ProductFile, ProductMistake } from '../model'
import { openMistakes } from '../service/mistakes'
import { filesOf } from '../service/product-files'
import { watches } from '../service/watch-product'

export type Keeping = { files: ProductFile[]; mistakes: ProductMistake[]; watched: boolean }

/** What else the card of a product shows: its files, what was reported, and whether the reader watches it. */
export const loadKeeping = cache(async (segment: string): Promise<Keeping> => {
  const { ctx, product, mayEdit } = await loadProduct(segment)
  const [files, mistakes, watched] = await Promise.all([
    filesOf(product),
    mayEdit ? openMistakes(product) : [],
    watches(ctx, product),
  ])
  return { files, mistakes, watched }
})
