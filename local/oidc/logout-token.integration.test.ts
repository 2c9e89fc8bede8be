import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { Browser, PORTAL, portal, viewerOf } from '@/lib/testing/sign-in-browser'
import { freePort } from '@/start/free-port'
import { type RunningOidc, startOidcServer } from './server'
import { readSigningKeys } from './signing-keys'

let provider: RunningOidc
let folder: string
let port: number

beforeAll(async () => {
  port = await freePort()
  folder = mkdtempSync(join(tmpdir(), 'pergola-oidc-'))
  process.env.AUTH0_DOMAIN = `localhost:${port}/oidc`
  process.env.APP_BASE_URL = PORTAL
  provider = await startOidcServer({
    port,
    portalUrl: PORTAL,
    clientId: process.env.AUTH0_CLIENT_ID ?? '',
    clientSecret: process.env.AUTH0_CLIENT_SECRET ?? '',
    cookieSecret: 'c'.repeat(32),
    dataDir: folder,
  })
})

afterAll(async () => {
  await provider.stop()
  rmSync(folder, { recursive: true })
})

describe('a logout token of the provider', () => {
  const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

  /** Signed as the provider signs, with these claims beside those of an ordinary one; `undefined` leaves one out. */
  async function knock(claims: Record<string, unknown>): Promise<number> {
    const { keys } = await readSigningKeys(join(folder, 'signing-keys.json'))
    const [jwk] = keys
    const now = Math.floor(Date.now() / 1000)
    const token = new SignJWT({
      iss: `http://localhost:${port}/oidc`,
      aud: process.env.AUTH0_CLIENT_ID ?? '',
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      events: { [EVENT]: {} },
      ...claims,
    }).setProtectedHeader({ alg: 'RS256', kid: jwk?.kid, typ: 'logout+jwt' })
    const body = new URLSearchParams({ logout_token: await token.sign(await importJWK(jwk ?? {}, 'RS256')) })
    const answer = await portal(new URL(`${PORTAL}/auth/backchannel-logout`), { method: 'POST', body })
    return answer.status
  }

  async function signedIn(): Promise<{ browser: Browser; sub: string }> {
    const browser = new Browser()
    await browser.signIn('editor')
    const session = await db().session.findUniqueOrThrow({ where: { id: (await browser.key()) ?? '' } })
    return { browser, sub: session.subject }
  }

  it('ends the sessions of its subject once: the same one sent again is refused and ends nothing', async () => {
    const first = await signedIn()
    const jti = randomUUID()
    expect(await knock({ sub: first.sub, jti })).toBe(204)
    expect(await viewerOf(first.browser)).toBeNull()
    const second = await signedIn()
    expect(await knock({ sub: second.sub, jti })).toBe(400)
    expect(await viewerOf(second.browser)).not.toBeNull()
    expect(await knock({ sub: second.sub })).toBe(204)
    expect(await viewerOf(second.browser)).toBeNull()
  })

  it('is refused when it is old, comes from a time ahead, has no name, or is of another audience', async () => {
    const { browser, sub } = await signedIn()
    const now = Math.floor(Date.now() / 1000)
    const refused = [
      { iat: now - 3_600, exp: now + 3_600 },
      { iat: now + 3_600, exp: now + 7_200 },
      { iat: now - 250, exp: now - 120 },
      { jti: undefined },
      { aud: 'somebody-else' },
      { iss: 'https://elsewhere.example/' },
      { events: {} },
      { nonce: 'n' },
    ]
    for (const claims of refused) expect(await knock({ sub, ...claims }), JSON.stringify(claims)).toBe(400)
    expect(await knock({})).toBe(400)
    expect(await viewerOf(browser)).not.toBeNull()
  })

  it('that does not verify leaves its name free for the one that does', async () => {
    const { browser, sub } = await signedIn()
    const jti = randomUUID()
    expect(await knock({ sub, jti, aud: 'somebody-else' })).toBe(400)
    expect(await knock({ sub, jti })).toBe(204)
    expect(await viewerOf(browser)).toBeNull()
  })
})
