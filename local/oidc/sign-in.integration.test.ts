import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { seedDemoAccess } from '@/lib/access/service/demo'
import { db, inTransaction } from '@/lib/platform/db'
import { Browser, PORTAL, portal, viewerOf } from '@/lib/testing/sign-in-browser'
import { freePort } from '@/start/free-port'
import { type RunningOidc, startOidcServer } from './server'

let provider: RunningOidc
let folder: string
let port: number

beforeAll(async () => {
  port = await freePort()
  folder = mkdtempSync(join(tmpdir(), 'pergola-oidc-'))
  process.env.AUTH0_DOMAIN = `localhost:${port}/oidc`
  process.env.APP_BASE_URL = PORTAL
  process.env.PERGOLA_ADMINS = `http://localhost:${port}/oidc|demo-admin`
  provider = await start()
  await inTransaction(seedDemoAccess)
})

async function start(): Promise<RunningOidc> {
  return await startOidcServer({
    port,
    portalUrl: PORTAL,
    clientId: process.env.AUTH0_CLIENT_ID ?? '',
    clientSecret: process.env.AUTH0_CLIENT_SECRET ?? '',
    cookieSecret: 'c'.repeat(32),
    dataDir: folder,
  })
}

afterAll(async () => {
  await provider.stop()
  rmSync(folder, { recursive: true })
})

describe('signing in at the demo identity provider', () => {
  it.each([
    '/..//evil.example/x',
    '/.//evil.example',
    `${PORTAL}//evil.example`,
    '//evil.example',
    '/\\evil.example',
  ])('leads nowhere but into the portal, whatever is asked for: %s', async (returnTo) => {
    const at = await new Browser().signIn('viewer', returnTo)
    expect(new URL(at).origin).toBe(PORTAL)
  })

  it('leads back to the page asked for, with the roles of the account', async () => {
    const browser = new Browser()
    expect(await browser.signIn('beverages', '/products?page=2')).toBe(`${PORTAL}/products?page=2`)
    const viewer = await viewerOf(browser)
    expect(viewer?.user).toMatchObject({ name: 'Demo Beverages', email: 'beverages@pergola.example' })
    expect(viewer?.given).toEqual([
      {
        roleKey: 'viewer',
        condition: { kind: 'productGroup', in: ['BEVERAGES'] },
        source: { kind: 'group', identityGroup: 'pergola-beverages' },
      },
    ])
    const cookie = browser.cookies(new URL(PORTAL)).get('pergola_session') ?? ''
    expect(cookie.length).toBeLessThan(400)
  })

  it('makes the person whom PERGOLA_ADMINS names an administrator, with an audit row', async () => {
    const browser = new Browser()
    await browser.signIn('admin')
    const viewer = await viewerOf(browser)
    expect(viewer?.given).toMatchObject([{ roleKey: 'admin', condition: null, source: { kind: 'direct' } }])
    const events = await db().auditEvent.findMany({
      where: { subjectId: viewer?.user.id ?? '' },
      select: { action: true, actorId: true },
    })
    expect(events).toContainEqual({ action: 'role.given', actorId: 'first-admin' })
    expect(events).toContainEqual({ action: 'user.created', actorId: viewer?.user.id })
  })

  it('never sends the reader to another site afterwards', async () => {
    expect(await new Browser().signIn('viewer', 'https://evil.example/')).toBe(`${PORTAL}/`)
    expect(await new Browser().signIn('viewer', '//evil.example/')).toBe(`${PORTAL}/`)
  })

  it('ends the old session when somebody else signs in in the same browser', async () => {
    const browser = new Browser()
    await browser.signIn('viewer')
    const before = await browser.key()
    browser.jar.delete(`localhost:${port}`)
    await browser.signIn('editor')
    expect(await browser.key()).not.toBe(before)
    expect(await db().session.findUnique({ where: { id: before ?? '' } })).toBeNull()
  })

  it('tells how the connection to the provider stands: at each success, and when it is away', async () => {
    const stored = () => db().connectionStatus.findUniqueOrThrow({ where: { system: 'openid' } })
    await new Browser().signIn('viewer')
    const worked = await stored()
    expect(worked).toMatchObject({ target: `http://localhost:${port}/oidc`, lastFailureAt: null })
    expect(worked.latencyMs).toBeGreaterThan(0)
    await provider.stop()
    // The library says so as well.
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      // A process that has not asked the provider before.
      Reflect.deleteProperty(globalThis, 'pergolaAuth0')
      const { at } = await new Browser().follow(`${PORTAL}/auth/login`)
      expect(at).toBe(`${PORTAL}/sign-in-failed?reason=unreachable`)
      said.mockClear()
    } finally {
      provider = await start()
    }
    expect(await stored()).toMatchObject({ failureCode: 'UNREACHABLE', lastSuccessAt: worked.lastSuccessAt })
    // What anybody can make up says nothing of the provider.
    const browser = new Browser()
    const login = await browser.go(`${PORTAL}/auth/login`)
    const state = new URL(login.headers.get('location') ?? '').searchParams.get('state')
    await new Browser().signIn('viewer')
    const again = await stored()
    await browser.go(`${PORTAL}/auth/callback?code=made-up&state=${state}`)
    expect(await stored()).toEqual(again)
  })

  it('survives a restart of the provider', async () => {
    const browser = new Browser()
    await browser.signIn('viewer')
    await provider.stop()
    provider = await start()
    const again = await browser.follow(`${PORTAL}/auth/login`, (url) => url === `${PORTAL}/`)
    expect(again.at).toBe(`${PORTAL}/`)
  })
})

