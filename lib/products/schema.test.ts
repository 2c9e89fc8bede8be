import { describe, expect, it } from 'vitest'
import { productCode } from './schema/code'
import { updateProductInput } from './schema/draft'
import { productQuery, toBase64Url } from './schema/query'

describe('a product code', () => {
  it.each(['new', 'Import', 'GROUPS', '', 'a b', 'a/b', '-x', 'x'.repeat(65)])('is never “%s”', (code) => {
    expect(productCode.safeParse(code).success).toBe(false)
  })

  it.each(['NW-001', 'é.1_2', '9'])('may be “%s”', (code) => {
    expect(productCode.parse(code)).toBe(code)
  })
})

describe('the list’s state in the address', () => {
  it('falls back to the first page by code when nothing is understood', () => {
    const query = productQuery.parse({
      sort: 'price',
      dir: 'up',
      page: '-3',
      status: 'gone',
      after: '%%%',
      q: 7,
    })
    expect(query).toEqual({ q: '', sort: 'code', dir: 'asc', page: 1 })
  })

  it('reads back the place that it wrote, whatever its letters', () => {
    const place = ['Röd “Kaviar” ✓', '0199b1a0-0000-7000-8000-000000000001'] as const
    expect(productQuery.parse({ after: toBase64Url(place) }).after).toEqual(place)
  })
})

describe('an edited product', () => {
  const typed = {
    code: 'NW-001',
    version: '3',
    name: ' Chai ',
    description: '',
    groupCode: '',
    status: 'active',
    tags: 'Tea, tea\n black ,',
  }

  it('is trimmed, its tags made unique and lower-case, and no group is none', () => {
    expect(updateProductInput.parse(typed)).toMatchObject({
      version: 3,
      name: 'Chai',
      groupCode: null,
      tags: ['tea', 'black'],
    })
  })

  it.each([
    ['name', '  '],
    ['status', 'sold'],
    ['version', '0'],
    ['tags', Array.from({ length: 21 }, (_, n) => `t${n}`).join(',')],
    ['tags', '<b>'],
  ])('is refused for its %s: “%s”', (field, value) => {
    const parsed = updateProductInput.safeParse({ ...typed, [field]: value })
    expect(parsed.error?.issues[0]?.path).toEqual([field])
  })
})
