import { describe, expect, it } from 'vitest'
import type { AllowedFilter } from './model'
import {
  filteredHref,
  filterParameter,
  masksFrom,
  nativeFiltersOf,
  searchOf,
  tabFrom,
} from './native-filters'

const group: AllowedFilter = {
  id: 'NATIVE_FILTER-group',
  name: 'Product group',
  kind: 'select',
  column: 'category_name',
}
const time: AllowedFilter = { id: 'NATIVE_FILTER-time', name: 'When', kind: 'time', column: null }
const price: AllowedFilter = { id: 'NATIVE_FILTER-price', name: 'Price', kind: 'range', column: 'unit_price' }
const allowed = [group, time, price]

describe('what an address may set of a dashboard', () => {
  it('are the values of allowed filters, on the columns that Superset gave them', () => {
    const masks = masksFrom({ 'f.product-group': ['Beverages', 'Seafood'] }, allowed)
    expect(masks).toEqual([
      {
        id: 'NATIVE_FILTER-group',
        extraFormData: { filters: [{ col: 'category_name', op: 'IN', val: ['Beverages', 'Seafood'] }] },
        filterState: { value: ['Beverages', 'Seafood'], label: 'Beverages, Seafood' },
        ownState: {},
      },
    ])
  })

  it('are times and ranges', () => {
    expect(masksFrom({ 'f.when': 'Last year', 'f.price': '10..20' }, allowed)).toMatchObject([
      { extraFormData: { time_range: 'Last year' } },
      {
        extraFormData: {
          filters: [
            { col: 'unit_price', op: '>=', val: 10 },
            { col: 'unit_price', op: '<=', val: 20 },
          ],
        },
      },
    ])
    expect(masksFrom({ 'f.price': '..20' }, allowed)).toMatchObject([{ filterState: { value: [null, 20] } }])
  })

  it.each([
    [{ 'f.customer': 'ALFKI' }],
    [{ native_filters: '(x:1)', 'NATIVE_FILTER-group': 'Beverages' }],
    [{ 'f.when': `1' OR '1'='1` }],
    [{ 'f.price': 'DROP..TABLE' }],
    [{ 'f.price': '..' }],
    [{ 'f.product-group': ' ' }],
    [{ 'f.product-group': 'x'.repeat(201) }],
  ])('are nothing else: %j', (parameters: Record<string, string>) => {
    expect(nativeFiltersOf(masksFrom(parameters, allowed))).toBeNull()
  })

  it('is a tab by its id', () => {
    expect(tabFrom({ tab: 'TAB-sales' })).toBe('TAB-sales')
    expect(tabFrom({ tab: 'a#b?c' })).toBeNull()
    expect(tabFrom({ tab: ['a', 'b'] })).toBeNull()
  })
})

describe('an address held to a product', () => {
  it('names the filter by its id, which is taken whatever the filter is called', () => {
    const href = filteredHref('sales', group, 'Meat/Poultry')
    const given = Object.fromEntries(new URL(href, 'http://portal').searchParams)
    expect(href).toMatch(/^\/dashboards\/sales\?/)
    expect(masksFrom(given, [{ ...group, name: 'Sortiment' }])).toMatchObject([
      { id: group.id, filterState: { value: ['Meat/Poultry'] } },
    ])
  })
})

describe('an address to share', () => {
  it('leads to the same masks', () => {
    const asked = { 'f.product-group': ['Meat/Poultry'], 'f.when': 'Last year', 'f.price': '10..' }
    const masks = nativeFiltersOf(masksFrom(asked, allowed)) ?? {}
    const search = searchOf(masks, { allowed, tab: 'TAB-sales' })
    const back: Record<string, string[]> = {}
    for (const [key, value] of new URLSearchParams(search)) back[key] = [...(back[key] ?? []), value]
    expect(nativeFiltersOf(masksFrom(back, allowed))).toEqual(masks)
    expect(search).toContain('tab=TAB-sales')
  })

  it('holds nothing of other filters, of charts and of filters that were cleared', () => {
    const masks = {
      'NATIVE_FILTER-other': { filterState: { value: ['secret'] } },
      'NATIVE_FILTER-group': { filterState: { value: null } },
      'NATIVE_FILTER-time': { filterState: { value: 'No filter' } },
      12: { filterState: { value: ['x'] } },
    }
    expect(searchOf(masks, { allowed, tab: null })).toBe('')
  })

  it('names a filter by its id where two are called alike', () => {
    const twin = { ...group, id: 'NATIVE_FILTER-twin', name: 'product GROUP' }
    expect(filterParameter(twin, [group, twin])).toBe('f.NATIVE_FILTER-twin')
    expect(filterParameter(group, [group])).toBe('f.product-group')
  })
})
