import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listConnections } from '@/lib/connections/service'
import { db, pool } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import { canSome } from '../policy'
import { openSession, sealSession } from '../session-seal'
import { resolveViewer } from './resolve-viewer'

const SECRET = 'f'.repeat(64)
const PERIOD_MS = 300_000

/** An OpenID provider as far as re-reading goes; each test says how it answers. */
const provider = {
  groups: ['tasters'] as unknown,
  status: 200,
  delayMs: 0,
  asked: 0,
  refreshed: 0,
  accepts: 'first',
  refreshes: true,
  subject: '',
}
let server: Server
let base = ''

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.url?.includes('openid-configuration')) return send(200, discovery())
    if (request.url === '/oidc/token') {
      const tokens = await refresh(request)
      return provider.refreshes ? send(200, tokens) : send(400, { error: 'invalid_grant' })
    }
    provider.asked += 1
    await new Promise((resolve) => setTimeout(resolve, provider.delayMs))
    if (request.headers.authorization !== `Bearer ${provider.accepts}`) return send(401, {})
    return send(provider.status, { sub: provider.subject, groups: provider.groups })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  base = `localhost:${typeof address === 'object' && address !== null ? address.port : 0}/oidc`
  process.env.AUTH0_DOMAIN = base
  await db().groupMapping.create({ data: { identityGroup: 'tasters', roleKey: 'viewer' } })
  await db().groupMapping.create({ data: { identityGroup: 'editors', roleKey: 'editor' } })
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  Object.assign(provider, {
    groups: ['tasters'],
    status: 200,
    delayMs: 0,
    asked: 0,
    refreshed: 0,
    accepts: 'first',
    refreshes: true,
  })
})

function discovery() {
  const issuer = `http://${base}`
  return { issuer, userinfo_endpoint: `${issuer}/me`, token_endpoint: `${issuer}/token` }
}

async function refresh(request: IncomingMessage) {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  expect(new URLSearchParams(body).get('refresh_token')).toBe('refresh-1')
  provider.refreshed += 1
  return { access_token: 'second', refresh_token: 'refresh-2', token_type: 'bearer', expires_in: 300 }
}

/** A session with tokens, whose groups were read at its start, and a clock that tells minutes from then. */
async function begin(groups: string[], tokens: { expiresInSeconds?: number } = {}) {
  const { sessionKey, userId } = await createTestSession({ groups })
  const start = (await db().user.findUniqueOrThrow({ where: { id: userId } })).groupsReadAt ?? new Date()
  provider.subject = randomUUID()
  const tokenSet = {
    accessToken: 'first',
    refreshToken: 'refresh-1',
    expiresAt: Math.floor(start.getTime() / 1000) + (tokens.expiresInSeconds ?? 86_400),
  }
  const data = sealSession({ user: { sub: provider.subject }, tokenSet }, sessionKey, SECRET)
  await db().session.update({
    where: { id: sessionKey },
    data: { data, subject: provider.subject, lastSeenAt: start },
  })
  // Unless a test asks what a page does that cannot wait, it waits as long as it takes.
  const at = (afterMs: number, pageWaitMs = 20_000) =>
    resolveViewer(sessionKey, {
      now: new Date(start.getTime() + afterMs),
      requestId: 'test-request',
      pageWaitMs,
    })
  return { at, userId, sessionKey }
}

