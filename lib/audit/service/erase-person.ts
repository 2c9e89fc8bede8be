import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import { erasePersonalValues } from '../repository'
import { recordChange } from '../service'

/**
 * Erases what the audit record keeps of a person beside their opaque id: names and addresses, as actor and as subject.
 * Their events and every hash stand as they did. What is recorded of this act has no name of theirs either. The caller has
 * asked for the right.
 * @returns how many values were erased
 */
export async function erasePersonFromRecord(
  tx: Tx,
  ctx: Ctx,
  { userId }: { userId: string },
): Promise<number> {
  const erased = await erasePersonalValues(tx, userId)
  await recordChange(tx, ctx, {
    action: 'user.erased',
    subject: { kind: 'user', id: userId },
    changes: { values: { before: erased, after: 0 } },
  })
  return erased
}
