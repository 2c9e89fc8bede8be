import { expect, it } from 'vitest'
import { toSlug } from './publish-values'

it.each([
  ['Northwind sales', 'northwind-sales'],
  ['  Übersicht: Käse & Brot!  ', 'ubersicht-kase-brot'],
  ['漢字', ''],
  [`${'a'.repeat(79)} b`, 'a'.repeat(79)],
])('suggests of %j the address %j', (title, slug) => {
  expect(toSlug(title)).toBe(slug)
})
