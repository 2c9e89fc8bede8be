import type { Actor, Condition, ConditionedRight, Right, RightKind, Scope, Subject } from './model'
import { RIGHT_KINDS } from './model'

export const NO_SCOPE: Scope = { reach: 'none' }
export const ALL_SCOPE: Scope = { reach: 'all' }

/** What a right speaks of: `product` of `read:product`. */
export function kindOf(right: Right): RightKind {
  return right.slice(right.indexOf(':') + 1) as RightKind
}

/** True when records of the right's kind can be held to this kind of condition. */
export function carriesCondition(right: Right, condition: Condition): boolean {
  return (RIGHT_KINDS[kindOf(right)].conditions as readonly string[]).includes(condition.kind)
}

/**
 * The primitive of all rights (DESIGN §7): what an actor reaches with a right. Lists turn it into a WHERE, and `can` is
 * derived from it, so that the two cannot differ. A condition that the kind cannot carry gives nothing: closed by default.
 */
export function scopeFor(actor: Actor, right: Right): Scope {
  const productGroups = new Set<string>()
  const tags = new Set<string>()
  let own = false
  let held = false
  for (const candidate of actor.rights) {
    if (candidate.right !== right) continue
    const { condition } = candidate
    if (condition === undefined) return ALL_SCOPE
    if (!carriesCondition(right, condition)) continue
    held = true
    if (condition.kind === 'own') own = true
    else if (condition.kind === 'productGroup') for (const code of condition.in) productGroups.add(code)
    else for (const tag of condition.in) tags.add(tag)
  }
  return held ? { reach: 'some', productGroups, tags, own } : NO_SCOPE
}

/** True when a scope reaches a record. */
export function reaches(actor: Actor, scope: Scope, subject: Subject): boolean {
  if (scope.reach === 'none') return false
  if (scope.reach === 'all') return true
  const { productGroupCode, tags = [], ownerId } = subject
  if (productGroupCode != null && scope.productGroups.has(productGroupCode)) return true
  if (tags.some((tag) => scope.tags.has(tag))) return true
  return scope.own && actor.kind === 'user' && ownerId === actor.id
}

export function can(actor: Actor, right: Right, subject: Subject): boolean {
  return reaches(actor, scopeFor(actor, right), subject)
}

/** True when the actor has the right on some record at least: what screens ask before they offer a thing. */
export function canSome(actor: Actor, right: Right): boolean {
  return scopeFor(actor, right).reach !== 'none'
}

/**
 * A role's rights under the condition of the grant that gives it. Without one they stand as they are. With one, a right
 * of a kind that cannot carry it is not given, and two conditions meet only when they are of one kind (otherwise neither
 * could be kept, so nothing is given).
 */
export function underCondition(
  rights: readonly ConditionedRight[],
  condition: Condition | null,
): ConditionedRight[] {
  if (condition === null) return [...rights]
  return rights.flatMap((entry) => {
    if (!carriesCondition(entry.right, condition)) return []
    const met = entry.condition === undefined ? condition : meet(entry.condition, condition)
    return met === null ? [] : [{ right: entry.right, condition: met }]
  })
}

function meet(one: Condition, other: Condition): Condition | null {
  if (one.kind === 'own' || other.kind === 'own') return one.kind === other.kind ? one : null
  if (one.kind !== other.kind) return null
  const both = one.in.filter((value) => other.in.includes(value))
  return both.length === 0 ? null : { kind: one.kind, in: both }
}

/**
 * The first right that the actor does not hold at least as far as given, or null when all are covered. Nobody gives,
 * changes or takes away what they do not hold themselves (docs/adr/0040-nobody-gives-more-than-they-hold.md).
 */
export function firstNotCovered(actor: Actor, rights: readonly ConditionedRight[]): Right | null {
  return rights.find((entry) => !covers(scopeFor(actor, entry.right), entry))?.right ?? null
}

function covers(scope: Scope, { right, condition }: ConditionedRight): boolean {
  if (scope.reach === 'all') return true
  // What the kind cannot carry gives nothing, so that there is nothing to cover.
  if (condition !== undefined && !carriesCondition(right, condition)) return true
  if (scope.reach === 'none' || condition === undefined) return false
  if (condition.kind === 'own') return scope.own
  const held = condition.kind === 'productGroup' ? scope.productGroups : scope.tags
  return condition.in.every((value) => held.has(value))
}