describe('signing out', () => {
  it('ends the session here and at the provider', async () => {
    const browser = new Browser()
    await browser.signIn('analyst')
    const key = (await browser.key()) ?? ''
    const { at, response } = await browser.follow(`${PORTAL}/auth/logout`)
    expect(at).toContain('/oidc/session/end')
    expect(await db().session.findUnique({ where: { id: key } })).toBeNull()
    const page = await response.text()
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const done = await browser.go(`http://localhost:${port}/oidc/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    })
    expect(done.headers.get('location')).toBe(`${PORTAL}/signed-out`)
    const ended = await db().auditEvent.findFirst({ where: { action: 'session.ended', subjectId: key } })
    expect(ended?.outcome).toBe('done')
    const next = await browser.follow(`${PORTAL}/auth/login`)
    expect(next.at).toContain('/oidc/sign-in/')
  })

  it('is not brought about by a link on another site', async () => {
    const browser = new Browser()
    await browser.signIn('viewer')
    const response = await browser.go(`${PORTAL}/auth/logout`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(response.headers.get('location')).toBe(`${PORTAL}/`)
    expect(await viewerOf(browser)).not.toBeNull()
  })

  it('at the provider reaches the portal by back channel', async () => {
    const { createServer: createHttpServer } = await import('node:http')
    const browser = new Browser()
    await browser.signIn('operator')
    const other = new Browser()
    await other.signIn('operator')
    // The portal's own door, where the provider knocks.
    const door = createHttpServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const answer = await portal(new URL(request.url ?? '/', PORTAL), {
        method: request.method,
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      response.writeHead(answer.status).end()
    })
    await new Promise<void>((resolve) => door.listen(4290, '127.0.0.1', resolve))
    try {
      const page = await browser.follow(`http://localhost:${port}/oidc/session/end`)
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(await page.response.text())?.[1] ?? ''
      await browser.go(`http://localhost:${port}/oidc/session/end/confirm`, {
        method: 'POST',
        body: new URLSearchParams({ xsrf, logout: 'yes' }),
      })
      await vi.waitFor(async () => expect(await viewerOf(browser)).toBeNull(), { timeout: 5_000 })
      expect(await viewerOf(other)).not.toBeNull()
    } finally {
      await new Promise((resolve) => door.close(resolve))
    }
    const event = await db().auditEvent.findFirst({
      where: { action: 'session.ended', actorId: 'back-channel-logout' },
    })
    expect(event).not.toBeNull()
  })
})

describe('what is not a sign-in', () => {
  it('is refused: forged logout tokens, unknown routes, a callback that nobody began', async () => {
    const forged = await portal(new URL(`${PORTAL}/auth/backchannel-logout`), {
      method: 'POST',
      body: new URLSearchParams({ logout_token: 'e30.e30.e30' }),
    })
    expect(forged.status).toBe(400)
    for (const path of ['/auth/access-token', '/auth/profile', '/auth/mfa/verify', '/auth/']) {
      expect((await portal(new URL(PORTAL + path), {})).status, path).toBe(404)
    }
    const stray = await portal(new URL(`${PORTAL}/auth/callback?state=x&code=y`), {})
    expect(stray.headers.get('location')).toBe(`${PORTAL}/sign-in-failed?reason=stale`)
  })
})

describe('the demo identity provider', () => {
  it('refuses to listen or to serve a portal beyond this computer', async () => {
    const options = { port: 1, clientId: 'x', clientSecret: 'x', cookieSecret: 'x', dataDir: folder }
    await expect(startOidcServer({ ...options, host: '0.0.0.0', portalUrl: PORTAL })).rejects.toThrow(
      /loopback/,
    )
    await expect(startOidcServer({ ...options, portalUrl: 'https://portal.example.com' })).rejects.toThrow(
      /on this computer only/,
    )
  })

  it('takes a port that is taken for what it is', async () => {
    const options = { clientId: 'x', clientSecret: 'x', cookieSecret: 'x', dataDir: folder }
    await expect(startOidcServer({ ...options, port, portalUrl: PORTAL })).rejects.toThrow(/is taken/)
  })
})
