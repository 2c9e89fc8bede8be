import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, OwnSession, UserId } from '../model'
import { mapRoles } from '../repository/roles'
import { listSessions } from '../repository/sessions'
import { lockPerson } from '../repository/users'
import { rightsOf } from '../roles'
import { requireRight } from '../service'
import { endSessionsWithin } from './end-sessions'
import { changeOrRecordRefusal, requireCovered } from './refusals'

/**
 * Ends every session of somebody; they can sign in again. Needs `edit:user` and every right that they have, as disabling
 * does: who is signed out again and again is shut out as well.
 * @returns how many ended. @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function revokeUserSessions(ctx: Ctx, { userId }: { userId: UserId }): Promise<number> {
  const about = { action: 'session.ended', subject: { kind: 'user', id: userId } }
  await requireRight(ctx, 'edit:user', { ...about.subject, action: about.action })
  return await changeOrRecordRefusal(ctx, about, async (tx) => {
    const person = await lockPerson(tx, userId)
    if (person === null) throw new AppError('NOT_FOUND')
    const isOneself = ctx.actor.kind === 'user' && ctx.actor.id === userId
    if (!isOneself) requireCovered(ctx, rightsOf(person.given, await mapRoles(tx)))
    return await endSessionsWithin(tx, ctx, { userId }, 'ended in the portal')
  })
}

/** One's own running sessions, latest use first. Everybody signed in may. */
export async function listOwnSessions(
  ctx: Ctx,
  { currentKey }: { currentKey: string },
): Promise<OwnSession[]> {
  const now = ctx.now()
  const idleBefore = new Date(now.getTime() - env().PERGOLA_SESSION_IDLE_SECONDS * 1000)
  const sessions = await listSessions(ownId(ctx), now, idleBefore)
  return sessions.map((session) => ({ ...session, current: session.key === currentKey }))
}

/** Ends one of one's own sessions. @throws AppError NOT_FOUND for another's, or one that has ended. */
export async function revokeOwnSession(ctx: Ctx, { key }: { key: string }): Promise<void> {
  const userId = ownId(ctx)
  const ended = await inTransaction((tx) =>
    endSessionsWithin(tx, ctx, { userId, key }, 'ended in the portal'),
  )
  if (ended === 0) throw new AppError('NOT_FOUND')
}

/** Ends all of one's own sessions but the one that asks. @returns how many ended */
export async function revokeOtherSessions(ctx: Ctx, { currentKey }: { currentKey: string }): Promise<number> {
  const userId = ownId(ctx)
  return await inTransaction((tx) =>
    endSessionsWithin(tx, ctx, { userId, exceptKey: currentKey }, 'ended in the portal'),
  )
}

function ownId(ctx: Ctx): UserId {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return ctx.actor.id as UserId
}
