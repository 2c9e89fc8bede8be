import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestSession } from '@/lib/testing/session'
import { readSessionCookie, sessionKey } from '../session-cookie'
import { resolveViewer } from './resolve-viewer'

const SECRET = 'f'.repeat(64)
const NOW = { now: new Date(), requestId: 'test-request' }

describe('a session', () => {
  it('names its person, roles and rights in one query', async () => {
    const session = await createTestSession({
      role: 'viewer',
      grants: [{ role: 'editor', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }],
      name: 'Vera',
    })
    const id = await readSessionCookie(session.cookie.value, SECRET)
    expect(id === null ? null : sessionKey(id)).toBe(session.sessionKey)
    const viewer = await resolveViewer(session.sessionKey, NOW)
    expect(viewer?.user).toMatchObject({ id: session.userId, name: 'Vera', theme: 'system', timeZone: null })
    expect(viewer?.given.map((given) => given.roleKey)).toEqual(['viewer', 'editor'])
    expect(viewer?.actor.rights).toContainEqual({ right: 'read:segment' })
    expect(viewer?.actor.rights).toContainEqual({
      right: 'edit:product',
      condition: { kind: 'productGroup', in: ['BEVERAGES'] },
    })
    expect(viewer?.actor.rights).not.toContainEqual({ right: 'edit:product' })
  })

  it('has expired after its age and after its idleness, each to the second', async () => {
    const { sessionKey: key } = await createTestSession({ role: 'viewer' })
    const row = await db().session.findUniqueOrThrow({ where: { id: key } })
    const at = (ms: number) => resolveViewer(key, { ...NOW, now: new Date(ms) })
    expect(await at(row.lastSeenAt.getTime() + 28_800_000)).toBeNull()
    expect(await at(row.expiresAt.getTime())).toBeNull()
    expect(await at(row.lastSeenAt.getTime() + 50_000)).not.toBeNull()
  })

  it('of a disabled person holds no right', async () => {
    const { sessionKey: key } = await createTestSession({ role: 'admin', disabled: true })
    expect(await resolveViewer(key, NOW)).toMatchObject({ disabled: true, actor: { rights: [] } })
  })
})
