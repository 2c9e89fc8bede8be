import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { AttributeDefinition } from '../model'
import { inScope, type ScopeOf } from './scope'

const ATTRIBUTE = {
  key: true,
  label: true,
  type: true,
  unit: true,
  choices: true,
  required: true,
} as const
const IN_ORDER = { orderBy: [{ position: 'asc' as const }, { key: 'asc' as const }] }
const MAX_GROUPS = 500

export type GroupRow = {
  id: string
  code: string
  name: string
  description: string
  isDemo: boolean
  version: number
  attributes: AttributeDefinition[]
}

const SELECT = {
  id: true,
  code: true,
  name: true,
  description: true,
  isDemo: true,
  version: true,
  attributes: { select: ATTRIBUTE, ...IN_ORDER },
} as const

/** The groups of these codes, by name. */
export async function findGroupNames(codes: readonly string[]): Promise<{ code: string; name: string }[]> {
  if (codes.length === 0) return []
  return await withDatabaseErrors(() =>
    db().productGroup.findMany({
      where: { code: { in: [...codes] } },
      select: { code: true, name: true },
      orderBy: [{ name: 'asc' }, { code: 'asc' }],
      take: codes.length,
    }),
  )
}

/** Of these names those that more than one group bears. */
export async function findSharedNames(names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await withDatabaseErrors(() =>
    db().productGroup.groupBy({
      by: ['name'],
      where: { name: { in: [...names] } },
      having: { name: { _count: { gt: 1 } } },
    }),
  )
  return rows.map(({ name }) => name)
}

/** What the groups of these codes ask for, by code. */
export async function findDefinitions(
  codes: readonly string[],
): Promise<ReadonlyMap<string, readonly AttributeDefinition[]>> {
  if (codes.length === 0) return new Map()
  const rows = await withDatabaseErrors(() =>
    db().productGroup.findMany({
      where: { code: { in: [...codes] } },
      select: { code: true, attributes: { select: ATTRIBUTE, ...IN_ORDER } },
      take: codes.length,
    }),
  )
  return new Map(rows.map(({ code, attributes }) => [code, attributes]))
}

/** All groups by name. */
export async function listGroupRows(): Promise<GroupRow[]> {
  return await withDatabaseErrors(() =>
    db().productGroup.findMany({
      select: SELECT,
      orderBy: [{ name: 'asc' }, { code: 'asc' }],
      take: MAX_GROUPS,
    }),
  )
}

/** How many products in scope are in each group, by the group's id; of all of them the database keeps the count. */
export async function countInGroups(of: ScopeOf): Promise<ReadonlyMap<string, number>> {
  if (of.scope.reach === 'none') return new Map()
  const rows = await withDatabaseErrors(() =>
    of.scope.reach === 'all'
      ? db().$queryRaw<{ id: string; n: number }[]>`
          SELECT product_group_id::text AS id, sum(n)::int AS n FROM product_tally GROUP BY product_group_id`
      : db().$queryRaw<{ id: string; n: number }[]>`
          SELECT p.product_group_id::text AS id, count(*)::int AS n FROM product p
          WHERE ${inScope(of)} AND p.product_group_id IS NOT NULL GROUP BY p.product_group_id`,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** The codes of the groups that products in scope are in. */
export async function listGroupsOfProducts(of: ScopeOf): Promise<string[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ code: string }[]>`
      SELECT g.code FROM product_group g
      WHERE EXISTS (SELECT FROM product p WHERE p.product_group_id = g.id AND ${inScope(of)})
      LIMIT ${MAX_GROUPS}`,
  )
  return rows.map(({ code }) => code)
}

export async function findGroup(code: string): Promise<GroupRow | null> {
  return await withDatabaseErrors(() => db().productGroup.findUnique({ where: { code }, select: SELECT }))
}

type GroupFields = { name: string; description: string; attributes: readonly AttributeDefinition[] }

function toAttributeRows(attributes: readonly AttributeDefinition[]) {
  return attributes.map((one, position) => ({ ...one, choices: [...one.choices], position: position + 1 }))
}

/** @throws the unique violation when there is a group of that code */
export async function insertGroup(
  tx: Tx,
  { code, attributes, ...fields }: GroupFields & { code: string },
): Promise<string> {
  const { id } = await tx.productGroup.create({
    data: { ...fields, code, attributes: { create: toAttributeRows(attributes) } },
    select: { id: true },
  })
  return id
}

/** Writes over the version that the change started from; false when it is no longer the present one. */
export async function updateGroupAt(
  tx: Tx,
  at: { id: string; version: number },
  { attributes, ...fields }: GroupFields,
): Promise<boolean> {
  const { count } = await tx.productGroup.updateMany({
    where: { id: at.id, version: at.version },
    data: { ...fields, version: { increment: 1 } },
  })
  if (count === 0) return false
  await tx.productGroupAttribute.deleteMany({ where: { productGroupId: at.id } })
  await tx.productGroupAttribute.createMany({
    data: toAttributeRows(attributes).map((row) => ({ ...row, productGroupId: at.id })),
  })
  return true
}
