import { describe, expect, it } from 'vitest'
import type { Scope } from '@/lib/access/model'
import { meetAccess, rowAccess } from './policy'

const SCOPED = { rowScope: 'productGroup' as const, tags: ['sales'] }
const WHOLE = { rowScope: null, tags: ['sales'] }

function some(productGroups: string[], tags: string[] = []): Scope {
  return { reach: 'some', productGroups: new Set(productGroups), tags: new Set(tags), own: false }
}

describe('the rows of a query that a scope reaches', () => {
  it('are all for one that is whole, and none without the right', () => {
    expect(rowAccess({ reach: 'all' }, WHOLE)).toEqual({ reach: 'all' })
    expect(rowAccess({ reach: 'none' }, SCOPED)).toEqual({ reach: 'none' })
  })

  it('are those of the groups, where the query binds them', () => {
    expect(rowAccess(some(['B', 'A']), SCOPED)).toEqual({ reach: 'groups', productGroups: ['A', 'B'] })
  })

  it('are none of a query without a row scope for a reader held to groups', () => {
    expect(rowAccess(some(['A']), WHOLE)).toEqual({ reach: 'none' })
  })

  it('are all of a query whose tag the reader is given, and none of the others', () => {
    expect(rowAccess(some([], ['sales']), WHOLE)).toEqual({ reach: 'all' })
    expect(rowAccess(some([], ['stock']), SCOPED)).toEqual({ reach: 'none' })
  })
})

describe('two rights together', () => {
  const groups = (...productGroups: string[]) => ({ reach: 'groups' as const, productGroups })

  it('reach what both reach, and never more', () => {
    expect(meetAccess({ reach: 'all' }, groups('A'))).toEqual(groups('A'))
    expect(meetAccess(groups('A', 'B'), groups('B', 'C'))).toEqual(groups('B'))
    expect(meetAccess(groups('A'), groups('B'))).toEqual({ reach: 'none' })
    expect(meetAccess({ reach: 'none' }, { reach: 'all' })).toEqual({ reach: 'none' })
  })
})
