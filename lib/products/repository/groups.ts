import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { AttributeDefinition } from '../model'

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

/** All groups by name, with how many products are in each. */
export async function listGroupRows(): Promise<(GroupRow & { products: number })[]> {
  const [rows, tally] = await withDatabaseErrors(() =>
    Promise.all([
      db().productGroup.findMany({
        select: SELECT,
        orderBy: [{ name: 'asc' }, { code: 'asc' }],
        take: MAX_GROUPS,
      }),
      db().productTally.groupBy({ by: ['productGroupId'], _sum: { n: true } }),
    ]),
  )
  const counts = new Map(tally.map(({ productGroupId, _sum }) => [productGroupId, Number(_sum.n ?? 0)]))
  return rows.map((row) => ({ ...row, products: counts.get(row.id) ?? 0 }))
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
