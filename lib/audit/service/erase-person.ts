import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { inTransaction } from '@/lib/platform/db'
import { erasePersonalValues } from '../repository'
import { recordChange } from '../service'

/**
 * Erases what the audit record keeps of a person beside their opaque id: names and addresses, as actor and as subject.
 * Their events and every hash stand as they did. What is recorded of this act has no name either. Needs `edit:user`.
 * @throws AppError FORBIDDEN, recorded
 */
export async function erasePersonFromAudit(ctx: Ctx, input: { userId: string }): Promise<{ erased: number }> {
  await requireRight(ctx, 'edit:user', { kind: 'user', id: input.userId, action: 'audit.erased' })
  return await inTransaction(async (tx) => {
    const erased = await erasePersonalValues(tx, input.userId)
    const own = ctx.actor.kind === 'user' && ctx.actor.id === input.userId
    await recordChange(tx, own ? { ...ctx, actor: { ...ctx.actor, name: '' } } : ctx, {
      action: 'audit.erased',
      subject: { kind: 'user', id: input.userId },
      changes: { values: { before: erased, after: 0 } },
    })
    return { erased }
  })
}
