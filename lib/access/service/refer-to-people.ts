import type { UserId } from '../model'
import { findReferred, findSharedNames, type ReferredPerson } from '../repository/references'

export type Referred =
  | { found: 'one'; id: UserId; name: string; disabled: boolean }
  | { found: 'none' }
  | { found: 'several' }

const WITH_ID = /<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>\s*$/i

/** What stands in a file for a person: the name, with the id after it where several have that name. */
export async function toReferences(
  people: readonly { id: UserId; name: string }[],
): Promise<ReadonlyMap<UserId, string>> {
  const shared = people.length === 0 ? new Set() : await findSharedNames(people.map(({ name }) => name))
  return new Map(
    people.map(({ id, name }) => {
      const plain =
        !shared.has(name.toLowerCase()) && name.trim() === name && name !== '' && !WITH_ID.test(name)
      return [id, plain ? name : `${name} <${id}>`.trim()]
    }),
  )
}

/** Whom each text means: an id, a name with its id, a name or a verified e-mail. The caller has asked for a right. */
export async function referredBy(texts: readonly string[]): Promise<ReadonlyMap<string, Referred>> {
  const wanted = new Map(texts.map((text) => [text, (WITH_ID.exec(text)?.[1] ?? text).trim().toLowerCase()]))
  const people = wanted.size === 0 ? [] : await findReferred([...wanted.values()])
  return new Map([...wanted].map(([text, key]) => [text, meant(key, people)] as const))
}

function meant(key: string, people: readonly ReferredPerson[]): Referred {
  const byId = people.filter(({ id }) => id === key)
  const byWord = people.filter(({ name, email }) => [name, email].some((word) => word?.toLowerCase() === key))
  const [one, ...others] = byId.length > 0 ? byId : byWord
  if (one === undefined) return { found: 'none' }
  return others.length > 0
    ? { found: 'several' }
    : { found: 'one', id: one.id, name: one.name, disabled: one.disabled }
}
