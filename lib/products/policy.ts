import type { Actor, Right, Subject } from '@/lib/access/model'
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

/** Nobody saves a product where they could not reach it: it would be gone from their hands with no way to bring it back. */
export function canSaveAs(
  actor: Actor,
  right: Right,
  { groupCode, tags, ownerId }: Pick<ProductDraft, 'groupCode' | 'tags' | 'ownerId'>,
): boolean {
  return can(actor, right, { productGroupCode: groupCode, tags, ownerId })
}

/** False where none of a group's products can be in reach, whatever their tags and owners. */
export function mayReachGroup(actor: Actor, right: Right, code: string): boolean {
  const scope = scopeFor(actor, right)
  if (scope.reach !== 'some') return scope.reach === 'all'
  return scope.productGroups.has(code) || scope.tags.size > 0 || scope.own
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
  const shown = (code: unknown) => (typeof code === 'string' ? shownGroup(actor, product, code) : code)
  return events.map((event) => {
    const { groupCode } = event.changes
    if (groupCode === undefined) return event
    const masked = { before: shown(groupCode.before), after: shown(groupCode.after) }
    return { ...event, changes: { ...event.changes, groupCode: masked } }
  })
}

/** The code of a group that a product is or was in; words in its place for one that the reader may not know of. */
export function shownGroup<Code extends string | null>(
  actor: Actor,
  product: Pick<Product, 'group'>,
  code: Code,
): Code | typeof GROUP_OUT_OF_REACH {
  if (code === null || code === product.group?.code) return code
  const scope = scopeFor(actor, 'read:product')
  const known = scope.reach === 'all' || (scope.reach === 'some' && scope.productGroups.has(code))
  return known ? code : GROUP_OUT_OF_REACH
}
