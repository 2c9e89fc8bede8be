import { recordChange } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { LOGOUT_TOKEN_KEPT_SECONDS } from '../logout-token'
import type { Actor, Ctx } from '../model'
import {
  claimLogoutToken,
  deleteSessions,
  type EndedSession,
  type SessionFilter,
} from '../repository/sessions'

/** Why a session ended; enters the audit record. */
export type SessionEnd =
  | 'signed out'
  | 'back-channel logout'
  | 'over at the identity provider'
  | 'ended in the portal'

const PROVIDER: Actor = { kind: 'job', id: 'back-channel-logout', name: 'Identity provider', rights: [] }
const REREAD: Actor = { ...PROVIDER, id: 'identity-groups' }

/** Ends a browser's own session, by its holder's will. Nothing happens when it has ended already. */
export async function endOwnSession(
  context: { requestId: string; now: () => Date },
  key: string,
  reason: SessionEnd,
): Promise<void> {
  await inTransaction(async (tx) => {
    for (const ended of await deleteSessions(tx, { key })) {
      const actor: Actor = { kind: 'user', id: ended.userId, name: ended.userName, rights: [] }
      await recordEnd(tx, { ...context, actor }, ended, reason)
    }
  })
}

/** Ends a session that the provider, asked for groups, says is over. */
export async function endSessionOver(
  context: { requestId: string; now: () => Date },
  key: string,
): Promise<void> {
  const ctx: Ctx = { ...context, actor: REREAD }
  await inTransaction((tx) => endSessionsWithin(tx, ctx, { key }, 'over at the identity provider'))
}

/**
 * Ends what a verified logout token names (OpenID Connect Back-Channel Logout 1.0 §2.6): the provider's session when it
 * gives a `sid`, every session of the subject when it does not; always of that issuer only. A token counts once (step 8).
 * @throws AppError CONFLICT for one that came before
 */
export async function endSessionsByProvider(
  context: { requestId: string; now: () => Date },
  { jti, ...token }: { issuer: string; jti: string; subject?: string; providerSid?: string },
): Promise<number> {
  if (token.subject === undefined && token.providerSid === undefined) return 0
  return await inTransaction(async (tx) => {
    const now = context.now()
    const keptSince = new Date(now.getTime() - LOGOUT_TOKEN_KEPT_SECONDS * 1000)
    if (!(await claimLogoutToken(tx, { issuer: token.issuer, jti, now, keptSince }))) {
      throw new AppError('CONFLICT', { details: { reason: 'this logout token came before' } })
    }
    const ended = await deleteSessions(tx, token)
    for (const one of ended) await recordEnd(tx, { ...context, actor: PROVIDER }, one, 'back-channel logout')
    return ended.length
  })
}

/** Ends sessions inside a transaction of the caller's, each with its audit row. */
export async function endSessionsWithin(
  tx: Tx,
  ctx: Ctx,
  filter: SessionFilter,
  reason: SessionEnd,
): Promise<number> {
  const ended = await deleteSessions(tx, filter)
  for (const one of ended) await recordEnd(tx, ctx, one, reason)
  return ended.length
}

async function recordEnd(tx: Tx, ctx: Ctx, ended: EndedSession, reason: SessionEnd): Promise<void> {
  await recordChange(tx, ctx, {
    action: 'session.ended',
    subject: { kind: 'session', id: ended.key },
    changes: { user: { before: ended.userId, after: null }, reason: { before: null, after: reason } },
  })
}
