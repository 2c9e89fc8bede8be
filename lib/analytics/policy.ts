import type { Scope } from '@/lib/access/model'
import type { Query, RowAccess } from './model'

const NOTHING: RowAccess = { reach: 'none' }

/**
 * The rows of a query that a scope reaches. A grant held to a tag reaches the queries of that tag whole; one held to
 * product groups reaches the rows of these groups, and only in queries that bind them.
 */
export function rowAccess(scope: Scope, query: Pick<Query, 'rowScope' | 'tags'>): RowAccess {
  if (scope.reach === 'none') return NOTHING
  if (scope.reach === 'all' || query.tags.some((tag) => scope.tags.has(tag))) return { reach: 'all' }
  if (query.rowScope !== 'productGroup' || scope.productGroups.size === 0) return NOTHING
  return { reach: 'groups', productGroups: [...scope.productGroups].sort() }
}

/** Rows that both reach: a right that is asked for besides another never widens it. */
export function meetAccess(one: RowAccess, other: RowAccess): RowAccess {
  if (one.reach === 'none' || other.reach === 'none') return NOTHING
  if (one.reach === 'all') return other
  if (other.reach === 'all') return one
  const both = one.productGroups.filter((code) => other.productGroups.includes(code))
  return both.length === 0 ? NOTHING : { reach: 'groups', productGroups: both }
}
