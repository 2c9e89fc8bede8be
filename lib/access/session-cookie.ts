import { createHash, hkdfSync } from 'node:crypto'
import { errors, jwtDecrypt } from 'jose'

/** `__Host-` binds the cookie to this host over https; over plain http (localhost) browsers refuse the prefix. */
export function sessionCookieName(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? '__Host-pergola_session' : 'pergola_session'
}

let derived: { secret: string; key: Uint8Array } | undefined

/** The key that `@auth0/nextjs-auth0` encrypts its cookie with; derived once, since deriving costs more than opening. */
function cookieKey(secret: string): Uint8Array {
  if (derived?.secret !== secret) {
    derived = { secret, key: new Uint8Array(hkdfSync('sha256', secret, '', 'JWE CEK', 32)) }
  }
  return derived.key
}

const CLOCK_TOLERANCE_SECONDS = 15
const MAX_OPENED = 1_000

/** Cookies opened before: what a text decrypts to never changes, only whether it has expired. The oldest go first. */
const opened = new Map<string, { secret: string; id: string; expiresAt: number }>()

/**
 * The session id in a cookie of the sign-in library, or null for one that is missing, altered, expired or not ours.
 * It is read here rather than by the library, so that a page costs one query and at most one decryption; a test holds
 * this to the library's own cookies. Whether the session is still there is the query's matter.
 */
export async function readSessionCookie(
  value: string | undefined,
  secret: string,
  now = Date.now(),
): Promise<string | null> {
  if (!value) return null
  const known = opened.get(value)
  if (known?.secret === secret && now < known.expiresAt) return known.id
  opened.delete(value)
  try {
    const { payload } = await jwtDecrypt(value, cookieKey(secret), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now),
    })
    if (typeof payload.id !== 'string' || payload.id.length === 0) return null
    const expiresAt = payload.exp === undefined ? Infinity : (payload.exp + CLOCK_TOLERANCE_SECONDS) * 1000
    keepOpened(value, { secret, id: payload.id, expiresAt })
    return payload.id
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

function keepOpened(value: string, what: { secret: string; id: string; expiresAt: number }): void {
  const oldest = opened.size < MAX_OPENED ? undefined : opened.keys().next().value
  if (oldest !== undefined) opened.delete(oldest)
  opened.set(value, what)
}

/** What a session is stored under, so that a read of the table opens none. */
export function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex')
}
