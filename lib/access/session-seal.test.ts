import { describe, expect, it } from 'vitest'
import { openSession, sealSession } from './session-seal'

const SECRET = 's'.repeat(32)
const DATA = { user: { sub: 'ß' }, tokenSet: { accessToken: 'top-secret' } }

describe('the data of a session', () => {
  it('comes back as it was, and differs each time it is sealed', () => {
    const sealed = sealSession(DATA, 'row', SECRET)
    expect(sealed).not.toContain('top-secret')
    expect(openSession(sealed, 'row', SECRET)).toEqual(DATA)
    expect(sealSession(DATA, 'row', SECRET)).not.toBe(sealed)
  })

  it('opens for nobody else: another row, another secret, one bit changed, something else altogether', () => {
    const sealed = sealSession(DATA, 'row', SECRET)
    expect(openSession(sealed, 'other row', SECRET)).toBeNull()
    expect(openSession(sealed, 'row', 't'.repeat(32))).toBeNull()
    const flipped = `${sealed.slice(0, -2)}${sealed.at(-2) === 'A' ? 'B' : 'A'}${sealed.at(-1)}`
    expect(openSession(flipped, 'row', SECRET)).toBeNull()
    for (const text of ['', 'v1.', 'v2.abc', 'v1.AAAA']) expect(openSession(text, 'row', SECRET)).toBeNull()
  })
})
