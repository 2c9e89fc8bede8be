import { recordChange } from '@/lib/audit/service'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, Person, UserId } from '../model'
import { mapRoles } from '../repository/roles'
import { lockPerson, setDisabled } from '../repository/users'
import { rightsOf } from '../roles'
import { requireRight } from '../service'
import { changeOrRecordRefusal, isDirectAdmin, requireAnotherAdmin, requireCovered } from './refusals'

/**
 * Refuses somebody from their next request on, through every door. Needs `edit:user` and every right that they have.
 * Nothing happens to somebody who is disabled already.
 * @throws AppError FORBIDDEN, NOT_FOUND, LAST_ADMIN, CONFLICT for oneself
 */
export async function disableUser(ctx: Ctx, { userId }: { userId: UserId }): Promise<void> {
  await setState(ctx, userId, 'user.disabled', async (tx, person) => {
    if (person.disabledAt !== null) return false
    if (ctx.actor.kind === 'user' && ctx.actor.id === person.id) {
      throw new AppError('CONFLICT', { details: { reason: 'yourself' } })
    }
    if (isDirectAdmin(person)) await requireAnotherAdmin(tx, person)
    await setDisabled(tx, person.id, ctx.now())
    return true
  })
}

/** Lets somebody in again, with the roles that they have. Needs `edit:user` and every right that they get back. */
export async function enableUser(ctx: Ctx, { userId }: { userId: UserId }): Promise<void> {
  await setState(ctx, userId, 'user.enabled', async (tx, person) => {
    if (person.disabledAt === null) return false
    await setDisabled(tx, person.id, null)
    return true
  })
}

async function setState(
  ctx: Ctx,
  userId: UserId,
  action: 'user.disabled' | 'user.enabled',
  change: (tx: Tx, person: Person) => Promise<boolean>,
): Promise<void> {
  const about = { action, subject: { kind: 'user', id: userId } }
  await requireRight(ctx, 'edit:user', { ...about.subject, action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const person = await lockPerson(tx, userId)
    if (person === null) throw new AppError('NOT_FOUND')
    requireCovered(ctx, rightsOf(person.given, await mapRoles(tx)))
    if (!(await change(tx, person))) return
    const before = person.disabledAt
    const after = action === 'user.disabled' ? ctx.now() : null
    await recordChange(tx, ctx, { ...about, changes: { disabledAt: { before, after } } })
  })
}
