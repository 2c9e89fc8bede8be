import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { AttributeDefinition, Product } from '../model'
import { canEdit } from '../policy'
import { findDefinitions } from '../repository/groups'
import { requireReadable } from './reach'

/** A product, and what the actor may do with it. */
export type ProductCard = { product: Product; mayEdit: boolean }

/**
 * A product by its code, whatever the code's case.
 * @throws AppError FORBIDDEN without the right on any record; NOT_FOUND for one that is not there or out of reach
 */
export async function getProduct(ctx: Ctx, code: string): Promise<ProductCard> {
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action: 'product.read' })
  const product = await requireReadable(ctx, code, 'product.read')
  return { product, mayEdit: canEdit(ctx.actor, product) }
}

/** What the group of a product asks for, in order; the caller has loaded the product in the reader's scope. */
export async function askedOf({ group }: Pick<Product, 'group'>): Promise<readonly AttributeDefinition[]> {
  if (group === null) return []
  return (await findDefinitions([group.code])).get(group.code) ?? []
}
