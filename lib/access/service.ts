import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, HeldScope, Right } from './model'
import { kindOf, scopeFor } from './policy'
import { REFUSED_ACTION } from './refused-action'

/** What the right was asked for, where one record was named, and for which action of the audit record (REFUSED_ACTION else). */
export type AskedFor = { kind: string; id: string; action?: string }

/**
 * The lock of every operation: asked before anything is read or parsed beyond the session.
 * @returns what the right reaches; the repository turns it into a WHERE, and what lies outside is NOT_FOUND.
 * @throws AppError FORBIDDEN with details `{ right }` when the actor has the right on no record at all; the refusal is
 * recorded first.
 */
export async function requireRight(ctx: Ctx, right: Right, askedFor?: AskedFor): Promise<HeldScope> {
  const scope = scopeFor(ctx.actor, right)
  if (scope.reach !== 'none') return scope
  const { kind, id, action } = askedFor ?? { kind: kindOf(right), id: '*', action: undefined }
  await recordRefusal(ctx, { action: action ?? REFUSED_ACTION[right], subject: { kind, id }, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}
