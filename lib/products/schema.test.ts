import { describe, expect, it } from 'vitest'
import { toProductsHref } from './list-href'
import { productCode } from './schema/code'
import { restoreVersionInput, updateProductInput } from './schema/draft'
import { createGroupInput } from './schema/group'
import { productQuery, toBase64Url } from './schema/query'
import { saveViewInput } from './schema/view'

describe('a product code', () => {
  it.each([
    'new',
    'Import',
    'GROUPS',
    '',
    'a b',
    'a/b',
    '-x',
    'x'.repeat(65),
    'İ-1',
    'ΟΔΟΣ',
    '\u3164',
    'A\u3164',
  ])('is never “%s”', (code) => {
    expect(productCode.safeParse(code).success).toBe(false)
  })

  it.each(['NW-001', 'é.1_2', '9', 'ÄẞΣΑ-1'])('may be “%s”', (code) => {
    expect(productCode.parse(code)).toBe(code)
  })
})

describe('what a form sends', () => {
  it.each(['\u200b', '\u3164', '\u2060 \u00ad'])('has no name of which nothing can be seen: %j', (name) => {
    const draft = { code: 'A', version: '1', name, groupCode: '', status: 'active', tags: '' }
    expect(updateProductInput.safeParse(draft).success).toBe(false)
    expect(updateProductInput.safeParse({ ...draft, name: `a${name}b` }).success).toBe(true)
    expect(createGroupInput.safeParse({ code: 'A', name: 'A' }).success).toBe(true)
    expect(createGroupInput.safeParse({ code: 'A', name }).success).toBe(false)
    expect(createGroupInput.safeParse({ code: 'A', name: 'A', 'attribute.0.label': name }).success).toBe(
      false,
    )
    expect(saveViewInput.safeParse({ name, query: '' }).success).toBe(false)
    const linked = { ...draft, name: 'A', 'link.0.label': name, 'link.0.url': 'https://a.example/' }
    expect(updateProductInput.parse(linked).link).toMatchObject([{ label: 'https://a.example/' }])
  })

  it('asks for no version beyond those that the database counts', () => {
    const input = { code: 'A', version: '1', restore: '2147483648' }
    expect(restoreVersionInput.safeParse(input).success).toBe(false)
    expect(restoreVersionInput.safeParse({ ...input, restore: '2147483647' }).success).toBe(true)
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
    expect(query).toEqual({ q: '', sort: 'code', dir: 'asc', page: 1, size: 50 })
  })

  it('stands in the address whole, and is read back as it was', () => {
    const given = {
      q: 'chai',
      group: 'BEVERAGES',
      status: 'active',
      tag: 'Hot drinks',
      owner: 'me',
      fresh: '30d',
      sort: 'owner',
      dir: 'desc',
      size: '100',
      columns: 'status.code.nonsense',
      density: 'compact',
      view: '0199b1a0-0000-7000-8000-000000000001',
    }
    const query = productQuery.parse(given)
    expect(query).toMatchObject({ tag: 'hot drinks', size: 100, columns: ['code', 'name', 'status'] })
    const again = productQuery.parse(
      Object.fromEntries(new URL(toProductsHref(query), 'http://portal').searchParams),
    )
    expect(again).toEqual(query)
  })

  it('shows what fits a search best first, unless another order is asked for', () => {
    expect(productQuery.parse({ q: 'chai' }).sort).toBe('best')
    const byCode = productQuery.parse({ q: 'chai', sort: 'code' })
    expect(byCode.sort).toBe('code')
    expect(toProductsHref(byCode)).toBe('/products?q=chai&sort=code')
    expect(toProductsHref(productQuery.parse({ q: 'chai' }), { q: '' })).toBe('/products')
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
