import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext } from '@playwright/test'
import pg from 'pg'
import { createTestSession } from '@/lib/testing/session'
import { expect, test } from '../fixtures'
import { startTestHouse, type TestHouse } from '../house'
import { copyServer } from '../server-copy'

// A house with a question that takes DuckDB minutes.

const SLOW = `/*---
title: A slow question
owner: Test
sources: [orders]
chart: { kind: figure, y: n }
---*/
SELECT count(*) AS n FROM range(2000000) a(x), range(2000000) b(y) WHERE (x * 7919 + y * 104729) % 1000003 = 1
`

let slow: TestHouse
let server: string
let database: pg.Client

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  test.setTimeout(240_000)
  server = copyServer({ files: { 'slow.sql': SLOW }, data: true })
  slow = await startTestHouse({}, { server: join(server, 'server.js') })
  database = new pg.Client({ connectionString: slow.migratorUrl })
  await database.connect()
})

test.afterAll(async () => {
  await database?.end()
  await slow?.stop()
  rmSync(server, { recursive: true, force: true })
})

async function analyst(
  browser: Browser,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<BrowserContext> {
  const { cookie } = await createTestSession(
    { role: 'analyst', name: 'Test Analyst' },
    { databaseUrl: slow.migratorUrl, secret: slow.env.AUTH0_SECRET, baseUrl: slow.url },
  )
  const context = await browser.newContext({ baseURL: slow.url, ...options })
  await context.addCookies([{ ...cookie, url: slow.url, httpOnly: true, sameSite: 'Lax' }])
  return context
}

async function underWay(): Promise<number> {
  const { rows } = await database.query(
    'SELECT count(*)::int AS n FROM analytics_flight WHERE began_at IS NOT NULL',
  )
  return (rows as { n: number }[])[0]?.n ?? 0
}

async function outcomes(): Promise<string[]> {
  const { rows } = await database.query('SELECT outcome FROM analytics_run ORDER BY started_at')
  return (rows as { outcome: string }[]).map(({ outcome }) => outcome)
}

for (const script of [true, false]) {
  test(`a slow question has its page at once and is cancelled at the engine, script ${script ? 'on' : 'off'}`, async ({
    browser,
  }) => {
    await database.query('DELETE FROM analytics_run')
    const context = await analyst(browser, { javaScriptEnabled: script })
    const page = await context.newPage()
    await page.goto('/analytics/slow', { waitUntil: 'commit' })
    await expect(page.getByRole('heading', { name: 'A slow question' })).toBeVisible()
    await expect(page.getByText('The answer is being worked out.')).toBeVisible()
    await expect.poll(underWay).toBe(1)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByText('You cancelled this question')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'A slow question' })).toBeVisible()
    await expect.poll(underWay).toBe(0)
    expect(await outcomes()).toEqual(['cancelled'])
    await context.close()
  })
}

test('a slow question that was come to from the list is cancelled too', async ({ browser }) => {
  await database.query('DELETE FROM analytics_run')
  const context = await analyst(browser)
  const page = await context.newPage()
  await page.goto('/analytics')
  await page.getByRole('link', { name: 'A slow question' }).click()
  await expect(page.getByText('The answer is being worked out.')).toBeVisible()
  await expect.poll(underWay).toBe(1)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('You cancelled this question')).toBeVisible()
  await expect.poll(underWay).toBe(0)
  expect(await outcomes()).toEqual(['cancelled'])
  await page.getByRole('link', { name: 'Ask again' }).click()
  await expect(page.getByText('The answer is being worked out.')).toBeVisible()
  await expect.poll(underWay).toBe(1)
  await context.close()
  await expect.poll(underWay).toBe(0)
})

for (const from of ['/analytics/slow', '/analytics']) {
  test(`a slow question that came with ${from} is cancelled when a link leads elsewhere`, async ({
    browser,
  }) => {
    await database.query('DELETE FROM analytics_run')
    const context = await analyst(browser)
    const page = await context.newPage()
    await page.goto(from, { waitUntil: 'commit' })
    if (from === '/analytics') await page.getByRole('link', { name: 'A slow question' }).click()
    await expect(page.getByText('The answer is being worked out.')).toBeVisible()
    await expect.poll(underWay).toBe(1)
    await page.getByRole('link', { name: 'Dashboards' }).click()
    await expect(page.getByRole('heading', { name: 'Dashboards', level: 1 })).toBeVisible()
    await expect.poll(underWay).toBe(0)
    expect(await outcomes()).toEqual(['cancelled'])
    await context.close()
  })
}

test('a page that is closed ends its question, once nobody else has it open', async ({ browser }) => {
  await database.query('DELETE FROM analytics_run')
  const [one, other] = await Promise.all([analyst(browser), analyst(browser)])
  const pages = await Promise.all([one.newPage(), other.newPage()])
  for (const page of pages) {
    await page.goto('/analytics/slow', { waitUntil: 'commit' })
    await expect(page.getByText('The answer is being worked out.')).toBeVisible()
  }
  await expect.poll(underWay).toBe(1)
  await pages[0].close()
  await pages[1].waitForTimeout(1_500)
  expect(await underWay()).toBe(1)
  await pages[1].close()
  await expect.poll(underWay).toBe(0)
  expect(await outcomes()).toEqual(['cancelled'])
  await Promise.all([one.close(), other.close()])
})
