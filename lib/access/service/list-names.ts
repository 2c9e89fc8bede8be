import { findNames, isEnabledPerson, listEnabledNames } from '../repository/users'

export type PersonName = { id: string; name: string }

const MOST = 500

/** Enabled people by name, for a choice of one of them; `more`: there are others. The caller has asked for a right. */
export async function listPeopleToChoose(): Promise<{ people: PersonName[]; more: boolean }> {
  const people = await listEnabledNames(MOST + 1)
  return { people: people.slice(0, MOST), more: people.length > MOST }
}

/** What people of these ids are called today. Those who are gone are left out. */
export async function namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  return new Map((await findNames(ids)).map(({ id, name }) => [id, name]))
}

export async function isPersonToChoose(id: string): Promise<boolean> {
  return await isEnabledPerson(id)
}
