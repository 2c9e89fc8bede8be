import { randomUUID } from 'node:crypto'
import type { LogoutToken, SessionData } from '@auth0/nextjs-auth0/types'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { withLogoutToken } from '../request-facts'
import { sessionKey } from '../session-cookie'
import { keepIdentity, sessionStore } from './session-store'

const ISSUER = 'https://id.example/'

function sessionOf(claims: Record<string, unknown>): SessionData {
  return keepIdentity({
    user: { sub: randomUUID(), iss: ISSUER, name: 'Test Person', email: 'ada@id.example', ...claims },
    tokenSet: { accessToken: 'access-token-text', refreshToken: 'refresh', expiresAt: 1 },
    internal: { sid: 'x', createdAt: 1 },
  })
}

async function begin(claims: Record<string, unknown> = {}) {
  const id = randomUUID()
  const session = sessionOf(claims)
  await sessionStore.set(id, session)
  return { id, key: sessionKey(id), session }
}

const userOf = async (key: string) =>
  await db().user.findFirstOrThrow({ where: { sessions: { some: { id: key } } } })

describe('the session store', () => {
  it('keeps neither the id nor a token readable, and gives the session back as it was', async () => {
    const { id, key, session } = await begin({ groups: ['b', 'a'], nonce: 'n', at_hash: 'h' })
    expect(await sessionStore.get(id)).toEqual(session)
    expect(session.user).not.toHaveProperty('nonce')
    const row = JSON.stringify(await db().session.findUniqueOrThrow({ where: { id: key } }))
    expect(row).not.toContain(id)
    expect(row).not.toContain('access-token-text')
  })

  it('makes a person known at the first sign-in and refreshes what the provider says at the next', async () => {
    const sub = randomUUID()
    const first = await userOf((await begin({ sub, groups: ['a'] })).key)
    expect(first).toMatchObject({ issuer: ISSUER, subject: sub, name: 'Test Person', identityGroups: ['a'] })
    const second = await userOf((await begin({ sub, groups: ['b'], name: 'Test Renamed' })).key)
    expect(second).toMatchObject({ id: first.id, name: 'Test Renamed', identityGroups: ['b'] })
    expect((await auditOf(first.id)).map(({ action }) => action)).toEqual([
      'user.created',
      'user.identity.updated',
    ])
  })

  it('takes one e-mail at two issuers, or two subjects, for two people', async () => {
    const sub = randomUUID()
    const people = await Promise.all(
      [{ sub }, { sub, iss: 'https://other.example/' }, {}].map(async (claims) =>
        userOf((await begin(claims)).key),
      ),
    )
    expect(new Set(people.map((person) => person.id)).size).toBe(3)
  })

  it('makes one person of two first sign-ins at once', async () => {
    const sub = randomUUID()
    await Promise.all(Array.from({ length: 6 }, () => begin({ sub })))
    expect(await db().user.count({ where: { subject: sub } })).toBe(1)
    expect(await db().session.count({ where: { subject: sub } })).toBe(6)
  })

  it('records beginning and end, the end once', async () => {
    const { id, key } = await begin()
    await sessionStore.delete(id)
    await sessionStore.delete(id)
    expect(await sessionStore.get(id)).toBeNull()
    expect((await auditOf(key)).map(({ action }) => action)).toEqual(['session.started', 'session.ended'])
  })

  it('does not bring an ended session back', async () => {
    const { id, session } = await begin()
    expect(await sessionStore.update?.(id, session)).toBe(true)
    await sessionStore.delete(id)
    expect(await sessionStore.update?.(id, session)).toBe(false)
    expect(await sessionStore.get(id)).toBeNull()
  })

  it('clears away what has expired', async () => {
    const { key } = await begin()
    await db().session.update({ where: { id: key }, data: { expiresAt: new Date(Date.now() - 1000) } })
    await begin()
    expect(await db().session.findUnique({ where: { id: key } })).toBeNull()
  })
})

describe('a logout token', () => {
  const open = async (...keys: string[]) =>
    (await db().session.findMany({ where: { id: { in: keys } }, select: { id: true } })).map((row) => row.id)
  const knock = (token: LogoutToken, name: string = randomUUID()) =>
    withLogoutToken(name, async () => await sessionStore.deleteByLogoutToken?.(token))

  it('counts once, by its name and issuer, and its name is forgotten once it is too old anyway', async () => {
    const sub = randomUUID()
    await begin({ sub })
    await knock({ iss: ISSUER, sub }, 'name-1')
    const later = await begin({ sub })
    await expect(knock({ iss: ISSUER, sub }, 'name-1')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await open(later.key)).toHaveLength(1)
    await knock({ iss: 'https://other.example/', sub }, 'name-1')
    await db().logoutToken.updateMany({ data: { receivedAt: new Date(Date.now() - 3_600_000) } })
    await knock({ iss: ISSUER, sub }, 'name-2')
    expect(await db().logoutToken.findMany({ select: { jti: true } })).toEqual([{ jti: 'name-2' }])
    await expect(sessionStore.deleteByLogoutToken?.({ iss: ISSUER, sub })).rejects.toThrow(/past its check/)
  })

  it('ends the session that it names, of its own issuer only', async () => {
    const sub = randomUUID()
    const one = await begin({ sub, sid: 'sid-1' })
    const other = await begin({ sub, sid: 'sid-2' })
    const elsewhere = await begin({ sub, sid: 'sid-1', iss: 'https://other.example/' })
    await knock({ iss: ISSUER, sub, sid: 'sid-1' })
    const left = await open(one.key, other.key, elsewhere.key)
    expect(new Set(left)).toEqual(new Set([other.key, elsewhere.key]))
    expect((await auditOf(one.key)).at(-1)).toMatchObject({
      action: 'session.ended',
      actorId: 'back-channel-logout',
    })
  })

  it('ends every session of the subject when it names no session, and none when it names nobody', async () => {
    const sub = randomUUID()
    const one = await begin({ sub, sid: 'a' })
    const other = await begin({ sub })
    const stranger = await begin()
    await knock({ iss: ISSUER })
    await knock({ sub })
    expect(await open(one.key, other.key)).toHaveLength(2)
    await knock({ iss: ISSUER, sub })
    expect(await open(one.key, other.key, stranger.key)).toEqual([stranger.key])
  })
})
