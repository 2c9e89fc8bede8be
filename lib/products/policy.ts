import type { Actor, Subject } from '@/lib/access/model'
import { can, scopeFor } from '@/lib/access/policy'
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

/** Stands in a product's history for a group that the reader has no right to know of. */
export const GROUP_OUT_OF_REACH = 'another group'

/**
 * A product's changes as a reader may see them: of the groups that it was moved out of and into, those whose products
 * they may read, and the one that it is in, which its card names.
 */
export function withoutOtherGroups<
  E extends { changes: Record<string, { before: unknown; after: unknown }> },
>(actor: Actor, product: Pick<Product, 'group'>, events: readonly E[]): E[] {
  const scope = scopeFor(actor, 'read:product')
  const isKnown = (code: unknown) =>
    typeof code !== 'string' ||
    code === product.group?.code ||
    scope.reach === 'all' ||
    (scope.reach === 'some' && scope.productGroups.has(code))
  const shown = (code: unknown) => (isKnown(code) ? code : GROUP_OUT_OF_REACH)
  return events.map((event) => {
    const { groupCode } = event.changes
    if (groupCode === undefined) return event
    const masked = { before: shown(groupCode.before), after: shown(groupCode.after) }
    return { ...event, changes: { ...event.changes, groupCode: masked } }
  })
}
