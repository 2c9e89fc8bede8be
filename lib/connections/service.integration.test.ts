import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx, Right } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { listConnections, listDependencyStates, recordConnectionFailure, recordSuccess } from './service'
import { checkConnection } from './service/check-connection'
import { diagnose } from './service/diagnose'

const current = vi.hoisted(() => ({ more: {} as Record<string, string> }))
vi.mock('@/lib/platform/env', async (original) => {
  const real = await original<typeof import('@/lib/platform/env')>()
  return { ...real, env: () => ({ ...real.env(), ...current.more }) }
})

function ctxWith(...rights: Right[]): Ctx {
  const actor = {
    kind: 'user' as const,
    id: randomUUID(),
    name: 'Tester',
    rights: rights.map((right) => ({ right })),
  }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

const operator = () => ctxWith('read:connection', 'check:connection')

type Reply = { status?: number; type?: string; body?: string; hang?: boolean }
let reply: Reply = {}
let server: Server
let address = ''

// A real receiver on loopback: every fault below happens on the wire.
beforeEach(async () => {
  server = createServer((_request, response) => {
    if (reply.hang) return
    response.writeHead(reply.status ?? 200, { 'content-type': reply.type ?? 'application/json' })
    response.end(reply.body ?? '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://localhost:${(server.address() as AddressInfo).port}`
  current.more = { FIBERY_URL: address, FIBERY_TOKEN: 'a-token-never-shown', AUTH0_DOMAIN: address }
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await db().connectionStatus.deleteMany()
})

async function fibery() {
  return (await listConnections(operator())).find(({ system }) => system === 'fibery')
}

describe('what was learnt of a system', () => {
  it('is a success with its latency, then a failure with words and remedy beside it', async () => {
    await recordSuccess('fibery', { latencyMs: 41.6 })
    expect(await fibery()).toMatchObject({ state: 'working', latencyMs: 42, fault: null })
    await recordConnectionFailure('fibery', { code: 'UNAUTHORIZED', detail: 'status 401' })
    const connection = await fibery()
    expect(connection).toMatchObject({
      state: 'failing',
      latencyMs: 42,
      fault: { code: 'UNAUTHORIZED', detail: 'status 401' },
    })
    expect(connection?.fault?.remedy).toContain('FIBERY_TOKEN')
    expect(connection?.lastSuccessAt).not.toBeNull()
  })

  it('is forgotten once the system points elsewhere', async () => {
    await recordConnectionFailure('fibery', { code: 'UNAUTHORIZED', detail: 'status 401' })
    current.more = { ...current.more, FIBERY_URL: 'http://localhost:1' }
    expect(await fibery()).toMatchObject({ state: 'unknown', fault: null, lastFailureAt: null })
    await recordSuccess('fibery', { latencyMs: 5 })
    expect(await fibery()).toMatchObject({ state: 'working', fault: null, lastFailureAt: null })
  })

  it('of the database is the answer itself', async () => {
    const [database] = await listConnections(operator())
    expect(database).toMatchObject({ system: 'postgresql', state: 'working' })
    expect(Date.now() - (database?.lastSuccessAt?.getTime() ?? 0)).toBeLessThan(5_000)
  })

  it('shows no secret', async () => {
    await checkConnection(operator(), { system: 'fibery' })
    expect(JSON.stringify(await listConnections(operator()))).not.toContain('a-token-never-shown')
  })

  it('is refused without the right', async () => {
    await expect(listConnections(ctxWith('read:product'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'read:connection' },
    })
  })
})

describe('checking a connection', () => {
  it('asks Fibery on the wire, writes down the fault and what to do, and who asked', async () => {
    reply = { status: 401 }
    const ctx = operator()
    const { result, remedy } = await checkConnection(ctx, { system: 'fibery' })
    expect(result).toMatchObject({ ok: false, code: 'UNAUTHORIZED' })
    expect(remedy).toContain('FIBERY_TOKEN')
    expect(await fibery()).toMatchObject({ state: 'failing', fault: { code: 'UNAUTHORIZED' } })
    const audited = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(audited).toMatchObject([
      { action: 'connection.checked', subjectKind: 'connection', subjectId: 'fibery', outcome: 'done' },
    ])
  })

  it.each<[string, Reply, string]>([
    ['a page instead of JSON', { type: 'text/html', body: '<html>' }, 'WRONG_CONTENT_TYPE'],
    ['a sign-in elsewhere', { status: 302 }, 'REDIRECTED'],
    ['a failure of its own', { status: 503 }, 'SERVER_ERROR'],
    ['another issuer', { body: JSON.stringify({ issuer: 'https://elsewhere.example' }) }, 'SHAPE'],
  ])('of an identity provider that answers with %s is a fault', async (_what, given, code) => {
    reply = given
    expect((await checkConnection(operator(), { system: 'openid' })).result).toMatchObject({
      ok: false,
      code,
    })
  })

  it('of an identity provider that names itself rightly is a success', async () => {
    reply = { body: JSON.stringify({ issuer: address }) }
    expect((await checkConnection(operator(), { system: 'openid' })).result).toMatchObject({ ok: true })
  })

  it('gives up on a system that says nothing after five seconds', async () => {
    reply = { hang: true }
    const startedAt = performance.now()
    const { result } = await checkConnection(operator(), { system: 'openid' })
    expect(result).toMatchObject({ ok: false, code: 'TIMEOUT' })
    expect(performance.now() - startedAt).toBeLessThan(6_000)
  })

  it('finds the database working, and no replica that takes up runs', async () => {
    expect((await checkConnection(operator(), { system: 'postgresql' })).result.ok).toBe(true)
    expect((await checkConnection(operator(), { system: 'dbos' })).result).toMatchObject({
      code: 'NO_EXECUTOR',
    })
  })

  it('is refused to a reader without the right, and the refusal recorded', async () => {
    const reader = ctxWith('read:connection')
    await expect(checkConnection(reader, { system: 'fibery' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const audited = await db().auditEvent.findMany({ where: { actorId: reader.actor.id } })
    expect(audited).toMatchObject([{ outcome: 'refused', subjectKind: 'connection', subjectId: 'fibery' }])
    expect(await db().connectionStatus.count()).toBe(0)
  })

  it('of a system that is not connected says so', async () => {
    await expect(checkConnection(operator(), { system: 'superset' })).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    })
  })
})

describe('the doctor', () => {
  it('names each system with what to do about those that do not answer', async () => {
    const found = await diagnose({ ...env(), AUTH0_DOMAIN: 'localhost:1', FIBERY_URL: undefined })
    expect(found.map(({ system, ok }) => `${system} ${ok}`)).toEqual([
      'postgresql true',
      'openid false',
      'fibery true',
      'dremio true',
      'duckdb true',
      'dbos false',
      'superset true',
    ])
    for (const { ok, remedy } of found) if (!ok) expect(remedy).toMatch(/\.$/)
  })
})

describe('the states for readiness', () => {
  it('leave out the database, which is asked live, and tell failures', async () => {
    await recordConnectionFailure('fibery', { code: 'TIMEOUT', detail: 'no whole answer within 5 s' })
    const states = await listDependencyStates()
    expect(states.map(({ system }) => system)).not.toContain('postgresql')
    expect(states.find(({ system }) => system === 'fibery')).toMatchObject({
      state: 'failing',
      detail: 'no whole answer within 5 s',
    })
  })
})
