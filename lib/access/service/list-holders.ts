import type { Right, Subject } from '../model'
import { can } from '../policy'
import { mapRoles } from '../repository/roles'
import { listPeople } from '../repository/users'
import { rightsOf } from '../roles'

const PAGE = 200
const MAX_PAGES = 50

/**
 * Ids of enabled people who have a right on a record, no more than `most`: for whom to tell. Their groups are taken as the
 * provider last told them; what they may do is asked again when they come.
 */
export async function listHolders(right: Right, subject: Subject, most: number): Promise<string[]> {
  const roles = await mapRoles()
  const found: string[] = []
  let after: { name: string; id: string } | null = null
  for (let page = 0; page < MAX_PAGES && found.length < most; page += 1) {
    const people = await listPeople({ search: '', role: '', status: 'enabled', after, limit: PAGE })
    for (const { id, name, given } of people) {
      const actor = { kind: 'user' as const, id, name, rights: rightsOf(given, roles) }
      if (can(actor, right, subject)) found.push(id)
    }
    const last = people.at(-1)
    if (people.length < PAGE || last === undefined) break
    after = { name: last.name, id: last.id }
  }
  return found.slice(0, most)
}
