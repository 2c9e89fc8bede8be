import { recordChange } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { Condition, Ctx, UserId } from '../model'
import { insertGrant } from '../repository/grants'
import { lockPerson } from '../repository/users'
import { requireRight } from '../service'
import { requireGivable } from './givable-role'
import { changeOrRecordRefusal } from './refusals'

export type GiveRole = { userId: UserId; roleKey: string; condition: Condition | null }

/**
 * Gives somebody a role, whole or under a condition. Needs `grant:role`, and everything that is given (ADR: nobody gives
 * more than they hold).
 * @throws AppError FORBIDDEN, NOT_FOUND, VALIDATION, CONFLICT when they have it already.
 */
export async function giveRole(ctx: Ctx, { userId, roleKey, condition }: GiveRole): Promise<void> {
  const about = { action: 'role.given', subject: { kind: 'user', id: userId } }
  await requireRight(ctx, 'grant:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const person = await lockPerson(tx, userId)
    if (person === null) throw new AppError('NOT_FOUND')
    await requireGivable(tx, ctx, { roleKey, condition })
    const grantedById = ctx.actor.kind === 'user' ? ctx.actor.id : null
    const grantId = await insertGrant(tx, { userId, roleKey, condition, grantedById })
    if (grantId === null) throw new AppError('CONFLICT', { details: { reason: 'given already' } })
    await recordChange(tx, ctx, {
      ...about,
      changes: { role: { before: null, after: roleKey }, condition: { before: null, after: condition } },
    })
  })
}
