import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import type { Actor, GivenRole } from '../model'
import { findSession, type SessionRow, touchSession } from '../repository/sessions'
import { BUILT_IN_ROLES, type RoleDefinition, rightsOf } from '../roles'
import { rereadGroups } from './reread-groups'

/** Somebody signed in, with what the session says of them at this moment. */
export type Viewer = {
  sessionKey: string
  user: SessionRow['user']
  disabled: boolean
  /** The provider could not be asked for too long: roles that come from its groups do not count. */
  groupsLapsed: boolean
  given: GivenRole[]
  /** Every role known at this request: the built-in ones and, when one of them is given, those of the portal. */
  roles: ReadonlyMap<string, RoleDefinition>
  actor: Actor
  /** What unread notices speak of, one for each notice; cut at a hundred. Whether it may be read is not asked here. */
  unread: readonly string[]
}

const TOUCH_AFTER_MS = 60_000
const BUILT_IN = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))

/**
 * Who a session belongs to and what they may do, or null when it is unknown or has expired, by idleness or by age. One
 * query; now and then a question to the identity provider, for which a page waits less than a second.
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function resolveViewer(
  sessionKey: string,
  ctx: { now: Date; requestId: string; pageWaitMs?: number },
): Promise<Viewer | null> {
  const found = await findSession(sessionKey)
  if (found === null || isExpired(found, ctx.now)) return null
  touch(found, ctx.now)
  if (found.user.disabledAt !== null) return toViewer(found, { groupsLapsed: false, disabled: true })
  const { session, groupsLapsed } = await rereadGroups(found, ctx)
  return session === null
    ? null
    : toViewer(session, { groupsLapsed, disabled: session.user.disabledAt !== null })
}

export function isExpired(session: Pick<SessionRow, 'lastSeenAt' | 'expiresAt'>, now: Date): boolean {
  const idleMs = env().PERGOLA_SESSION_IDLE_SECONDS * 1000
  return session.expiresAt <= now || now.getTime() - session.lastSeenAt.getTime() >= idleMs
}

// Not waited for: a reader need not, and a lost touch is made up by the next request.
function touch(session: SessionRow, now: Date): void {
  const olderThan = new Date(now.getTime() - TOUCH_AFTER_MS)
  if (session.lastSeenAt > olderThan) return
  touchSession(session.key, session.user.id, now, olderThan).catch((error) => {
    logger.warn({ err: error }, 'a session could not be marked as seen')
  })
}

function toViewer(session: SessionRow, state: { groupsLapsed: boolean; disabled: boolean }): Viewer {
  const { user, direct, byGroup, customRoles, unread } = session
  const roles =
    customRoles.length === 0
      ? BUILT_IN
      : new Map([...customRoles, ...BUILT_IN_ROLES].map((role) => [role.key, role]))
  const given = state.groupsLapsed ? direct : [...direct, ...byGroup]
  const rights = state.disabled ? [] : rightsOf(given, roles)
  const actor: Actor = { kind: 'user', id: user.id, name: user.name, rights }
  return { sessionKey: session.key, user, given, roles, actor, unread, ...state }
}
