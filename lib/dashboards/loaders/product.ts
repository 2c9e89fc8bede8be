import 'server-only'
import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import type { ProductDashboard } from '../model'
import { dashboardsOfProduct } from '../service/dashboards-of-product'

/** For a product's card: none for whoever may see no dashboard at all, who has asked for none. */
export async function loadProductDashboards(ctx: Ctx, productId: string): Promise<ProductDashboard[]> {
  return canSome(ctx.actor, 'read:dashboard') ? await dashboardsOfProduct(ctx, productId) : []
}
