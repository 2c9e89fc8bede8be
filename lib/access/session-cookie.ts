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

/**
 * The session id in a cookie of the sign-in library, or null for one that is missing, altered, expired or not ours.
 * It is read here rather than by the library, so that a page costs one decryption and one query; a test holds this to
 * the library's own cookies.
 */
export async function readSessionCookie(value: string | undefined, secret: string): Promise<string | null> {
  if (!value) return null
  try {
    const { payload } = await jwtDecrypt(value, cookieKey(secret), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      clockTolerance: 15,
    })
    return typeof payload.id === 'string' && payload.id.length > 0 ? payload.id : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

/** What a session is stored under, so that a read of the table opens none. */
export function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex')
}
