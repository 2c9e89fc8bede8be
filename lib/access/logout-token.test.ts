import { describe, expect, it } from 'vitest'
import { checkLogoutToken } from './logout-token'

const NOW = new Date('2026-11-21T12:00:00Z')
const SECONDS = NOW.getTime() / 1000

function token(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`
}

describe('a logout token', () => {
  it('is taken while it is recent, with a clock a little ahead or behind', () => {
    for (const iat of [SECONDS, SECONDS - 290, SECONDS + 50]) {
      expect(checkLogoutToken(token({ iat, jti: 'a' }), NOW)).toEqual({ ok: true, jti: 'a' })
    }
    expect(checkLogoutToken(token({ iat: SECONDS, exp: SECONDS + 120, jti: 'a' }), NOW).ok).toBe(true)
  })

  it('is refused when it is old, expired, or of a time to come', () => {
    expect(checkLogoutToken(token({ iat: SECONDS - 301, jti: 'a' }), NOW)).toMatchObject({
      problem: 'too old',
    })
    expect(checkLogoutToken(token({ iat: SECONDS + 61, jti: 'a' }), NOW)).toMatchObject({
      problem: 'iat lies ahead',
    })
    expect(checkLogoutToken(token({ iat: SECONDS - 200, exp: SECONDS - 61, jti: 'a' }), NOW)).toMatchObject({
      problem: 'expired',
    })
  })

  it('is refused without a moment or a name of its own, or when it is none', () => {
    for (const claims of [
      { jti: 'a' },
      { iat: SECONDS },
      { iat: 'now', jti: 'a' },
      { iat: SECONDS, jti: '' },
    ]) {
      expect(checkLogoutToken(token(claims), NOW).ok).toBe(false)
    }
    for (const text of ['', 'e30.e30', 'a.b.c', 'x']) expect(checkLogoutToken(text, NOW).ok).toBe(false)
  })
})
