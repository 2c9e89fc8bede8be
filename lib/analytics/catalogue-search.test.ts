import { describe, expect, it } from 'vitest'
import { searchQueries } from './catalogue-search'
import type { QueryKey, QuerySummary } from './model'
import { givenParameters } from './search-params'

function query(key: string, over: Partial<QuerySummary> = {}): QuerySummary {
  return {
    key: key as QueryKey,
    title: key,
    description: '',
    owner: '',
    tags: [],
    chart: null,
    freshness: { kind: 'static' },
    lastRunAt: null,
    ...over,
  }
}

describe('the search of the catalogue', () => {
  const queries = [
    query('best', { title: 'Best products', owner: 'Zoë' }),
    query('months', { tags: ['sales'] }),
  ]
  const keys = (search: string) => searchQueries(queries, search).map(({ key }) => key)

  it('finds every word, wherever it stands, without regard to case and accents', () => {
    expect(keys('PRODUCTS zoe')).toEqual(['best'])
    expect(keys('sales')).toEqual(['months'])
    expect(keys('best sales')).toEqual([])
    expect(keys(' ')).toEqual(['best', 'months'])
  })
})

describe('parameters of an address', () => {
  it('are the last of each name, and empty ones are not given', () => {
    expect(givenParameters({ a: ['1', '2'], b: '', c: undefined, d: 'x' })).toEqual({ a: '2', d: 'x' })
    expect(givenParameters(new URLSearchParams('a=1&a=2&b='))).toEqual({ a: '2' })
  })
})
