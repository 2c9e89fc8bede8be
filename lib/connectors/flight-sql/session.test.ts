import { Metadata } from '@grpc/grpc-js'
import { describe, expect, it, vi } from 'vitest'
import { createSession } from './session'

const ACCOUNT = { kind: 'basic', username: 'portal', password: 'of this test' } as const

function answered(headers: Record<string, string | string[]>): Metadata {
  const metadata = new Metadata()
  for (const [name, values] of Object.entries(headers))
    for (const value of [values].flat()) metadata.add(name, value)
  return metadata
}

const cookieOf = async (session: { metadata: () => Promise<Metadata> }) =>
  (await session.metadata()).get('cookie')

describe('a session at a Flight server', () => {
  it('keeps cookies by name until they are over', async () => {
    const session = createSession({
      credentials: { kind: 'none' },
      headers: {},
      handshake: async () => 'done',
    })
    expect(await cookieOf(session)).toEqual([])
    session.keep(answered({ 'set-cookie': ['a=1; Path=/', 'b=x=y; HttpOnly', '=nameless', 'nothing'] }))
    session.keep(answered({ 'set-cookie': 'a=2' }))
    expect(await cookieOf(session)).toEqual(['a=2; b=x=y'])
    session.keep(answered({ 'set-cookie': ['a=; Max-Age=0', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'] }))
    expect(await cookieOf(session)).toEqual([])
  })

  it('takes a token that the server renews', async () => {
    const handshake = vi.fn(async () => 'done' as const)
    const session = createSession({ credentials: ACCOUNT, headers: {}, handshake })
    session.keep(answered({ authorization: 'Bearer one' }))
    expect((await session.metadata()).get('authorization')).toEqual(['Bearer one'])
    session.keep(answered({ authorization: 'Bearer two' }))
    expect((await session.metadata()).get('authorization')).toEqual(['Bearer two'])
    expect(handshake).not.toHaveBeenCalled()
  })

  it('signs in anew after the token was refused, but not for one that was replaced meanwhile', async () => {
    const handshake = vi.fn(async () => 'done' as const)
    const session = createSession({ credentials: ACCOUNT, headers: {}, handshake })
    session.keep(answered({ authorization: 'Bearer one', 'set-cookie': 'session=1' }))
    const sent = await session.metadata()
    session.keep(answered({ authorization: 'Bearer two' }))
    expect(session.renew(sent)).toBe(true)
    expect((await session.metadata()).get('authorization')).toEqual(['Bearer two'])
    expect(session.renew(await session.metadata())).toBe(true)
    await session.metadata()
    expect(handshake).toHaveBeenCalledOnce()
    expect(await cookieOf(session)).toEqual([])
  })

  it('has nothing to renew for a token that was given to it', async () => {
    const session = createSession({
      credentials: { kind: 'bearer', token: 'given' },
      headers: {},
      handshake: async () => 'done',
    })
    expect(session.renew(await session.metadata())).toBe(false)
  })
})
