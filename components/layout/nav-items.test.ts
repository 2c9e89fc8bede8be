import { describe, expect, it } from 'vitest'
import { navigationFor, placeForPath, rightForPath } from './nav-items'

describe('the navigation', () => {
  it('shows only Home to somebody without any right', () => {
    expect(navigationFor(() => false)).toEqual([
      { label: null, items: [{ href: '/', label: 'Home', icon: 'house' }] },
    ])
  })

  it('shows an administration place only with its right', () => {
    const groups = navigationFor((right) => right === 'read:audit')
    expect(groups.flatMap(({ items }) => items.map(({ href }) => href))).toEqual(['/', '/admin/audit'])
  })
})

describe('rightForPath', () => {
  it.each([
    ['/products', 'read:product'],
    ['/products/NW-001', 'read:product'],
    ['/products/NW-001/edit', 'edit:product'],
    ['/products/NW-001/segments', 'edit:product'],
    ['/products/new', 'create:product'],
    ['/products/import', 'edit:product'],
    ['/products/import/01890000-0000-7000-8000-000000000000', 'edit:product'],
    ['/products/groups', 'read:productGroup'],
    ['/products/groups/new', 'edit:productGroup'],
    ['/products/groups/SEAFOOD/edit', 'edit:productGroup'],
    ['/segments/BREW', 'read:segment'],
    ['/segments/compare', 'read:segment'],
    ['/segments/new', 'edit:segment'],
    ['/segments/BREW/edit', 'edit:segment'],
    ['/admin/audit', 'read:audit'],
    ['/admin/roles/viewer', 'read:role'],
    ['/admin/roles/viewer/edit', 'edit:role'],
    ['/admin/roles/new', 'edit:role'],
    ['/kbx', null],
    ['/', null],
  ])('names for %s the right %s', (path, right) => {
    expect(rightForPath(path)).toBe(right)
  })
})

describe('placeForPath', () => {
  it.each([
    ['/products/NW-001', 'Products'],
    ['/admin/users', 'People'],
    ['/account', 'Your account'],
    ['/', null],
    ['/elsewhere', null],
  ])('calls the place of %s %s', (path, place) => {
    expect(placeForPath(path)).toBe(place)
  })
})
