import { erasePersonFromRecord } from '@/lib/audit/service/erase-person'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, UserId } from '../model'
import { eraseUser, lockPerson } from '../repository/users'
import { requireRight } from '../service'
import { changeOrRecordRefusal } from './refusals'

/**
 * Takes a person's name, address and identity at the provider out of the portal and of its audit record, for good. What
 * they did and own stays, under an id that means nothing. Who signs in as them later is somebody new, without rights.
 * They must be disabled first. Needs `edit:user`.
 * @returns how many values were taken out of the audit record
 * @throws AppError FORBIDDEN, NOT_FOUND, CONFLICT for somebody who is not disabled
 */
export async function erasePerson(ctx: Ctx, { userId }: { userId: UserId }): Promise<{ erased: number }> {
  const about = { action: 'user.erased', subject: { kind: 'user', id: userId } }
  await requireRight(ctx, 'edit:user', { ...about.subject, action: about.action })
  return await changeOrRecordRefusal(ctx, about, async (tx) => {
    const person = await lockPerson(tx, userId)
    if (person === null) throw new AppError('NOT_FOUND')
    if (person.disabledAt === null) throw new AppError('CONFLICT', { details: { reason: 'not disabled' } })
    await eraseUser(tx, userId)
    return { erased: await erasePersonFromRecord(tx, ctx, { userId }) }
  })
}