describe('groups of the identity provider', () => {
  it('are not asked for again within the period', async () => {
    const { at } = await begin(['tasters'])
    expect((await at(PERIOD_MS - 1))?.given).toHaveLength(1)
    expect(provider.asked).toBe(0)
  })

  it('are asked for after it; what was taken and given there acts at that request, and is recorded', async () => {
    const { at, userId } = await begin(['tasters'])
    provider.groups = ['editors', 'others']
    const viewer = await at(PERIOD_MS)
    expect(viewer?.given.map((given) => given.roleKey)).toEqual(['editor'])
    expect(await auditOf(userId)).toMatchObject([
      {
        action: 'user.identity.updated',
        actorId: 'identity-groups',
        changes: { identityGroups: { before: ['tasters'], after: ['editors', 'others'] } },
      },
    ])
    await at(PERIOD_MS + 1_000)
    expect(provider.asked).toBe(1)
  })

  it('count for one more period while the provider fails, then lapse; direct roles stay, and groups come back', async () => {
    const { at, userId } = await begin(['tasters'])
    await db().grant.create({ data: { userId, roleKey: 'analyst' } })
    provider.status = 500
    expect((await at(PERIOD_MS))?.given.map((given) => given.roleKey)).toEqual(['analyst', 'viewer'])
    expect(await at(2 * PERIOD_MS - 1)).toMatchObject({ groupsLapsed: false })
    const lapsed = await at(2 * PERIOD_MS + 60_000)
    expect(lapsed).toMatchObject({ groupsLapsed: true })
    expect(lapsed?.given.map((given) => given.roleKey)).toEqual(['analyst'])
    provider.status = 200
    expect((await at(2 * PERIOD_MS + 120_000))?.given).toHaveLength(2)
  })

  it('lapse where the answer is about somebody else, or is no answer of the kind', async () => {
    const { at } = await begin(['tasters'])
    provider.subject = 'somebody else'
    const viewer = await at(2 * PERIOD_MS)
    expect(viewer).toMatchObject({ groupsLapsed: true, given: [] })
    expect(viewer === null ? true : canSome(viewer.actor, 'read:product')).toBe(false)
  })

  it('are asked for once, however many requests come at once, and not again at each one while it fails', async () => {
    const { at } = await begin(['tasters'])
    provider.delayMs = 50
    await Promise.all(Array.from({ length: 10 }, () => at(PERIOD_MS)))
    expect(provider.asked).toBe(1)
    provider.status = 500
    await at(2 * PERIOD_MS + 1_000)
    const statements = vi.spyOn(pool(), 'query')
    for (const seconds of [2, 10, 29]) await at(2 * PERIOD_MS + seconds * 1000)
    // Nor does each cost a statement: what the session said tells that it was tried a moment ago.
    const claims = statements.mock.calls.filter(([asked]) => String(asked).includes('groups_asked_at ='))
    expect([statements.mock.calls.length > 0, claims.length]).toEqual([true, 0])
    statements.mockRestore()
    expect(provider.asked).toBe(2)
    await at(2 * PERIOD_MS + 32_000)
    expect(provider.asked).toBe(3)
  })

  it('do not hold a page up when the provider is slow; the answer serves the next one', async () => {
    const { at } = await begin(['tasters'])
    provider.delayMs = 1_300
    provider.groups = ['editors']
    // What it knew before: it did not wait for the answer.
    expect((await at(PERIOD_MS, 100))?.given.map((given) => given.roleKey)).toEqual(['viewer'])
    await vi.waitFor(
      async () =>
        expect((await at(PERIOD_MS + 2_000))?.given.map((given) => given.roleKey)).toEqual(['editor']),
      { timeout: 15_000 },
    )
  })

  it('are asked for with a new access token once the old one has run out, and the new refresh token is kept', async () => {
    const { at, sessionKey } = await begin(['tasters'], { expiresInSeconds: 60 })
    provider.accepts = 'second'
    expect(await at(PERIOD_MS)).toMatchObject({ groupsLapsed: false })
    expect(provider.refreshed).toBe(1)
    const row = await db().session.findUniqueOrThrow({ where: { id: sessionKey } })
    expect(openSession(row.data, sessionKey, SECRET)).toMatchObject({
      user: { sub: provider.subject },
      tokenSet: { accessToken: 'second', refreshToken: 'refresh-2' },
    })
  })

  it('are asked for with a new access token where the old one is refused before its time', async () => {
    const { at } = await begin(['tasters'])
    provider.accepts = 'second'
    expect(await at(PERIOD_MS)).toMatchObject({ groupsLapsed: false })
    expect(provider.refreshed).toBe(1)
  })

  it('end with the session when the provider has ended it, were the logout token lost on the way', async () => {
    const { at, sessionKey } = await begin(['tasters'])
    Object.assign(provider, { accepts: 'none', refreshes: false })
    expect(await at(PERIOD_MS)).toBeNull()
    expect(await at(0)).toBeNull()
    expect(await auditOf(sessionKey)).toMatchObject([
      { action: 'session.ended', outcome: 'done', actorId: 'identity-groups' },
    ])
  })

  it('tell, as they are asked for, how the connection to the provider stands', async () => {
    const { at } = await begin(['tasters'])
    const stands = async () => {
      const reader = {
        kind: 'user' as const,
        id: 'r',
        name: 'R',
        rights: [{ right: 'read:connection' as const }],
      }
      const all = await listConnections({ actor: reader, requestId: 'test', now: () => new Date() })
      return all.find(({ system }) => system === 'openid')
    }
    await at(PERIOD_MS)
    expect(await stands()).toMatchObject({ state: 'working', latencyMs: expect.any(Number) })
    provider.status = 503
    await at(2 * PERIOD_MS + 60_000)
    expect(await stands()).toMatchObject({ state: 'failing', fault: { code: 'SERVER_ERROR' } })
    provider.status = 200
    await at(2 * PERIOD_MS + 120_000)
    expect(await stands()).toMatchObject({ state: 'working' })
    // Somebody whose tokens are refused says nothing of the provider.
    const other = await begin(['tasters'])
    Object.assign(provider, { accepts: 'none', refreshes: false })
    await other.at(PERIOD_MS)
    expect(await stands()).toMatchObject({ state: 'working' })
  })

  it('lapse for a session that holds no token to ask with', async () => {
    const { sessionKey } = await createTestSession({ groups: ['tasters'] })
    const at = (ms: number) =>
      resolveViewer(sessionKey, { now: new Date(Date.now() + ms), requestId: 'test' })
    expect(await at(PERIOD_MS + 1_000)).toMatchObject({ groupsLapsed: false })
    expect(await at(2 * PERIOD_MS + 1_000)).toMatchObject({ groupsLapsed: true, given: [] })
    expect(provider.asked).toBe(0)
  })
})
