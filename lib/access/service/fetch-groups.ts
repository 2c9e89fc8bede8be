import { createOpenIdClient, type OpenIdClient } from '@/lib/connectors/openid/client'
import { isSessionOver, isTokenRefused } from '@/lib/connectors/openid/errors'
import { type Tokens, tokenSetSchema } from '@/lib/connectors/openid/schema'
import { env } from '@/lib/platform/env'
import { parseIssuer } from '@/lib/platform/issuer'
import { readGroups } from '../identity'
import { noteProviderAnswered, noteProviderError } from '../provider-notes'
import { findStoredSession, updateSessionData } from '../repository/sessions'
import { openSession, sealSession } from '../session-seal'

export const ASK_TIMEOUT_MS = 2_000
const EXPIRY_MARGIN_SECONDS = 10

/** A session's sealed data, opened; `tokens` is what to ask with. */
type Opened = { key: string; subject: string; data: Record<string, unknown>; tokens: Tokens }

/**
 * Somebody's groups as the provider gives them now, asked with their session's own token, which is renewed when it has
 * run out or is refused. `session over`: the provider has ended what the token stands on.
 * @throws ConnectorError when the provider could not be asked, within two seconds in all.
 */
export async function fetchGroups(key: string, now: Date): Promise<string[] | 'no token' | 'session over'> {
  const opened = await openStored(key)
  if (opened === null) return 'no token'
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS)
  const beganMs = performance.now()
  try {
    const claims = await fetchClaims(opened, now, signal)
    await noteProviderAnswered(performance.now() - beganMs)
    return readGroups(claims, env().AUTH0_GROUPS_CLAIM)
  } catch (error) {
    if (isSessionOver(error)) return 'session over'
    await noteProviderError(error)
    throw error
  }
}

async function openStored(key: string): Promise<Opened | null> {
  const stored = await findStoredSession(key)
  if (stored === null) return null
  const data = openSession(stored.data, key, env().AUTH0_SECRET) as Opened['data'] | null
  const tokens = tokenSetSchema.safeParse(data?.tokenSet)
  return data === null || !tokens.success ? null : { key, subject: stored.subject, data, tokens: tokens.data }
}

async function fetchClaims(opened: Opened, now: Date, signal: AbortSignal): Promise<Record<string, unknown>> {
  const { tokens, subject } = opened
  const isExpired = tokens.expiresAt - EXPIRY_MARGIN_SECONDS <= now.getTime() / 1000
  if (!isExpired || tokens.refreshToken === undefined) {
    try {
      return await openId().fetchUserInfo(tokens.accessToken, subject, signal)
    } catch (error) {
      if (tokens.refreshToken === undefined || !isTokenRefused(error)) throw error
    }
  }
  const renewed = await renew(opened, tokens.refreshToken, signal)
  return await openId().fetchUserInfo(renewed.accessToken, subject, signal)
}

/** New tokens, stored before they are used: the old refresh token may be dead by now. */
async function renew({ key, data }: Opened, refreshToken: string, signal: AbortSignal): Promise<Tokens> {
  const fresh = await openId().fetchTokens(refreshToken, signal)
  const renewed = { ...data, tokenSet: { ...(data.tokenSet as object), ...fresh } }
  await updateSessionData(key, sealSession(renewed, key, env().AUTH0_SECRET))
  return fresh
}

let client: OpenIdClient | undefined

function openId(): OpenIdClient {
  if (client !== undefined) return client
  const issuer = parseIssuer(env().AUTH0_DOMAIN)
  if ('problem' in issuer) throw new Error(`AUTH0_DOMAIN ${issuer.problem}`)
  client = createOpenIdClient({
    issuer: issuer.url,
    insecure: issuer.insecure,
    clientId: env().AUTH0_CLIENT_ID,
    clientSecret: env().AUTH0_CLIENT_SECRET,
    fetch: globalThis.fetch,
    clock: Date.now,
  })
  return client
}
