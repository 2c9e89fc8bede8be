import { expect, it } from 'vitest'
import { toRison } from './rison'

it.each<[unknown, string]>([
  [{ page: 0, page_size: 100, desc: true, none: null }, '(page:0,page_size:100,desc:!t,none:!n)'],
  [['a', 1, false], '!(a,1,!f)'],
  ['', "''"],
  ["it's !", "'it!'s !!'"],
  ['10', "'10'"],
  ['-a', "'-a'"],
  ['NATIVE_FILTER-1', 'NATIVE_FILTER-1'],
  ['Grains/Cereals', 'Grains/Cereals'],
  ['Last year : now', "'Last year : now'"],
  [1e21, '1e21'],
  [{ 'odd key': { a: undefined } }, "('odd key':())"],
])('writes %o as rison', (value, rison) => {
  expect(toRison(value)).toBe(rison)
})
