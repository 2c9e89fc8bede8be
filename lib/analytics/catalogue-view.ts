import { searchQueries } from './catalogue-search'
import type { QuerySummary } from './model'
import { FOR_PRODUCT } from './pinned-figures'

/** So many queries stand on a page of the catalogue. */
export const QUERIES_SHOWN = 50

export const CATALOGUE_SORTS = ['title', 'owner', 'answered'] as const
export type CatalogueSort = (typeof CATALOGUE_SORTS)[number]

/** Which part of the catalogue is looked at. `product`: for the sake of whose card, empty for none. */
export type CatalogueView = {
  q: string
  sort: CatalogueSort
  descending: boolean
  /** From 1. */
  page: number
  product: string
}

type Given = Readonly<Record<string, string | string[] | undefined>>

/** What an address asks for; what it cannot mean is left out. */
export function parseCatalogueView(given: Given, product: string): CatalogueView {
  const one = (name: string) => {
    const value = given[name]
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? ''
  }
  const page = Number(one('page'))
  return {
    q: one('q'),
    sort: CATALOGUE_SORTS.find((known) => known === one('sort')) ?? 'title',
    descending: one('dir') === 'desc',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    product,
  }
}

export function catalogueHref({ q, sort, descending, page, product }: CatalogueView): string {
  const search = new URLSearchParams()
  if (q !== '') search.set('q', q)
  if (sort !== 'title') search.set('sort', sort)
  if (descending) search.set('dir', 'desc')
  if (page > 1) search.set('page', String(page))
  if (product !== '') search.set(FOR_PRODUCT.code, product)
  const text = search.toString()
  return text === '' ? '/analytics' : `/analytics?${text}`
}

export type CataloguePage = {
  queries: readonly QuerySummary[]
  found: number
  page: number
  pages: number
  from: number
}

/** One page of those that fit the search, in order. A page behind the last is the last. */
export function cataloguePage(all: readonly QuerySummary[], view: CatalogueView): CataloguePage {
  const found = searchQueries(all, view.q).sort(ORDERS[view.sort])
  if (view.descending) found.reverse()
  const pages = Math.max(1, Math.ceil(found.length / QUERIES_SHOWN))
  const page = Math.min(view.page, pages)
  const from = (page - 1) * QUERIES_SHOWN
  return {
    queries: found.slice(from, from + QUERIES_SHOWN),
    found: found.length,
    page,
    pages,
    from: from + 1,
  }
}

type Order = (one: QuerySummary, other: QuerySummary) => number

/** As people order words: `line 16` stands before `line 106`. */
const { compare } = new Intl.Collator('en', { numeric: true })

const byTitle: Order = (one, other) => compare(one.title, other.title)

/** Those never answered count as the oldest. */
const ORDERS: Record<CatalogueSort, Order> = {
  title: byTitle,
  owner: (one, other) => compare(one.owner, other.owner) || byTitle(one, other),
  answered: (one, other) =>
    (one.lastRunAt?.getTime() ?? 0) - (other.lastRunAt?.getTime() ?? 0) || byTitle(one, other),
}
