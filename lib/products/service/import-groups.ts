import type { Actor } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import type { ImportGroup } from '../import-plan'
import { listGroupRows, listGroupsOfProducts } from '../repository/groups'
import type { ScopeOf } from '../repository/scope'

export type NamedImportGroup = ImportGroup & { name: string }

/** The groups that an actor may know of, by what they may read, edit or add to, with what each asks for. */
export async function listImportGroups(actor: Actor): Promise<NamedImportGroup[]> {
  const scopes = (['read:product', 'edit:product', 'create:product'] as const).map((right) =>
    scopeFor(actor, right),
  )
  // A group is named to whoever may reach its products by their group; a tag or one's own reaches any group's.
  const all = scopes.some(
    (scope) => scope.reach === 'all' || (scope.reach === 'some' && (scope.own || scope.tags.size > 0)),
  )
  const codes = new Set(scopes.flatMap((scope) => (scope.reach === 'some' ? [...scope.productGroups] : [])))
  const groups = await listGroupRows()
  return groups
    .filter(({ code }) => all || codes.has(code))
    .map(({ id, code, name, attributes }) => ({ id, code, name, attributes }))
}

/**
 * The groups that a file of the products in scope speaks of: those whose products are all in it and, where a tag or an
 * owner decides, those that some of them are in. What other groups ask for is nobody's matter there.
 */
export async function listExportGroups({ scope, userId }: ScopeOf): Promise<NamedImportGroup[]> {
  const groups = await listGroupRows()
  if (scope.reach === 'all') return groups
  if (scope.reach === 'none') return []
  const byProducts = scope.own || scope.tags.size > 0 ? await listGroupsOfProducts({ scope, userId }) : []
  const codes = new Set([...scope.productGroups, ...byProducts])
  return groups.filter(({ code }) => codes.has(code))
}

/** Groups by what a file may call them; a name that several have leads to none. */
export function groupsByWord(groups: readonly NamedImportGroup[]): Map<string, ImportGroup | null> {
  const byWord = new Map<string, ImportGroup | null>()
  for (const group of groups) {
    const word = group.name.toLowerCase()
    byWord.set(word, byWord.has(word) ? null : group)
  }
  for (const group of groups) byWord.set(group.code.toLowerCase(), group)
  return byWord
}
