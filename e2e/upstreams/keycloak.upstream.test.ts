import { resolve } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BROWSER_FLAGS, requireBrowser } from '@/start/ci/browser'
import { freePort } from '@/start/free-port'
import { type Keycloak, startKeycloak } from '@/start/upstreams/keycloak'
import {
  KEYCLOAK_CLIENT,
  KEYCLOAK_PASSWORD,
  KEYCLOAK_PEOPLE,
  KEYCLOAK_SCOPE,
} from '@/start/upstreams/keycloak-realm'
import { startTestHouse, type TestHouse } from '../house'

const CLIENT_SECRET = 'a-secret-between-portal-and-keycloak'
const REREAD_SECONDS = 1

let keycloak: Keycloak
let house: TestHouse
let browser: Browser

beforeAll(async () => {
  const port = await freePort(4_250)
  const portalUrl = `http://localhost:${port}`
  keycloak = await startKeycloak({
    port: await freePort(port + 20),
    portalUrl,
    clientSecret: CLIENT_SECRET,
    cacheDir: resolve('.cache/keycloak'),
  })
  house = await startTestHouse({
    PORT: String(port),
    AUTH0_DOMAIN: keycloak.issuer,
    AUTH0_CLIENT_ID: KEYCLOAK_CLIENT,
    AUTH0_CLIENT_SECRET: CLIENT_SECRET,
    AUTH0_SCOPE: KEYCLOAK_SCOPE,
    PERGOLA_ADMINS: `${keycloak.issuer}|${KEYCLOAK_PEOPLE.admin.id}`,
    PERGOLA_GROUPS_REREAD_SECONDS: String(REREAD_SECONDS),
  })
  browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_FLAGS })
}, 900_000)

afterAll(async () => {
  await browser?.close()
  await house?.stop()
  await keycloak?.stop()
})

async function signIn(username: keyof typeof KEYCLOAK_PEOPLE, path = '/account') {
  const context: BrowserContext = await browser.newContext({ baseURL: house.url })
  const page = await context.newPage()
  await page.goto(path)
  await page.getByLabel('Username or email').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(KEYCLOAK_PASSWORD)
  await page.getByRole('button', { name: 'Sign In' }).click()
  await page.waitForURL(`${house.url}${path}`)
  return { context, page }
}

const statusOf = async (page: Page, path: string) => (await page.goto(path))?.status()

async function endedBy(actorId: string): Promise<number> {
  const client = new pg.Client({ connectionString: house.migratorUrl })
  await client.connect()
  const { rowCount } = await client.query(
    `SELECT FROM audit_event WHERE action = 'session.ended' AND actor_id = $1`,
    [actorId],
  )
  await client.end()
  return rowCount ?? 0
}

/** Until the word of the provider is old enough to be asked for again, and was. */
async function eventually(page: Page, path: string, status: number) {
  await vi.waitFor(async () => expect(await statusOf(page, path)).toBe(status), {
    timeout: 20_000,
    interval: 700,
  })
}

describe('a real Keycloak', () => {
  it('signs people in, leads them to the page asked for, and makes the one who is named administrator', async () => {
    const { page, context } = await signIn('admin', '/admin/users')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('People')
    await page.getByRole('link', { name: 'Realm Admin' }).waitFor()
    await context.close()
  })

  it('gives roles by its groups once they are mapped, and takes them when somebody leaves the group', async () => {
    const taster = await signIn('taster')
    expect(await statusOf(taster.page, '/products')).toBe(403)

    const admin = await signIn('admin', '/admin/roles')
    await admin.page.getByLabel('Group', { exact: true }).fill('tasters')
    await admin.page.getByLabel('Gives the role').selectOption('viewer')
    await admin.page.getByRole('button', { name: 'Map group' }).click()
    await admin.page.getByText('Mapped.').waitFor()
    expect(await statusOf(taster.page, '/products')).toBe(200)

    const [group] = (await keycloak.admin('GET', 'groups')) as { id: string }[]
    const membership = `users/${KEYCLOAK_PEOPLE.taster.id}/groups/${group?.id}`
    await keycloak.admin('DELETE', membership)
    await eventually(taster.page, '/products', 403)
    await keycloak.admin('PUT', membership)
    await eventually(taster.page, '/products', 200)
    await Promise.all([admin.context.close(), taster.context.close()])
  })

  it('ends the portal’s session by back channel', async () => {
    const { page, context } = await signIn('taster')
    await keycloak.admin('POST', `users/${KEYCLOAK_PEOPLE.taster.id}/logout`)
    await vi.waitFor(
      async () => {
        const response = await context.request.get('/account', { maxRedirects: 0 })
        expect(response.status()).toBe(307)
      },
      { timeout: 10_000 },
    )
    // Not by the next question for groups, which would find the session over too.
    expect(await endedBy('back-channel-logout')).toBeGreaterThan(0)
    await page.goto('/account')
    await page.getByLabel('Username or email').waitFor()
    await context.close()
  })

  it('loses its own session when somebody signs out of the portal', async () => {
    const { page, context } = await signIn('taster')
    await page.goto('/auth/logout')
    await page.waitForURL(`${house.url}/signed-out`)
    await page.goto('/account')
    await page.getByLabel('Username or email').waitFor()
    await context.close()
  })
})
