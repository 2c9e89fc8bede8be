import { decodeJwt, errors } from 'jose'
import { z } from 'zod'

/** How old a logout token may be: it is sent as soon as it is made, and sent again for a while when nobody answered. */
export const LOGOUT_TOKEN_MAX_AGE_SECONDS = 300
/** By how much the provider's clock may be ahead. */
const CLOCK_TOLERANCE_SECONDS = 60

const claimsSchema = z.object({
  iat: z.number(),
  exp: z.number().optional(),
  jti: z.string().min(1).max(300),
})

export type LogoutTokenCheck = { ok: true; jti: string } | { ok: false; problem: string }

/**
 * The claims of a logout token that tell whether it is a recent one (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6
 * steps 4 and 8): `iat` near the present, `exp` ahead, and a `jti`, by which it counts once. What is not asked here is the
 * sign-in library's: signature, algorithm, `iss`, `aud`, `sub` or `sid`, `events`, no `nonce`. It verifies the same text,
 * so that these claims hold when it lets the token through, and not before.
 */
export function checkLogoutToken(token: string, now: Date): LogoutTokenCheck {
  const claims = claimsSchema.safeParse(decoded(token))
  if (!claims.success) return { ok: false, problem: 'iat or jti is missing' }
  const { iat, exp, jti } = claims.data
  const nowSeconds = now.getTime() / 1000
  if (iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) return { ok: false, problem: 'iat lies ahead' }
  if (iat < nowSeconds - LOGOUT_TOKEN_MAX_AGE_SECONDS) return { ok: false, problem: 'too old' }
  if (exp !== undefined && exp <= nowSeconds - CLOCK_TOLERANCE_SECONDS)
    return { ok: false, problem: 'expired' }
  return { ok: true, jti }
}

function decoded(token: string): unknown {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

/** How long a `jti` is kept: past this its token is too old by itself, clocks that differ included. */
export const LOGOUT_TOKEN_KEPT_SECONDS = LOGOUT_TOKEN_MAX_AGE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS
