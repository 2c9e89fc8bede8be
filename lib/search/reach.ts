import type { Actor, Right } from '@/lib/access/model'
import { canSome, scopeFor } from '@/lib/access/policy'
import type { PublishedDocument } from './model'

// Who may find a document stands in the index as words of its own: the kind, and the kind with each of the record's group,
// tags and owner (views search_source_… in the migrations). An actor's scope is a list of such words, and finds what has
// one of them.

/**
 * What an actor's right reaches of a kind, as words of the index; empty for nothing. `space`: the kind, with the edition
 * where there are several. The same rule as `reaches` in lib/access/policy (held equal by a test).
 */
export function reachOf(actor: Actor, right: Right, space: string): string[] {
  const scope = scopeFor(actor, right)
  if (scope.reach === 'none') return []
  if (scope.reach === 'all') return [space]
  return [
    ...[...scope.productGroups].map((code) => `${space}/g/${code}`),
    ...(scope.productGroups.size > 0 ? [`${space}/g`] : []),
    ...[...scope.tags].map((tag) => `${space}/t/${tag}`),
    ...(scope.own && actor.kind === 'user' ? [`${space}/o/${actor.id}`] : []),
  ]
}

/** Pages are for everybody, or ask for a right each. */
export function pagesReachOf(actor: Actor, rights: readonly Right[], space: string): string[] {
  const held = rights.filter((right) => canSome(actor, right))
  return [space, ...held.map((right) => `${space}/r/${right}`)]
}

/** The words by which a published document is reached. */
export function reachTo(space: string, { tags = [], byAnyGroup, right }: PublishedDocument): string[] {
  if (right !== undefined) return [`${space}/r/${right}`]
  return [space, ...tags.map((tag) => `${space}/t/${tag}`), ...(byAnyGroup === true ? [`${space}/g`] : [])]
}
