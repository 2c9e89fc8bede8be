import { expect, it } from 'vitest'
import { RESERVED_CODES } from '@/lib/products/schema/code'
import { NO_CODES, portalRecordOf } from './portal-path'

const at = (path: string) => portalRecordOf(new URL(path, 'https://portal.example'))

it('names the record that a page of the portal is of', () => {
  expect(at('/products/NW-001')).toEqual({ kind: 'product', code: 'NW-001' })
  expect(at('/products/N%C3%BC-1/history?x=1')).toEqual({ kind: 'product', code: 'Nü-1' })
  expect(at('/segments/BREW')).toEqual({ kind: 'segment', code: 'BREW' })
  expect(at('/kb/things')).toEqual({ kind: 'knowledge', space: 'things', database: null })
  expect(at('/kb/things/idea/')).toEqual({ kind: 'knowledge', space: 'things', database: 'idea' })
})

it.each([
  '/',
  '/products',
  '/products/',
  '/products/groups',
  '/products/NEW',
  '/segments/compare?a=1',
  '/kb',
  '/kb/changes',
  '/about',
  '/admin/audit',
])('%s is of no record', (path) => {
  expect(at(path)).toBeNull()
})

it('takes a broken code for what it is', () => {
  expect(at('/products/%E0%A4%A')).toEqual({ kind: 'product', code: '%E0%A4%A' })
})

it('knows every word below /products that is no code', () => {
  expect([...NO_CODES.products].sort()).toEqual([...RESERVED_CODES].sort())
})
