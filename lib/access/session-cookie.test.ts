import { generateSessionCookie } from '@auth0/nextjs-auth0/testing'
import { describe, expect, it } from 'vitest'
import { readSessionCookie, sessionCookieName } from './session-cookie'

const SECRET = 's'.repeat(32)

async function libraryCookie(payload: object, secret = SECRET): Promise<string> {
  return await generateSessionCookie(payload as Parameters<typeof generateSessionCookie>[0], { secret })
}

describe('the session cookie', () => {
  it('is read as the sign-in library writes it', async () => {
    expect(await readSessionCookie(await libraryCookie({ id: 'abc', internal: {} }), SECRET)).toBe('abc')
  })

  it('names no session when it is missing, altered, another’s, or without an id', async () => {
    const cookie = await libraryCookie({ id: 'abc', internal: {} })
    expect(await readSessionCookie(undefined, SECRET)).toBeNull()
    expect(await readSessionCookie('', SECRET)).toBeNull()
    expect(await readSessionCookie('nonsense', SECRET)).toBeNull()
    expect(await readSessionCookie(`${cookie.slice(0, -6)}AAAAAA`, SECRET)).toBeNull()
    expect(
      await readSessionCookie(await libraryCookie({ id: 'abc', internal: {} }, 't'.repeat(32)), SECRET),
    ).toBeNull()
    expect(await readSessionCookie(await libraryCookie({ internal: {} }), SECRET)).toBeNull()
  })

  it('expires, also when it was opened before', async () => {
    const cookie = await libraryCookie({ id: 'abc', internal: {} })
    const later = Date.now() + 10 * 365 * 86_400_000
    expect(await readSessionCookie(cookie, SECRET)).toBe('abc')
    expect(await readSessionCookie(cookie, SECRET, later)).toBeNull()
    expect(await readSessionCookie(cookie, SECRET)).toBe('abc')
  })

  it('is read anew under another secret, however often it was opened', async () => {
    const cookie = await libraryCookie({ id: 'abc', internal: {} })
    expect(await readSessionCookie(cookie, SECRET)).toBe('abc')
    expect(await readSessionCookie(cookie, 't'.repeat(32))).toBeNull()
    expect(await readSessionCookie(cookie, SECRET)).toBe('abc')
  })

  it('is read the same after a thousand others', async () => {
    const first = await libraryCookie({ id: 'first', internal: {} })
    expect(await readSessionCookie(first, SECRET)).toBe('first')
    for (let n = 0; n < 1_001; n += 1) {
      const id = `other-${n}`
      expect(await readSessionCookie(await libraryCookie({ id, internal: {} }), SECRET)).toBe(id)
    }
    expect(await readSessionCookie(first, SECRET)).toBe('first')
  })

  it('is bound to its host over https', () => {
    expect(sessionCookieName('https://portal.example.com')).toBe('__Host-pergola_session')
    expect(sessionCookieName('http://localhost:3000')).toBe('pergola_session')
  })
})
