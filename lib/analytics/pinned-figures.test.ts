import { describe, expect, it } from 'vitest'
import type { QueryKey } from './model'
import { figureParameters, figureWords, isSameFigure, likelyBound } from './pinned-figures'

const queryKey = 'revenue-of-a-year' as QueryKey
const text = (name: string, list = false) => ({ name, type: 'text' as const, list })

describe('what a figure asks', () => {
  it('is of the product as it is called today, whatever was given before', () => {
    const figure = { parameters: { year: '1997', product: 'OLD-1' }, boundTo: 'product' }
    expect(figureParameters(figure, 'NW-1', [text('product')])).toEqual({ year: '1997', product: 'NW-1' })
  })

  it('holds the code as one value of a list, whatever stands in it', () => {
    const figure = { parameters: {}, boundTo: 'products' }
    const asked = figureParameters(figure, 'A, "B"', [text('products', true)])
    expect(asked).toEqual({ products: '"A, ""B"""' })
  })

  it('is as it was pinned where nothing is bound', () => {
    expect(figureParameters({ parameters: { year: '1997' }, boundTo: null }, 'NW-1', [])).toEqual({
      year: '1997',
    })
  })
})

describe('two figures', () => {
  const figure = { queryKey, parameters: { a: '1', b: '2' }, boundTo: null }

  it('are the same in whatever order their values stand', () => {
    expect(isSameFigure(figure, { ...figure, parameters: { b: '2', a: '1' } })).toBe(true)
  })

  it('differ by value, by what is bound, and by query', () => {
    expect(isSameFigure(figure, { ...figure, parameters: { a: '1', b: '3' } })).toBe(false)
    expect(isSameFigure(figure, { ...figure, boundTo: 'product' })).toBe(false)
    expect(isSameFigure(figure, { ...figure, queryKey: 'other' as QueryKey })).toBe(false)
    expect(figureWords({ ...figure, boundTo: 'product' })).toBe(
      'revenue-of-a-year: a=1, b=2, product=(the product’s code)',
    )
  })
})

describe('the parameter that a code most likely goes into', () => {
  it.each([
    [['year', 'product'], 'product'],
    [['note', 'product_code'], 'product_code'],
    [['main_product', 'note'], 'main_product'],
    [['product_group'], null],
    [['note'], null],
  ])('of %s is %s', (names, expected) => {
    expect(likelyBound(names.map((name) => ({ name, type: 'text' })))).toBe(expected)
  })

  it('is none that takes no text', () => {
    expect(likelyBound([{ name: 'product', type: 'integer' }])).toBeNull()
  })
})
