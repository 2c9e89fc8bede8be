import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { AppError, isAppError } from '@/lib/platform/errors'
import type { EmbeddingState } from '../embedding'

// Status lines, values of headers and words of Superset's are for who can mend it: nobody else is sent them.

const mayMend = ({ actor }: Ctx) => canSome(actor, 'publish:dashboard')

export function shownState(ctx: Ctx, state: EmbeddingState): EmbeddingState {
  return mayMend(ctx) ? state : { ...state, detail: '' }
}

/** The same error; one of Superset's with nothing but its code, by which the page finds its words. */
export function shownError(ctx: Ctx, error: unknown): unknown {
  if (!isAppError(error) || !error.code.startsWith('UPSTREAM_') || mayMend(ctx)) return error
  return new AppError(error.code, { details: { code: error.details.code }, cause: error.cause ?? error })
}
