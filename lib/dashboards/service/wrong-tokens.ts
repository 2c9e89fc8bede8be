import type { LeakKey } from '../leaks'

/** `expiresIn`: seconds from now; null for no end. */
export type WrongClaims = {
  expiresIn: number | null
  audience?: string
  rules?: readonly { dataset?: number; clause: string }[]
}
export type Sign = (claims: WrongClaims) => Promise<string>

/** What stands in Superset's own configuration until somebody sets something else: everybody can read it. */
export const KNOWN = { secret: 'test-guest-secret-change-me', audience: 'http://0.0.0.0:8080/' }

const DAY_SECONDS = 86_400

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens that a Superset must refuse, made from a good one by who has no secret: with other claims, and without a signature. */
export function tokensOfAnyone(good: string): [LeakKey, string][] {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const changed = json({ ...claims, user: { username: 'somebody-else' } })
  return [
    ['token-tampered', `${header}.${changed}.${signature}`],
    ['token-unsigned', `${json({ alg: 'none', typ: 'JWT' })}.${payload}.`],
  ]
}

/** Well signed ones, of a secret that got about: over, for somebody else, lasting, or without what holds the rows. */
export const SIGNED_WRONG = {
  'token-expired': { expiresIn: -60 },
  'token-audience': { expiresIn: 60, audience: 'another-audience' },
  'token-endless': { expiresIn: null },
  'token-lasting': { expiresIn: DAY_SECONDS },
  // Only ever shown with a question that gives no figures.
  'token-no-rules': { expiresIn: 60, rules: [] },
  'token-loose-rule': { expiresIn: 60, rules: [{ clause: '1 = 0' }] },
} as const satisfies Partial<Record<LeakKey, WrongClaims>>
