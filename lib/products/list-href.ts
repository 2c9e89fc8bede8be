import { PAGE_SIZE } from './model'
import { type ProductQuery, toBase64Url } from './schema/query'

/** The state of a list as an address holds it, but for the place in it: what a saved view keeps. */
export function toStateParameters(query: ProductQuery): URLSearchParams {
  const parameters = new URLSearchParams()
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') parameters.set(name, value)
  }
  set('q', query.q)
  set('group', query.group)
  set('status', query.status)
  set('tag', query.tag)
  set('owner', query.owner)
  set('fresh', query.fresh)
  const plainOrder = query.sort === 'best' || (query.sort === 'code' && query.q === '')
  set('sort', plainOrder ? undefined : query.sort)
  set('dir', query.dir === 'asc' || query.sort === 'best' ? undefined : query.dir)
  set('size', query.size === PAGE_SIZE ? undefined : String(query.size))
  set('columns', query.columns?.join('.'))
  set('density', query.density)
  return parameters
}

/** An address of the list: this state with some of it changed. Whatever changes the set or its order begins anew. */
export function toProductsHref(query: ProductQuery, change: Partial<ProductQuery> = {}): string {
  const { after, before, page, ...state } = { ...query, ...change }
  const relevant = state.q === '' && state.sort === 'best' ? { ...state, sort: 'code' as const } : state
  const parameters = toStateParameters({ ...relevant, page: 1 })
  if (state.view !== undefined) parameters.set('view', state.view)
  if ('page' in change) {
    if (page > 1) parameters.set('page', String(page))
    if (change.after !== undefined) parameters.set('after', toBase64Url(change.after))
    if (change.before !== undefined && page > 1) parameters.set('before', toBase64Url(change.before))
  }
  return parameters.size === 0 ? '/products' : `/products?${parameters}`
}

/** The filters alone: what a choice of rows belongs to, through pages and orders. */
export function toFilterText(query: ProductQuery): string {
  const parameters = toStateParameters(query)
  for (const name of ['sort', 'dir', 'size', 'columns', 'density']) parameters.delete(name)
  return parameters.toString()
}

/** The filters and the order: what an export is asked for by. */
export function toExportText(query: ProductQuery): string {
  const parameters = toStateParameters(query)
  for (const name of ['size', 'columns', 'density']) parameters.delete(name)
  return parameters.toString()
}
