import { recordChange } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import type { Identity } from '../identity'
import { isNamedAdmin } from '../identity'
import type { Ctx, UserId } from '../model'
import { insertGrant } from '../repository/grants'
import { insertSession, sweepSessions } from '../repository/sessions'
import { insertUser, lockUserByIdentity, type StoredIdentity, updateIdentity } from '../repository/users'
import { ADMIN_ROLE } from '../roles'

export type SignIn = {
  /** Under which the session is stored. */
  key: string
  identity: Identity
  /** Sealed. */
  data: string
  userAgent: string | null
}

/**
 * Stores a session at the end of a sign-in, and what the provider says of the person with it: who signs in for the
 * first time is made known here, and becomes administrator when PERGOLA_ADMINS names them.
 */
export async function beginSession(
  context: { requestId: string; now: () => Date },
  signIn: SignIn,
): Promise<UserId> {
  const { identity, key } = signIn
  return await inTransaction(async (tx) => {
    const now = context.now()
    const known = await lockUserByIdentity(tx, identity)
    const userId = known?.id ?? (await insertUser(tx, identity, now))
    const ctx: Ctx = { ...context, actor: { kind: 'user', id: userId, name: identity.name, rights: [] } }
    if (known === null) await recordFirstSignIn(tx, ctx, userId, identity)
    else await refreshIdentity(tx, ctx, known, identity, now)
    await sweepSessions(tx, now, new Date(now.getTime() - env().PERGOLA_SESSION_IDLE_SECONDS * 1000))
    await insertSession(tx, {
      key,
      userId,
      issuer: identity.issuer,
      subject: identity.subject,
      providerSid: identity.providerSid,
      data: signIn.data,
      userAgent: signIn.userAgent,
      createdAt: now,
      expiresAt: new Date(now.getTime() + env().PERGOLA_SESSION_MAX_SECONDS * 1000),
    })
    await recordChange(tx, ctx, { action: 'session.started', subject: { kind: 'session', id: key } })
    return userId
  })
}

async function recordFirstSignIn(tx: Tx, ctx: Ctx, userId: UserId, identity: Identity): Promise<void> {
  await recordChange(tx, ctx, {
    action: 'user.created',
    subject: { kind: 'user', id: userId },
    changes: {
      issuer: { before: null, after: identity.issuer },
      identityGroups: { before: null, after: identity.groups },
    },
    personal: personalOf(identity),
  })
  if (!isNamedAdmin(identity, env().PERGOLA_ADMINS)) return
  const grantId = await insertGrant(tx, { userId, roleKey: ADMIN_ROLE, condition: null, grantedById: null })
  if (grantId === null) return
  const bootstrap: Ctx = {
    ...ctx,
    actor: { kind: 'job', id: 'first-admin', name: 'PERGOLA_ADMINS', rights: [] },
  }
  await recordChange(tx, bootstrap, {
    action: 'role.given',
    subject: { kind: 'user', id: userId },
    changes: { role: { before: null, after: ADMIN_ROLE }, condition: { before: null, after: null } },
  })
}

async function refreshIdentity(
  tx: Tx,
  ctx: Ctx,
  known: StoredIdentity,
  identity: Identity,
  now: Date,
): Promise<void> {
  await updateIdentity(tx, known.id, identity, now)
  const sameGroups = JSON.stringify(known.identityGroups) === JSON.stringify(identity.groups)
  const samePerson =
    known.name === identity.name &&
    known.email === identity.email &&
    known.emailVerified === identity.emailVerified
  if (sameGroups && samePerson) return
  await recordChange(tx, ctx, {
    action: 'user.identity.updated',
    subject: { kind: 'user', id: known.id },
    changes: sameGroups ? {} : { identityGroups: { before: known.identityGroups, after: identity.groups } },
    personal: samePerson ? {} : personalOf(identity),
  })
}

function personalOf(identity: Identity): Record<string, string> {
  const { name, email, subject } = identity
  return { name, subject, ...(email === null ? {} : { email }) }
}
