import { Prisma } from '@/generated/prisma/client'
import { FRESHNESS, ME, NONE } from '../list-state'
import type { ProductFilter } from '../schema/query'
import { type GroupsHolding, inScope, matching, type ScopeOf } from './scope'

const DAY_MS = 86_400_000
const NO_GROUP = Prisma.sql`'00000000-0000-0000-0000-000000000000'::uuid`

/** Whose list it is, when, and which groups' names hold words of the search. */
export type ListFor = ScopeOf & { now: Date; groups?: GroupsHolding }

/** The rows of the list: in scope, holding the words, and as each filter says. */
export function filters(filter: ProductFilter, of: ListFor): Prisma.Sql[] {
  const { q, group, status, tag, owner, fresh } = filter
  const all: Prisma.Sql[] = []
  if (of.scope.reach !== 'all') all.push(inScope(of))
  if (q !== '') all.push(matching(q, of.groups))
  if (group !== undefined) all.push(inGroup(group))
  if (status !== undefined) all.push(Prisma.sql`p.status = ${status}::product_status`)
  if (tag !== undefined) all.push(Prisma.sql`p.tags @> ARRAY[${tag}]::text[]`)
  if (owner !== undefined) all.push(ownedBy(owner, of))
  if (fresh !== undefined) all.push(changed(FRESHNESS[fresh], of.now))
  return all
}

function inGroup(group: string): Prisma.Sql {
  if (group === NONE) return Prisma.sql`p.product_group_id IS NULL`
  return Prisma.sql`p.product_group_id = (SELECT id FROM product_group WHERE code = ${group})`
}

function ownedBy(owner: string, { userId }: ScopeOf): Prisma.Sql {
  if (owner === NONE) return Prisma.sql`p.owner_id IS NULL`
  const id = owner === ME ? userId : owner
  return id === null ? Prisma.sql`FALSE` : Prisma.sql`p.owner_id = ${id}::uuid`
}

function changed({ days, within }: (typeof FRESHNESS)[keyof typeof FRESHNESS], now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - days * DAY_MS).toISOString()
  return within
    ? Prisma.sql`p.updated_at >= ${since}::timestamptz`
    : Prisma.sql`p.updated_at < ${since}::timestamptz`
}

/** True where the database keeps the total, by group and status, and nothing must be counted. */
export function isKept({ q, tag, owner, fresh }: ProductFilter, { scope }: ScopeOf): boolean {
  if (q !== '' || tag !== undefined || owner !== undefined || fresh !== undefined) return false
  return scope.reach !== 'some' || (scope.tags.size === 0 && !scope.own)
}

/**
 * True where an index holds exactly the rows of the list in its order: all of them, or one group's by code, name, time
 * or group.
 */
export function isWholeIndex(filter: ProductFilter & { sort: string }, of: ScopeOf): boolean {
  if (!isKept(filter, of) || filter.status !== undefined || filter.group === NONE) return false
  const { scope } = of
  const groups = [
    ...(scope.reach === 'some' ? scope.productGroups : []),
    ...(filter.group === undefined ? [] : [filter.group]),
  ]
  if (groups.length === 0) return scope.reach === 'all'
  return new Set(groups).size === 1 && ['code', 'name', 'updated', 'group'].includes(filter.sort)
}

/** How many there are, from what the database keeps. */
export function keptTotal({ group, status }: ProductFilter, { scope }: ScopeOf): Prisma.Sql {
  const kept: Prisma.Sql[] = [Prisma.sql`TRUE`]
  if (group === NONE) kept.push(Prisma.sql`t.product_group_id = ${NO_GROUP}`)
  else if (group !== undefined)
    kept.push(Prisma.sql`t.product_group_id = (SELECT id FROM product_group WHERE code = ${group})`)
  if (status !== undefined) kept.push(Prisma.sql`t.status = ${status}::product_status`)
  if (scope.reach === 'none') kept.push(Prisma.sql`FALSE`)
  if (scope.reach === 'some')
    kept.push(
      Prisma.sql`t.product_group_id IN (SELECT id FROM product_group WHERE code = ANY(${[...scope.productGroups]}))`,
    )
  return Prisma.sql`(SELECT coalesce(sum(t.n), 0)::int FROM product_tally t WHERE ${Prisma.join(kept, ' AND ')})`
}
