import { AppError } from '@/lib/platform/errors'
import { toStorableText } from '@/lib/platform/storable'
import type { Ctx, Person, PersonList, UserId } from '../model'
import {
  countPeople,
  findPeopleNamed,
  findPerson,
  listPeople as listPeopleRows,
  type NamedPerson,
} from '../repository/users'
import { requireRight } from '../service'

const PAGE_SIZE = 50

export type ListPeople = { search: string; role: string; status: '' | 'enabled' | 'disabled'; after: string }

/** People by name with their roles and where each comes from. Needs `read:user`. `next` goes into `after`. */
export async function listPeople(ctx: Ctx, input: ListPeople): Promise<PersonList> {
  await requireRight(ctx, 'read:user')
  const filter = { ...input, after: readCursor(input.after), limit: PAGE_SIZE + 1 }
  const [rows, total] = await Promise.all([listPeopleRows(filter), countPeople(filter)])
  const people = rows.slice(0, PAGE_SIZE)
  const last = people.at(-1)
  const next = rows.length > PAGE_SIZE && last !== undefined ? writeCursor(last) : null
  return { people, total, next }
}

/** One person. Needs `read:user`. @throws AppError NOT_FOUND */
export async function getPerson(ctx: Ctx, { userId }: { userId: UserId }): Promise<Person> {
  await requireRight(ctx, 'read:user', { kind: 'user', id: userId })
  const person = await findPerson(userId)
  if (person === null) throw new AppError('NOT_FOUND')
  return person
}

/**
 * People that a verified e-mail or `issuer|subject` names: none, one, or several who share the address. Needs `read:user`.
 */
export async function findNamed(ctx: Ctx, { named }: { named: string }): Promise<NamedPerson[]> {
  await requireRight(ctx, 'read:user')
  return await findPeopleNamed(named)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function writeCursor({ name, id }: Person): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url')
}

/** Something else than a cursor of ours begins at the beginning. */
function readCursor(text: string): { name: string; id: string } | null {
  if (text === '') return null
  try {
    const [name, id]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const whole = typeof name === 'string' && typeof id === 'string' && UUID.test(id)
    return whole ? { name: toStorableText(name), id } : null
  } catch {
    return null
  }
}
