import { SignJWT } from 'jose'

/** One rule a dataset, by its id there; the clause is bracketed and joined to every query of it by AND. */
export type GuestRule = { dataset: number; clause: string }

export type GuestClaims = {
  /** Opaque: it stands in Superset's logs and in its cache keys. */
  username: string
  /** Of the dashboard that may be drawn. */
  embeddedId: string
  rules: readonly GuestRule[]
}

export type GuestSigning = {
  /** GUEST_TOKEN_JWT_SECRET */
  secret: string
  /** GUEST_TOKEN_JWT_AUDIENCE */
  audience: string
  issuedAt: Date
  seconds: number
}

/**
 * A guest token as Superset reads it (superset/security/manager.py, parse_jwt_guest_token). Without `exp` it would hold for
 * ever; without a rule a dataset would be open whole.
 */
export async function signGuestToken(
  { username, embeddedId, rules }: GuestClaims,
  { secret, audience, issuedAt, seconds }: GuestSigning,
): Promise<string> {
  // In whole seconds, rounded down: one from the future is refused.
  const iat = Math.floor(issuedAt.getTime() / 1000)
  const claims = {
    user: { username },
    resources: [{ type: 'dashboard', id: embeddedId }],
    rls_rules: rules.map(({ dataset, clause }) => ({ dataset, clause })),
    type: 'guest',
  }
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(iat)
    .setExpirationTime(iat + seconds)
    .setAudience(audience)
    .sign(new TextEncoder().encode(secret))
}
