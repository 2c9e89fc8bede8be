import { env } from '@/lib/platform/env'
import { groupFreshness } from '../group-freshness'
import type { Actor, UserId } from '../model'
import { mapRoles } from '../repository/roles'
import { findPerson } from '../repository/users'
import { rightsOf } from '../roles'

/**
 * Who a person is to work that goes on without their session: with the rights that they have now, or null for one who is
 * gone or disabled. Roles that come from the provider's groups count while what it said of them is recent.
 */
export async function resolvePerson(id: UserId, now: Date): Promise<Actor | null> {
  const person = await findPerson(id)
  if (person === null || person.disabledAt !== null) return null
  const periodMs = env().PERGOLA_GROUPS_REREAD_SECONDS * 1_000
  const recent = groupFreshness(person.groupsReadAt, now, periodMs) !== 'lapsed'
  const given = recent ? person.given : person.given.filter(({ source }) => source.kind === 'direct')
  return { kind: 'user', id, name: person.name, rights: rightsOf(given, await mapRoles()) }
}
