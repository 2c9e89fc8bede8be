import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { Product, ProductGroupRef } from '../model'
import { listGroups } from '../repository/list'
import { requireEditable, userIdOf } from './reach'

/**
 * A product to be edited, and the groups that it may be put in.
 * @throws AppError NOT_FOUND when it cannot be read, FORBIDDEN when it can be read and not edited
 */
export async function getProductToEdit(
  ctx: Ctx,
  code: string,
): Promise<{ product: Product; groups: ProductGroupRef[] }> {
  const product = await requireEditable(ctx, code)
  const scope = await requireRight(ctx, 'edit:product')
  return { product, groups: await listGroups({ scope, userId: userIdOf(ctx.actor) }) }
}
