import { AppError } from '@/lib/platform/errors'
import { explainRights, type RightExplanation } from '../explanation'
import type { Ctx, GivenRole, Person, UserId } from '../model'
import { mapRoles } from '../repository/roles'
import { requireRight } from '../service'
import { getPerson } from './list-people'

/** Names of roles by key, so that pages show what people know. */
export type RoleNames = Record<string, string>

export type Explained = { rights: RightExplanation[]; roleNames: RoleNames }

async function explain(given: readonly GivenRole[]): Promise<Explained> {
  const roles = await mapRoles()
  const roleNames = Object.fromEntries([...roles].map(([key, role]) => [key, role.name]))
  return { rights: explainRights(given, roles), roleNames }
}

/** Why one can, or cannot, by the roles that count at this request. Everybody signed in may ask of themselves. */
export async function explainOwnRights(
  ctx: Ctx,
  { given }: { given: readonly GivenRole[] },
): Promise<Explained> {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return await explain(given)
}

/** A person and why they can what they can. Needs `read:user`. @throws AppError NOT_FOUND */
export async function explainPerson(
  ctx: Ctx,
  { userId }: { userId: UserId },
): Promise<Explained & { person: Person }> {
  const person = await getPerson(ctx, { userId })
  return { person, ...(await explain(person.given)) }
}

/** Names of every role there is. Needs `read:user`: lists of people show them. */
export async function listRoleNames(ctx: Ctx): Promise<RoleNames> {
  await requireRight(ctx, 'read:user')
  const roles = await mapRoles()
  return Object.fromEntries([...roles].map(([key, role]) => [key, role.name]))
}
