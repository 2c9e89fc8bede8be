import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import pg from 'pg'
import { expect, test } from '../fixtures'
import { house, PERSONAS, type Persona, signIn } from '../session'

// The links lead into the portal's own knowledge base, so that the check asks nobody outside.
const GONE = `/kb/no-such-${randomUUID().slice(0, 8)}`
const REASON = 'A test of the links.'

let client: pg.Client

test.beforeAll(async () => {
  client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
})
test.afterAll(() => client.end())

async function pageOf(browser: Browser, persona: Persona): Promise<{ page: Page; userId: string }> {
  const { cookie, userId } = await signIn({ ...PERSONAS[persona] })
  const context = await browser.newContext({ baseURL: house().baseUrl })
  await context.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  return { page: await context.newPage(), userId }
}

/** A product of this owner and group with a link that leads nowhere. */
async function addProduct(code: string, { owner, group }: { owner: string; group: string }): Promise<void> {
  const links = JSON.stringify([
    { type: 'document', label: `Sheet of ${code}`, url: `${house().baseUrl}${GONE}` },
  ])
  await client.query(
    `INSERT INTO product (id, code, code_key, name, owner_id, product_group_id, links)
     SELECT gen_random_uuid(), $1, lower($1), $1, $2::uuid, id, $3::jsonb FROM product_group WHERE code = $4`,
    [code, owner, links, group],
  )
}

/** Runs of this test's that ended well: others come by the clock. */
async function succeeded(): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM dbos.workflow_status s JOIN workflow_request r ON r.run_id = s.workflow_uuid
     WHERE s.name = 'check-links' AND s.status = 'SUCCESS' AND r.reason = $1`,
    [REASON],
  )
  return rows[0]?.n ?? 0
}

/** Starts a run on its page, and waits until it has ended well. */
async function check(page: Page): Promise<void> {
  const before = await succeeded()
  await page.goto('/admin/workflows')
  const form = page.locator('form', { has: page.locator('input[name=key][value="check-links"]') })
  await form.getByLabel('Why do you start it?').fill(REASON)
  await form.getByRole('button', { name: /^Start run/ }).click()
  await expect.poll(succeeded, { timeout: 90_000 }).toBe(before + 1)
}

test('a link that leads nowhere is found by a run, and told to its owner and to who may read its product', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const suffix = randomUUID().slice(0, 6)
  const [drink, sauce] = [`LB-${suffix}`, `LC-${suffix}`]
  const owner = await pageOf(browser, 'editor')
  const operator = await pageOf(browser, 'operator')
  await addProduct(drink, { owner: owner.userId, group: 'BEVERAGES' })
  await addProduct(sauce, { owner: owner.userId, group: 'CONDIMENTS' })
  await check(operator.page)

  // Failing once makes no noise.
  await owner.page.goto('/links?state=failing')
  await expect(owner.page.getByRole('link', { name: `Sheet of ${drink}` })).toBeVisible()
  await owner.page.goto('/links?mine=1')
  await expect(owner.page.getByText('None of your links is broken')).toBeVisible()
  await owner.page.goto(`/products/${drink}`)
  await expect(owner.page.getByRole('link', { name: `Sheet of ${drink}` })).toBeVisible()
  await expect(owner.page.getByText('Broken')).toHaveCount(0)

  // As if that had been half a day ago.
  await client.query(
    `UPDATE checked_link SET failed_since = failed_since - interval '12 hours', counted_at = counted_at - interval '12 hours',
       checked_at = checked_at - interval '12 hours' WHERE url LIKE $1`,
    [`%${GONE}`],
  )
  await check(operator.page)
  await owner.page.goto(`/products/${drink}`)
  await expect(owner.page.getByText('Broken')).toBeVisible()
  await expect(owner.page.getByText('What it leads to in the knowledge base is gone.')).toBeVisible()
  await owner.page.goto('/')
  await owner.page.getByRole('link', { name: '2 links that you look after' }).click()
  await expect(owner.page).toHaveURL(/\/links\?mine=1$/)
  await expect(owner.page.getByRole('link', { name: drink, exact: true })).toBeVisible()
  await expect(owner.page.getByRole('link', { name: sauce, exact: true })).toBeVisible()
  await owner.page.goto('/notices')
  await expect(owner.page.getByText('A link on 2 pages that are yours does not work any more.')).toHaveCount(
    1,
  )

  // Somebody who may read one of the two products learns of no other.
  const held = await pageOf(browser, 'beverages')
  await held.page.goto('/links')
  await expect(held.page.getByRole('link', { name: drink, exact: true })).toBeVisible()
  expect(await held.page.content()).not.toContain(sauce)
  await held.page.goto('/links?mine=1')
  await expect(held.page.getByText('None of your links is broken')).toBeVisible()

  // What was mended is gone from the list at once.
  await client.query(`UPDATE product SET links = '[]', version = version + 1 WHERE code = $1`, [drink])
  await held.page.goto('/links')
  await expect(held.page.getByRole('link', { name: drink, exact: true })).toHaveCount(0)
})
