import type { LogoutToken, SessionData, SessionDataStore } from '@auth0/nextjs-auth0/types'
import { z } from 'zod'
import { env } from '@/lib/platform/env'
import { type Identity, toIdentity } from '../identity'
import { findStoredSession, updateSessionData } from '../repository/sessions'
import { requestFacts } from '../request-facts'
import { sessionKey } from '../session-cookie'
import { openSession, sealSession } from '../session-seal'
import { beginSession } from './begin-session'
import { endOwnSession, endSessionsByProvider } from './end-sessions'

const identitySchema = z.object({
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  groups: z.array(z.string()),
  providerSid: z.string().nullable(),
})

/**
 * Called by the library when a sign-in ends: keeps of the ID token what the portal uses, where the library would drop
 * the groups. The store below makes the person known from it.
 */
export function keepIdentity(session: SessionData): SessionData {
  const identity = toIdentity(session.user, env().AUTH0_GROUPS_CLAIM)
  const { subject: sub, name, email, emailVerified } = identity
  return {
    ...session,
    user: { sub, name, ...(email === null ? {} : { email }), email_verified: emailVerified },
    identity,
  }
}

function identityOf(session: SessionData): Identity {
  return identitySchema.parse(session.identity)
}

function context() {
  return { requestId: requestFacts().requestId, now: () => new Date() }
}

/** Sessions of `@auth0/nextjs-auth0` in the portal's database: small cookies, and sessions that can be ended. */
export const sessionStore: SessionDataStore = {
  async get(id) {
    const key = sessionKey(id)
    const stored = await findStoredSession(key)
    if (stored === null) return null
    // Sealed by this portal for this row, in the form in which the library gave it.
    return openSession(stored.data, key, env().AUTH0_SECRET) as SessionData | null
  },

  async set(id, session) {
    const key = sessionKey(id)
    const data = sealSession(session, key, env().AUTH0_SECRET)
    if (await updateSessionData(key, data)) return
    const { userAgent } = requestFacts()
    await beginSession(context(), { key, identity: identityOf(session), data, userAgent })
  },

  async update(id, session) {
    const key = sessionKey(id)
    return await updateSessionData(key, sealSession(session, key, env().AUTH0_SECRET))
  },

  async delete(id) {
    await endOwnSession(context(), sessionKey(id), 'signed out')
  },

  async deleteByLogoutToken({ iss, sub, sid }: LogoutToken) {
    const { logoutTokenId: jti } = requestFacts()
    if (iss === undefined) return
    if (jti === undefined) throw new Error('a logout token came past its check')
    await endSessionsByProvider(context(), { issuer: iss, jti, subject: sub, providerSid: sid })
  },
}
