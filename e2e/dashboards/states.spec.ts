import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import pg from 'pg'
import { json } from '@/lib/testing/http-server'
import { createTestSession } from '@/lib/testing/session'
import { salesDashboard } from '@/lib/testing/superset'
import { type SupersetServer, startSupersetServer } from '@/lib/testing/superset-server'
import { expect, test } from '../fixtures'
import { startTestHouse, type TestHouse } from '../house'
import { holdScripts } from '../late-scripts'
import { embeddedPage, type FrameScript, letGo } from './frame-stand-in'

// A house of its own beside a stand-in of Superset: what its pages say of each fault, and what they do with a frame that
// answers. With a real Superset: e2e/upstreams.
test.describe.configure({ mode: 'serial' })

const PAGE = '/dashboards/sales'
const FRAME: FrameScript = { isHeld: false, height: 900 }

let house: TestHouse
let superset: SupersetServer

test.beforeAll(async () => {
  test.setTimeout(240_000)
  superset = await startSupersetServer([salesDashboard({ embedded: 'e1' })])
  house = await startTestHouse({
    SUPERSET_URL: superset.url,
    SUPERSET_PUBLIC_URL: superset.url.replace('127.0.0.1', 'localhost'),
    SUPERSET_USER: superset.user,
    SUPERSET_PASSWORD: superset.password,
    SUPERSET_GUEST_SECRET: superset.guestSecret,
    SUPERSET_TOKEN_SECONDS: '20',
  })
  await rows(
    `INSERT INTO dashboard (id, slug, title, description, tags, upstream_id, published_at, as_of, embedded_id, filters)
     VALUES ($1, 'sales', 'Sales', 'What was sold.', '{sales}', $2, now(), now(), 'e1', $3)`,
    [randomUUID(), salesDashboard().uuid, JSON.stringify([GROUP])],
  )
  await rows(
    `INSERT INTO row_rule (dashboard_id, dataset_id, dataset_name, template)
     SELECT id, n, name, 'groups' FROM dashboard, (VALUES (7, 'northwind.sales'), (8, 'northwind.stock')) AS d(n, name)
     WHERE slug = 'sales'`,
  )
  await rows(
    `INSERT INTO found_dashboard (upstream_id, number, title, path, as_of, first_seen_at)
     VALUES ($1, 1, 'Sales', '/superset/dashboard/1/', now(), now()) ON CONFLICT DO NOTHING`,
    [salesDashboard().uuid],
  )
})

test.afterAll(async () => {
  await house?.stop()
  await superset?.close()
})

test.beforeEach(() => draw(FRAME))

const errors: string[] = []
test.afterEach(() => expect(errors.splice(0), 'no script of the page failed').toEqual([]))

const GROUP = { id: 'NATIVE_FILTER-group', name: 'Product group', kind: 'select', column: 'category_name' }

function draw(script: FrameScript): void {
  superset.instead('/embedded/', embeddedPage(script, house.url))
}

async function rows(sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: house.migratorUrl })
  await client.connect()
  await client.query(sql, values).finally(() => client.end())
}

type Look = { role?: string; theme?: 'dark' | 'light' }

