import { decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { signGuestToken } from './guest-token'

it('carries exactly what Superset asks for, for so long and no longer', async () => {
  const secret = 's'.repeat(40)
  const claims = {
    username: 'user-id',
    embeddedId: 'embedded-id',
    rules: [{ dataset: 7, clause: "a IN ('x')" }],
  }
  const issuedAt = new Date('2026-11-21T10:00:00.900Z')
  const token = await signGuestToken(claims, { secret, audience: 'superset', issuedAt, seconds: 60 })
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), { currentDate: issuedAt })
  const iat = Date.parse('2026-11-21T10:00:00Z') / 1000
  expect(payload).toEqual({
    user: { username: 'user-id' },
    resources: [{ type: 'dashboard', id: 'embedded-id' }],
    rls_rules: [{ dataset: 7, clause: "a IN ('x')" }],
    type: 'guest',
    aud: 'superset',
    iat,
    exp: iat + 60,
  })
})
