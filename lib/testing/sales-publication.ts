import type { Ctx } from '@/lib/access/model'
import { type PublishInput, publishInput } from '@/lib/dashboards/schema'
import { publishDashboard } from '@/lib/dashboards/service/publish-dashboard'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx } from './actors'
import { addProduct } from './products'
import { salesDashboard } from './superset'

export const SALES = salesDashboard()
export const SALES_SLUG = 'sales'

/** What the form sends of the demo dashboard, with a part of it otherwise. */
export function salesInput(more: Record<string, unknown> = {}): PublishInput {
  return publishInput.parse({
    upstreamId: SALES.uuid,
    slug: SALES_SLUG,
    title: 'Sales',
    description: 'What was sold.',
    tags: 'sales, revenue',
    filters: 'NATIVE_FILTER-group\nNATIVE_FILTER-product',
    productFilterId: 'NATIVE_FILTER-product',
    groups: 'BEVERAGES',
    products: 'nw-060',
    'rule.7': 'groups',
    'rule.8': 'group-names',
    ...more,
  })
}

/** Publishes it, or publishes it anew over what was decided before. */
export async function publishSales(admin: Ctx, more: Record<string, unknown> = {}) {
  const row = await db().dashboard.findFirst({ where: { upstreamId: SALES.uuid } })
  return await publishDashboard(
    admin,
    salesInput({ ...(row === null ? {} : { version: row.version }), ...more }),
  )
}

export async function salesId(): Promise<string> {
  return (await db().dashboard.findUniqueOrThrow({ where: { slug: SALES_SLUG } })).id
}

/** Two groups of products, and a product in one of them. */
export async function addSalesRecords(): Promise<{ productId: string }> {
  const group = await db().productGroup.create({ data: { code: 'BEVERAGES', name: "Drinks & 'more'" } })
  await db().productGroup.create({ data: { code: 'SEAFOOD', name: 'Seafood' } })
  await addProduct('NW-060', 'Other')
  return { productId: await addProduct('NW-001', 'Chai', { productGroupId: group.id }) }
}

/** Somebody who may see dashboards, and read the rows of a group of products. */
export async function readerOfGroup(condition = BEVERAGES): Promise<Ctx> {
  return await createTestCtx({ grants: [{ role: 'viewer' }, { role: 'analyst', condition }] })
}
