import { describe, expect, it } from 'vitest'
import { catalogueHref, cataloguePage, parseCatalogueView } from './catalogue-view'
import type { QueryKey, QuerySummary } from './model'

function query(title: string, owner = 'Sales', answered: string | null = null): QuerySummary {
  const lastRunAt = answered === null ? null : new Date(answered)
  const rest = { description: '', tags: [], chart: null, freshness: { kind: 'static' as const } }
  return { key: title.toLowerCase() as QueryKey, title, owner, lastRunAt, ...rest }
}

const view = (given: Record<string, string> = {}, product = '') => parseCatalogueView(given, product)
const MANY = Array.from({ length: 203 }, (_, n) => query(`Query ${String(n).padStart(3, '0')}`))

describe('the catalogue as an address asks for it', () => {
  it('stands in pages of fifty, the last of which may be shorter, and none is behind it', () => {
    expect(cataloguePage(MANY, view())).toMatchObject({ found: 203, page: 1, pages: 5, from: 1 })
    const last = cataloguePage(MANY, view({ page: '99' }))
    expect([last.page, last.from, last.queries.map(({ title }) => title)]).toEqual([
      5,
      201,
      ['Query 200', 'Query 201', 'Query 202'],
    ])
  })

  it('is searched before it is cut', () => {
    expect(cataloguePage(MANY, view({ q: 'query 19', page: '7' }))).toMatchObject({ found: 12, page: 1 })
    expect(cataloguePage(MANY, view({ q: 'nothing' }))).toMatchObject({ queries: [], found: 0, pages: 1 })
  })

  it('is sorted by title, owner, and when each was answered last', () => {
    const some = [
      query('B', 'Zoë', '2026-01-02T00:00:00Z'),
      query('A', 'Amt', null),
      query('C', 'Amt', '2026-01-01T00:00:00Z'),
    ]
    const titles = (given: Record<string, string>) =>
      cataloguePage(some, view(given))
        .queries.map(({ title }) => title)
        .join('')
    expect(titles({})).toBe('ABC')
    expect(titles({ dir: 'desc' })).toBe('CBA')
    expect(titles({ sort: 'owner' })).toBe('ACB')
    expect(titles({ sort: 'answered', dir: 'desc' })).toBe('BCA')
  })

  it('counts a number in a title as one', () => {
    const lines = ['Line 106', 'Line 16', 'Line 2'].map((title) => query(title))
    expect(cataloguePage(lines, view()).queries.map(({ title }) => title)).toEqual([
      'Line 2',
      'Line 16',
      'Line 106',
    ])
  })

  it('passes over what it cannot mean, and says the rest again in its addresses', () => {
    expect(view({ sort: 'size', page: '-1', dir: 'up' })).toEqual(view())
    expect(catalogueHref(view())).toBe('/analytics')
    const asked = view({ q: 'a b', sort: 'owner', dir: 'desc', page: '2' }, 'NW-1')
    const again = new URL(catalogueHref(asked), 'http://portal').searchParams
    expect(parseCatalogueView(Object.fromEntries(again), again.get('_product') ?? '')).toEqual(asked)
  })
})
