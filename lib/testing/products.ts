import { randomUUID } from 'node:crypto'
import type { Condition, ConditionedRight, Ctx } from '@/lib/access/model'
import { BUILT_IN_ROLES, rightsOf } from '@/lib/access/roles'
import { db } from '@/lib/platform/db'

const roles = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))

/** Somebody with a built-in role (or without any right), perhaps under a condition, as an operation meets them. */
export function personWith(
  role: string | null,
  condition: Condition | null = null,
  id: string = randomUUID(),
): Ctx {
  const rights: ConditionedRight[] = role === null ? [] : rightsOf([{ roleKey: role, condition }], roles)
  return {
    actor: { kind: 'user', id, name: 'Test Person', rights },
    requestId: randomUUID(),
    now: () => new Date(),
  }
}

export async function addProduct(
  code: string,
  name: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const row = await db().product.create({ data: { code, codeKey: code.toLowerCase(), name, ...more } })
  return row.id
}

/** Sixty drinks in BEVERAGES, four products in CONDIMENTS, one without a group. */
export async function addProducts(): Promise<void> {
  const beverages = await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  const condiments = await db().productGroup.create({ data: { code: 'CONDIMENTS', name: 'Condiments' } })
  for (let n = 1; n <= 60; n += 1) {
    await addProduct(`B-${n}`, `Drink ${n}`, { productGroupId: beverages.id })
  }
  await addProduct('C-1', "Chef Anton's Cajun Seasoning", { productGroupId: condiments.id })
  await addProduct('C-2', 'Côte de Blaye', { productGroupId: condiments.id, tags: ['wine'] })
  await addProduct('C-3', 'Röd Kaviar', { productGroupId: condiments.id, status: 'discontinued' })
  await addProduct('C-4', '100% Malt_Syrup', { productGroupId: condiments.id })
  await addProduct('X-1', 'Without a group')
}
