import type { Ctx } from '@/lib/access/model'
import { db, inLongTransaction } from '@/lib/platform/db'
import type { FedProduct, ProductFeed } from '@/lib/products/model/fed'
import { applyProductSync } from '@/lib/products/service/sync-products'
import type { SyncPlan } from '@/lib/synced/model'
import { personWith } from './products'

/** What the feed of these tests tells: all but the owner. */
export const FED_FIELDS = [
  ...['code', 'name', 'status', 'groupCode'],
  ...['attributes.weight', 'attributes.kind', 'links.Data sheet'],
]

export function fedProduct(upstreamId: string, code: string, more: Partial<FedProduct> = {}): FedProduct {
  return {
    upstreamId,
    label: `“${code}” (no. ${upstreamId})`,
    code,
    name: `Product ${code}`,
    status: 'active',
    group: 'DRINKS',
    attributes: [],
    links: [],
    faults: [],
    ...more,
  }
}

export function productFeed(rows: FedProduct[], asOf = new Date('2026-03-01T10:00:00Z')): ProductFeed {
  return { source: 'fibery/range', fields: FED_FIELDS, tags: ['fed'], isDemo: false, asOf, rows }
}

export async function syncProducts(
  rows: FedProduct[],
  ctx: Ctx = personWith('editor'),
  asOf?: Date,
): Promise<SyncPlan> {
  return await inLongTransaction(60_000, (tx) => applyProductSync(tx, ctx, productFeed(rows, asOf)))
}

/** A group that asks for a weight in kg, a kind out of two, and a note; and another that asks for nothing. */
export async function addFedGroups(): Promise<void> {
  const create = [
    { key: 'weight', label: 'Weight', type: 'number' as const, unit: 'kg', position: 1 },
    { key: 'kind', label: 'Kind', type: 'choice' as const, choices: ['hot', 'cold'], position: 2 },
    { key: 'note', label: 'Note', type: 'text' as const, position: 3 },
  ]
  await db().productGroup.create({ data: { code: 'DRINKS', name: 'Drinks to go', attributes: { create } } })
  await db().productGroup.create({ data: { code: 'FOOD', name: 'Food' } })
}

export async function storedProduct(code: string) {
  return await db().product.findUniqueOrThrow({
    where: { codeKey: code.toLowerCase() },
    include: { productGroup: true },
  })
}
