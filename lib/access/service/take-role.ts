import { recordChange } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, UserId } from '../model'
import { deleteGrant } from '../repository/grants'
import { lockPerson } from '../repository/users'
import { ADMIN_ROLE } from '../roles'
import { requireRight } from '../service'
import { requireTakable } from './givable-role'
import { changeOrRecordRefusal, requireAnotherAdmin } from './refusals'

/**
 * Takes a role that was given in the portal away again. Needs `grant:role` and everything that the role gives. It acts at
 * the person's next request.
 * @throws AppError FORBIDDEN, NOT_FOUND, LAST_ADMIN
 */
export async function takeRole(
  ctx: Ctx,
  { userId, grantId }: { userId: UserId; grantId: string },
): Promise<void> {
  const about = { action: 'role.taken', subject: { kind: 'user', id: userId } }
  await requireRight(ctx, 'grant:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const person = await lockPerson(tx, userId)
    const taken = person === null ? null : await deleteGrant(tx, userId, grantId)
    if (person === null || taken === null) throw new AppError('NOT_FOUND')
    await requireTakable(tx, ctx, taken)
    if (taken.roleKey === ADMIN_ROLE && taken.condition === null && person.disabledAt === null) {
      await requireAnotherAdmin(tx, person)
    }
    await recordChange(tx, ctx, {
      ...about,
      changes: {
        role: { before: taken.roleKey, after: null },
        condition: { before: taken.stored, after: null },
      },
    })
  })
}
