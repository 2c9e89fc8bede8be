import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Condition, Ctx } from '../model'
import type { Taken } from '../repository/grants'
import { lockRole, mapRoles } from '../repository/roles'
import { rightsOf } from '../roles'
import { requireCovered } from './refusals'

/**
 * That a role is there, gives something under the condition, and nothing that the actor does not hold. It stays in being
 * until the transaction ends.
 * @throws AppError VALIDATION by field, FORBIDDEN
 */
export async function requireGivable(
  tx: Tx,
  ctx: Ctx,
  given: { roleKey: string; condition: Condition | null },
): Promise<void> {
  await lockRole(tx, given.roleKey, 'share')
  const roles = await mapRoles(tx)
  if (!roles.has(given.roleKey)) {
    throw new AppError('VALIDATION', { fieldErrors: { roleKey: ['There is no such role.'] } })
  }
  const rights = rightsOf([given], roles)
  if (given.condition !== null && rights.length === 0) {
    throw new AppError('VALIDATION', {
      fieldErrors: { conditionKind: ['Nothing of this role can be held to that condition.'] },
    })
  }
  requireCovered(ctx, rights)
}

/** That the actor holds what is being taken away. What was not understood gave nothing, so that anybody may. */
export async function requireTakable(tx: Tx, ctx: Ctx, { roleKey, condition }: Taken): Promise<void> {
  if (condition === undefined) return
  requireCovered(ctx, rightsOf([{ roleKey, condition }], await mapRoles(tx)))
}
