import { describe, expect, it } from 'vitest'
import { navigationFor, rightForPath } from './nav-items'

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
    ['/admin/audit', 'read:audit'],
    ['/kbx', null],
    ['/', null],
  ])('names for %s the right %s', (path, right) => {
    expect(rightForPath(path)).toBe(right)
  })
})
