import { describe, expect, it } from 'vitest'
import { isNamedAdmin, readGroups, toIdentity } from './identity'

const CLAIMS = { iss: 'https://id.example/', sub: 'auth0|1', email: 'Ada@Example.com', email_verified: true }

describe('an identity', () => {
  it('is issuer and subject; the name falls back on what else is told', () => {
    expect(toIdentity({ ...CLAIMS, groups: ['b', 'a', 'b', 7, ''] }, 'groups')).toEqual({
      issuer: 'https://id.example/',
      subject: 'auth0|1',
      name: 'Ada@Example.com',
      email: 'Ada@Example.com',
      emailVerified: true,
      groups: ['a', 'b'],
      providerSid: null,
    })
    expect(toIdentity({ iss: 'x', sub: 'y', name: ' ', nickname: 'Nick' }, 'groups').name).toBe('Nick')
    expect(toIdentity({ iss: 'x', sub: 'y', email_verified: 'false' }, 'groups')).toMatchObject({
      name: 'y',
      emailVerified: false,
    })
    expect(() => toIdentity({ iss: 'x' }, 'groups')).toThrow()
  })

  it('has the groups of the claim that is configured, however it is shaped', () => {
    expect(readGroups({ 'https://pergola/groups': ['x'] }, 'https://pergola/groups')).toEqual(['x'])
    expect(readGroups({ groups: 'only' }, 'groups')).toEqual(['only'])
    expect(readGroups({ groups: { a: 1 } }, 'groups')).toEqual([])
    expect(readGroups({}, 'groups')).toEqual([])
  })

  it('has all of somebody’s groups, however many: each may give a role', () => {
    const groups = Array.from({ length: 3_000 }, (_, n) => `group-${n}`)
    expect(readGroups({ groups }, 'groups')).toHaveLength(3_000)
  })
})

describe('PERGOLA_ADMINS', () => {
  const identity = toIdentity(CLAIMS, 'groups')

  it('names people by issuer and subject, or by an e-mail that is verified', () => {
    expect(isNamedAdmin(identity, 'https://id.example/|auth0|1')).toBe(true)
    expect(isNamedAdmin(identity, 'x@y.example, ada@example.com')).toBe(true)
    expect(isNamedAdmin({ ...identity, emailVerified: false }, 'ada@example.com')).toBe(false)
  })

  it('does not take a subject of another issuer, a bare subject, or nothing for a name', () => {
    expect(isNamedAdmin(identity, 'https://other.example/|auth0|1')).toBe(false)
    expect(isNamedAdmin(identity, 'auth0|1')).toBe(false)
    expect(isNamedAdmin({ ...identity, email: null }, '')).toBe(false)
    expect(isNamedAdmin(identity, undefined)).toBe(false)
  })
})
