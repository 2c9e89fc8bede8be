import { expect, test } from '@playwright/test'
import { startTestServer, type TestServer } from '@/lib/testing/database'
import { createTestSession } from '@/lib/testing/session'
import { startProxy } from '../crash/workflow-proxy'
import { startTestHouse, type TestHouse } from '../house'

// A house of its own: its database is reached through a way that can be cut.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let proxy: Awaited<ReturnType<typeof startProxy>>
let house: TestHouse
let cookie: { name: string; value: string }

test.beforeAll(async () => {
  test.setTimeout(180_000)
  server = await startTestServer()
  proxy = await startProxy(await createDatabase(server.adminUrl))
  house = await startTestHouse({ DATABASE_URL: proxy.url, PERGOLA_DEMO: '1', LOG_LEVEL: 'silent' })
  const target = { databaseUrl: proxy.url, secret: house.env.AUTH0_SECRET, baseUrl: house.url }
  cookie = (await createTestSession({ role: 'admin', name: 'Test Admin' }, target)).cookie
})

test.afterAll(async () => {
  proxy?.restore()
  await house?.stop()
  await proxy?.close()
  await server?.stop()
})

async function createDatabase(adminUrl: string): Promise<string> {
  const { default: pg } = await import('pg')
  const name = `pergola_away_${Date.now()}`
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  await client.end()
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.toString()
}

function ask(path: string): Promise<Response> {
  return fetch(house.url + path, {
    headers: { cookie: `${cookie.name}=${cookie.value}` },
    redirect: 'manual',
  })
}

test('with the database away pages say so in words and come back by themselves', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000)
  await context.addCookies([{ ...cookie, url: house.url, httpOnly: true, sameSite: 'Lax' }])
  await page.goto(`${house.url}/products`)
  await expect(page.getByRole('heading', { name: 'Products' })).toBeVisible()

  proxy.cut()
  await page.goto(`${house.url}/products`)
  await expect(page.getByText(/database does not answer/i)).toBeVisible()
  const ready = await ask('/api/health/ready')
  expect(ready.status).toBe(503)
  expect((await ask('/api/health/live')).status).toBe(200)
  const portal = house.portalPid()

  proxy.restore()
  // No reload: the page itself notices.
  await expect(page.getByRole('cell', { name: 'Chai', exact: true })).toBeVisible({ timeout: 30_000 })
  expect((await ask('/api/health/ready')).status).toBe(200)
  expect(house.portalPid(), 'the portal was not restarted').toBe(portal)
})

test('with the database away nobody is let in, and route handlers answer a problem', async () => {
  proxy.cut()
  const page = await ask('/products')
  expect(page.status).toBeGreaterThanOrEqual(500)
  expect(await page.text()).not.toContain('Chai')
  const exported = await ask('/admin/audit/export')
  expect(exported.status).toBe(503)
  expect(exported.headers.get('content-type')).toContain('application/problem+json')
  expect(await exported.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  proxy.restore()
  await expect.poll(async () => (await ask('/products')).status, { timeout: 20_000 }).toBe(200)
})

test('told to end, the portal finishes the requests in flight', async () => {
  const pid = house.portalPid()
  expect(pid).toBeDefined()
  // Over connections that stand: one that nobody has taken in yet would be refused, and rightly.
  await Promise.all(Array.from({ length: 20 }, async () => (await ask('/api/health/live')).text()))
  const asked = Array.from({ length: 20 }, () => ask('/products'))
  // One process takes them all in before it answers the first: nineteen are under way.
  await Promise.race(asked)
  process.kill(pid ?? 0, 'SIGTERM')
  // A service manager tells the whole group, and the house its part.
  process.kill(pid ?? 0, 'SIGTERM')
  const answers = await Promise.all(asked.map(async (one) => (await one).text()))
  expect(answers.every((html) => html.includes('Chai') && html.endsWith('</html>'))).toBe(true)
})