async function readerOf(browser: Browser, { role = 'analyst', theme = 'light' }: Look = {}) {
  const target = { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url }
  const { cookie, userId } = await createTestSession({ role, theme, name: 'Test Reader' }, target)
  const context = await browser.newContext({ baseURL: house.url })
  await context.addCookies([{ ...cookie, url: house.url, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => errors.push(message))
  return { page, userId }
}

const drawn = (page: Page) => page.locator('section[data-drawing="drawn"]')
const frameOf = (page: Page) => page.frameLocator('iframe[title="Dashboard: Sales"]')
const obstacle = (page: Page, name: string) => page.locator(`[data-obstacle="${name}"]`)

test('a dashboard is covered until it is drawn in the page’s look, at its height', async ({ browser }) => {
  const { page } = await readerOf(browser, { theme: 'dark' })
  draw({ ...FRAME, isHeld: true })
  await page.goto(PAGE)
  const cover = page.getByRole('status', { name: 'Loading Sales' })
  await expect(cover).toBeVisible()
  await expect(page.locator('.dashboard-holder')).toHaveAttribute('inert')
  await frameOf(page).locator('body').evaluate(letGo)
  await expect(drawn(page)).toBeVisible()
  await expect(cover).toHaveCount(0)
  await expect(frameOf(page).locator('#told')).toContainText('token 3 | theme dark')
  const { height } = (await page.locator('iframe').boundingBox()) ?? { height: 0 }
  expect(height).toBeGreaterThan(FRAME.height)
  expect(height).toBeLessThan(FRAME.height + 200)
})

test('a dashboard whose filters were deleted in Superset is drawn without them', async ({ browser }) => {
  const { page } = await readerOf(browser)
  draw({ ...FRAME, isBare: true })
  await page.goto(PAGE)
  await expect(drawn(page)).toBeVisible()
  expect((await page.locator('iframe').boundingBox())?.height).toBeGreaterThan(FRAME.height)
})

test('a dashboard that is always higher than its window scrolls in a place that does not grow', async ({
  browser,
}) => {
  const { page } = await readerOf(browser)
  draw({ ...FRAME, height: 300, followsWindow: true })
  await page.goto(PAGE)
  await expect(drawn(page)).toBeVisible()
  const place = page.locator('.dashboard-place')
  const heights: number[] = []
  for (let second = 0; second < 6; second += 1) {
    await page.waitForTimeout(1_000)
    heights.push((await place.boundingBox())?.height ?? 0)
  }
  expect(heights.slice(3)).toEqual([heights[2], heights[2], heights[2]])
  expect(heights[2]).toBeLessThan(1_200)
  await place.hover()
  await page.mouse.wheel(0, 200)
  const frame = page.frames().find((each) => each.url().includes('/embedded/'))
  await expect.poll(() => frame?.evaluate(() => scrollY)).toBeGreaterThan(0)
})

test('its frame is begun by the HTML, once, and taken over by scripts that come late', async ({
  browser,
}) => {
  const { page } = await readerOf(browser)
  for (const [width, expanded] of [
    [1440, '1'],
    [390, '0'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/dashboards')
    const before = superset.heard.length
    const sendScripts = await holdScripts(page)
    await page.goto(PAGE, { waitUntil: 'commit' })
    await expect(page.locator('iframe[data-begun="loaded"]')).toHaveCount(1)
    await expect(page.locator('.dashboard-holder')).toHaveAttribute('inert')
    await expect(frameOf(page).locator('#told')).toBeEmpty()
    sendScripts()
    await expect(drawn(page)).toBeVisible()
    await expect(frameOf(page).locator('#told')).toContainText('token 3')
    const heard = superset.heard.slice(before)
    const framed = heard.filter(({ headers }) => headers['sec-fetch-dest'] === 'iframe')
    expect(framed.map(({ url }) => new URL(url, house.url).searchParams.get('expand_filters'))).toEqual([
      expanded,
    ])
    await page.unrouteAll()
  }
})

test('the address follows what is chosen, and leads back to it', async ({ browser }) => {
  const { page } = await readerOf(browser)
  await page.goto(`${PAGE}?f.product-group=Beverages&tab=TAB-three&f.secret=1`)
  await expect(drawn(page)).toBeVisible()
  const src = (await page.locator('iframe').getAttribute('src')) ?? ''
  expect(src).toContain('#TAB-three')
  expect(new URL(src).searchParams.get('native_filters')).toContain('Beverages')
  expect(src).not.toContain('secret')
  await frameOf(page).getByRole('button', { name: 'Within' }).click()
  await expect(page).toHaveURL(/\?f\.product-group=Seafood&tab=TAB-two$/)
})

test('its right gone, it is taken away; its session gone, it says so', async ({ browser }) => {
  test.setTimeout(120_000)
  const { page, userId } = await readerOf(browser)
  await page.goto(PAGE)
  await expect(drawn(page)).toBeVisible()
  await rows('DELETE FROM role_grant WHERE user_id = $1', [userId])
  await expect(obstacle(page, 'refused')).toBeVisible({ timeout: 25_000 })
  await expect(page.locator('iframe')).toHaveCount(0)

  const other = await readerOf(browser)
  await other.page.goto(PAGE)
  await expect(drawn(other.page)).toBeVisible()
  await rows('DELETE FROM session WHERE user_id = $1', [other.userId])
  await expect(obstacle(other.page, 'expired')).toBeVisible({ timeout: 25_000 })
  await expect(other.page.getByRole('button', { name: 'Sign in again' })).toBeVisible()
})

test('a Superset that forbids its frame: readers hear that, who publishes hears the remedy, and it comes back', async ({
  browser,
}) => {
  superset.instead('/embedded/', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'x-frame-options': 'SAMEORIGIN' }).end('')
  })
  const admin = await readerOf(browser, { role: 'admin' })
  const reader = await readerOf(browser)
  for (const { page } of [admin, reader]) {
    await page.waitForTimeout(3_100)
    await page.goto(PAGE)
    await expect(obstacle(page, 'framing')).toBeVisible()
    await expect(page.getByText('What was sold.')).toBeVisible()
  }
  await expect(admin.page.getByText('X-Frame-Options: SAMEORIGIN')).toBeVisible()
  await expect(reader.page.getByText('X-Frame-Options')).toHaveCount(0)
  draw(FRAME)
  await expect(drawn(reader.page)).toBeVisible({ timeout: 30_000 })
})

test('a Superset that is not asked in vain: each fault has its words', async ({ browser }) => {
  test.setTimeout(120_000)
  const { page } = await readerOf(browser, { role: 'admin' })
  for (const [status, name] of [
    [404, 'unknown'],
    [403, 'framing'],
    [500, 'sick'],
  ] as const) {
    superset.instead('/embedded/', json({}, status))
    await page.waitForTimeout(3_100)
    await page.goto(PAGE)
    await expect(obstacle(page, name)).toBeVisible()
  }
  draw(FRAME)
  superset.instead('/api/v1/security/login', json({ message: 'no' }, 401))
  superset.forget()
  await page.waitForTimeout(10_500)
  await page.goto(PAGE)
  await expect(obstacle(page, 'login')).toBeVisible()
  superset.instead('/api/v1/security/login', null)
  await expect(drawn(page)).toBeVisible({ timeout: 40_000 })
})

test('it is reached by a whole document from anywhere in the portal, and left softly', async ({
  browser,
}) => {
  const { page } = await readerOf(browser)
  await page.goto('/dashboards')
  const begun = page.waitForRequest(
    (request) => request.isNavigationRequest() && request.url().endsWith(PAGE),
  )
  // What is put in before React has read the HTML would be a fault of it.
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__reactFiber$')),
  )
  await page.evaluate((path) => {
    const link = document.createElement('a')
    link.href = path
    link.textContent = 'To the dashboard'
    document.querySelector('main')?.append(link)
  }, PAGE)
  await page.getByRole('link', { name: 'To the dashboard' }).click()
  await begun
  await expect(drawn(page)).toBeVisible()
  await page
    .getByRole('link', { name: 'All dashboards' })
    .or(page.getByRole('link', { name: 'Dashboards' }))
    .first()
    .click()
  await expect(page).toHaveURL(/\/dashboards$/)
  await page.goBack()
  await expect(drawn(page)).toBeVisible()
})

test('a Superset that nobody listens at: the page stands, and says so', async ({ browser }) => {
  const { page } = await readerOf(browser)
  await superset.close()
  await page.waitForTimeout(3_100)
  const response = await page.goto(PAGE)
  expect(response?.status()).toBe(200)
  await expect(obstacle(page, 'unreachable')).toBeVisible()
  await expect(page.getByText('Nobody is named')).toBeVisible()
})
