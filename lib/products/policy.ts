import type { Actor, Subject } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import type { Product, ProductDraft } from './model'

/** What rights look at in a product. */
export function toSubject(product: Pick<Product, 'group' | 'tags' | 'owner'>): Subject {
  return { productGroupCode: product.group?.code, tags: product.tags, ownerId: product.owner?.id }
}

export function canRead(actor: Actor, product: Product): boolean {
  return can(actor, 'read:product', toSubject(product))
}

export function canEdit(actor: Actor, product: Product): boolean {
  return can(actor, 'edit:product', toSubject(product))
}

/** Nobody moves a product out of their own reach: it would be gone from their hands with no way to bring it back. */
export function canSaveAs(actor: Actor, product: Product, draft: ProductDraft): boolean {
  return can(actor, 'edit:product', {
    productGroupCode: draft.groupCode,
    tags: draft.tags,
    ownerId: product.owner?.id,
  })
}
