import { z } from 'zod'

const MAX_TEXT = 300

/** Who the identity provider says somebody is: issuer and subject name them, all else describes. */
export type Identity = {
  issuer: string
  subject: string
  name: string
  email: string | null
  emailVerified: boolean
  groups: string[]
  /** `sid` of the provider's session, for back-channel logout. */
  providerSid: string | null
}

const text = z.string().trim().min(1).max(MAX_TEXT)
const maybe = text.optional().catch(undefined)

const claimsSchema = z.looseObject({
  iss: text,
  sub: z.string().min(1).max(255),
  sid: maybe,
  name: maybe,
  preferred_username: maybe,
  nickname: maybe,
  email: maybe,
  // Some providers send "true".
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
})

/**
 * Group names in a claim: an array of texts, or one text. Anything else is no group. All of them: one that were left out
 * would take its roles away without a word.
 */
export function readGroups(claims: Record<string, unknown>, claim: string): string[] {
  const value = claims[claim]
  const listed = Array.isArray(value) ? value : [value]
  const names = listed.filter((name): name is string => typeof name === 'string' && name.length > 0)
  return [...new Set(names.filter((name) => name.length <= MAX_TEXT))].sort()
}

/**
 * An identity from the validated claims of an ID token (OpenID Connect Core 1.0 §2, §5.1).
 * @throws ZodError when issuer or subject is missing.
 */
export function toIdentity(claims: Record<string, unknown>, groupsClaim: string): Identity {
  const { iss, sub, sid, name, preferred_username, nickname, email, email_verified } =
    claimsSchema.parse(claims)
  return {
    issuer: iss,
    subject: sub,
    name: name ?? preferred_username ?? nickname ?? email ?? sub,
    email: email ?? null,
    emailVerified: email_verified ?? false,
    groups: readGroups(claims, groupsClaim),
    providerSid: sid ?? null,
  }
}

/**
 * True when PERGOLA_ADMINS names this person: `issuer|subject`, or an e-mail address that the provider has verified.
 * The subject may itself hold `|`; an issuer cannot.
 */
export function isNamedAdmin(identity: Identity, named: string | undefined): boolean {
  if (named === undefined) return false
  return named
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => {
      if (entry.includes('|')) return entry === `${identity.issuer}|${identity.subject}`
      if (!entry.includes('@') || !identity.emailVerified || identity.email === null) return false
      return entry.toLowerCase() === identity.email.toLowerCase()
    })
}
