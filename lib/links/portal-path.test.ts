import { expect, it } from 'vitest'
import { knowledgePageOf } from './portal-path'

const at = (path: string) => knowledgePageOf(new URL(path, 'https://portal.example'))

it('names the page of the knowledge base that an address leads to', () => {
  expect(at('/kb/things')).toEqual({ space: 'things', database: null })
  expect(at('/kb/things/idea/')).toEqual({ space: 'things', database: 'idea' })
  expect(at('/kb/h%C3%A4user')).toEqual({ space: 'häuser', database: null })
})

it.each(['/', '/products/NW-001', '/segments/BREW', '/kb', '/kb/', '/kb/changes', '/about', '/admin/audit'])(
  '%s is none',
  (path) => {
    expect(at(path)).toBeNull()
  },
)

it('takes a broken name for what it is', () => {
  expect(at('/kb/%E0%A4%A')).toEqual({ space: '%E0%A4%A', database: null })
})
