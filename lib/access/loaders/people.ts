import 'server-only'
import { notFound } from 'next/navigation'
import { orNotFound, type PageCtx, pageCtx } from '../loaders'
import type { Person, PersonList } from '../model'
import { canSome } from '../policy'
import { listPeopleSchema, personSchema } from '../schema'
import { type Explained, explainPerson, listRoleNames, type RoleNames } from '../service/explain-rights'
import { type ListPeople, listPeople } from '../service/list-people'

export type PeoplePage = { ctx: PageCtx; filter: ListPeople; list: PersonList; roleNames: RoleNames }

/** Parameters of an address; what does not fit counts as not given. */
export async function loadPeople(params: Record<string, string | string[] | undefined>): Promise<PeoplePage> {
  const ctx = await pageCtx('read:user')
  const filter = listPeopleSchema.parse(params)
  const [list, roleNames] = await Promise.all([listPeople(ctx, filter), listRoleNames(ctx)])
  return { ctx, filter, list, roleNames }
}

export type PersonPage = Explained & {
  ctx: PageCtx
  person: Person
  /** What to offer; the services decide again. */
  may: { giveRoles: boolean; edit: boolean; readRoles: boolean }
}

export async function loadPerson(userId: string): Promise<PersonPage> {
  const ctx = await pageCtx('read:user')
  const input = personSchema.safeParse({ userId })
  if (!input.success) notFound()
  const explained = await orNotFound(explainPerson(ctx, input.data))
  const may = {
    giveRoles: canSome(ctx.actor, 'grant:role'),
    edit: canSome(ctx.actor, 'edit:user'),
    readRoles: canSome(ctx.actor, 'read:role'),
  }
  return { ctx, may, ...explained }
}
