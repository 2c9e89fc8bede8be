import type { Ctx } from '@/lib/access/model'
import { canSome, scopeFor } from '@/lib/access/policy'
import { listReachable } from '@/lib/products/service/find-products'
import type { ProductDashboard } from '../model'
import { listOfProduct } from '../repository/publications'

/**
 * The dashboards for a product's card: published for it or for its group, each with the filter that holds it to the product.
 * None for who may not see dashboards, or not this product.
 */
export async function dashboardsOfProduct(ctx: Ctx, productId: string): Promise<ProductDashboard[]> {
  if (!canSome(ctx.actor, 'read:dashboard') || !canSome(ctx.actor, 'read:product')) return []
  const [product] = await listReachable(ctx, [productId])
  if (product === undefined) return []
  const of = { productId, groupCode: product.group?.code ?? null }
  const published = await listOfProduct(of, scopeFor(ctx.actor, 'read:dashboard'))
  return published.map(({ slug, title, description, asOf, goneAt, ...publication }) => {
    const filter = publication.filters.find(({ id }) => id === publication.productFilterId) ?? null
    const value = publication.productFilterBy === 'name' ? product.name : product.code
    return { slug, title, description, asOf, goneAt, filter, value: filter === null ? null : value }
  })
}
