import { recordRefusal } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError, type ErrorCode, isAppError } from '@/lib/platform/errors'
import type { ConditionedRight, Ctx, Person } from '../model'
import { firstNotCovered } from '../policy'
import { countOtherAdmins, lockAdmins } from '../repository/grants'
import { ADMIN_ROLE } from '../roles'

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['FORBIDDEN', 'LAST_ADMIN'])

/** What an operation is about, for its audit rows: those of what was done and those of what was refused. */
export type About = { action: string; subject: { kind: string; id: string } }

/** A transaction whose refusals are recorded once it has been rolled back. */
export async function changeOrRecordRefusal<T>(
  ctx: Ctx,
  about: About,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(work)
  } catch (error) {
    if (isAppError(error) && REFUSALS.has(error.code)) {
      await recordRefusal(ctx, { ...about, right: String(error.details.right ?? error.code) })
    }
    throw error
  }
}

/** @throws AppError FORBIDDEN with the first right that the actor does not hold that far. */
export function requireCovered(ctx: Ctx, rights: readonly ConditionedRight[]): void {
  const right = firstNotCovered(ctx.actor, rights)
  if (right !== null) throw new AppError('FORBIDDEN', { details: { right, reason: 'more than you hold' } })
}

export function isDirectAdmin(person: Pick<Person, 'given'>): boolean {
  return person.given.some(
    ({ roleKey, condition, source }) =>
      roleKey === ADMIN_ROLE && condition === null && source.kind === 'direct',
  )
}

/**
 * Holds everybody else who could take an administrator away until the transaction ends.
 * @throws AppError LAST_ADMIN when this person is the last enabled one with the role given directly and whole.
 */
export async function requireAnotherAdmin(tx: Tx, person: Person): Promise<void> {
  await lockAdmins(tx)
  if ((await countOtherAdmins(tx, person.id)) === 0) throw new AppError('LAST_ADMIN')
}
