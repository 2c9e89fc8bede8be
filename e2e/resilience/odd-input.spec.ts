import { expect, test } from '@playwright/test'
import { ask, signEverybodyIn } from '../access/people'

const place = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
const ID = '01a1fc7f-7d75-70aa-985d-8fc0eed062d2'

const VALUES = [
  '%00',
  'a%00b',
  '%E9',
  '%ED%A0%80',
  '%E0%A4%A',
  '%E2%80%AE',
  '%EF%BF%BF',
  '-1',
  '1e999',
  '2026-99-99',
]
const WORDS = ['0000-00-00', '9999-12-31', '__proto__', 'constructor', '(', '%5C', '%25', '..%2F..%2Fetc']
const PLACES = [
  place('a\u0000b', ID),
  place('x', '-'.repeat(36)),
  place('2026-99-99 99:99:99+00', ID),
  'AAAA',
]
const SEGMENTS = [
  '/products/{}',
  '/products/{}/edit',
  '/kb/{}/x',
  '/kb/product-handbook/guide/{}',
  '/analytics/{}',
  '/analytics/{}/csv',
  '/admin/users/{}',
  '/admin/roles/{}',
  '/admin/workflows/{}',
]
const PARAMETERS = [
  ...['q', 'group', 'status', 'page', 'after', 'before'].map((name) => `/products?sort=updated&${name}={}`),
  ...['tag', 'owner', 'fresh', 'sort', 'dir', 'size', 'columns', 'density', 'view', 'bulk'].map(
    (name) => `/products?${name}={}`,
  ),
  ...['file', 'saved', 'full'].map((name) => `/products/NW-001?${name}={}`),
  '/products/NW-001/history?after={}',
  '/products/NW-001/history/{}',
  '/products/groups/{}/edit',
  ...['q', 'sort', 'dir', 'tag', 'owner'].map((name) => `/products/export.json?status=archived&${name}={}`),
  ...['actor', 'action', 'id', 'from', 'to', 'after'].map((name) => `/admin/audit?${name}={}`),
  ...['actor', 'from', 'to', 'format'].map((name) => `/admin/audit/export?${name}={}`),
  ...['search', 'role', 'status', 'after'].map((name) => `/admin/users?${name}={}`),
  ...[
    '/kb?q={}',
    '/kb/product-handbook/guide?q={}',
    '/kb/product-handbook/guide?sort={}&direction={}&page={}',
    '/kb/changes?page={}',
    '/search?q={}',
    '/search/suggest?q={}',
    '/products/tags.json?q={}',
    '/segments/codes.json?q={}',
    '/segments/new?parent={}',
    '/admin/workflows?page={}',
  ],
]

/** By what the addresses are of: each is a test that ends in good time on a busy machine. */
const ADDRESSES = new Map<string, string[]>()
for (const path of [...SEGMENTS, ...PARAMETERS]) {
  const values = PARAMETERS.includes(path) ? [...VALUES, ...WORDS, ...PLACES] : [...VALUES, ...WORDS]
  const area = path.split(/[?{]/, 1)[0] ?? ''
  const paths = values.map((value) => path.replace('{}', value))
  ADDRESSES.set(area, [...(ADDRESSES.get(area) ?? []), ...paths])
}

let admin: string

test.beforeAll(async () => {
  admin = (await signEverybodyIn()).cookies.admin
})

for (const [area, paths] of ADDRESSES) {
  test(`no address of ${area}, however broken, is answered with a fault of ours`, async () => {
    test.setTimeout(180_000)
    const faults: string[] = []
    for (const path of paths) {
      const response = await ask(path, admin)
      await response.text()
      if (response.status >= 500) faults.push(`${response.status} ${path}`)
    }
    expect(faults).toEqual([])
  })
}
