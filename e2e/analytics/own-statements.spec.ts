import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { AD_HOC_TIMEOUT_MS } from '@/lib/analytics/ad-hoc'
import { expect, test } from '../fixtures'
import { house } from '../session'

const REVENUE = 'SELECT round(sum(unit_price * quantity * (1 - discount)), 2) AS revenue FROM order_details'
/** So long a statement may take: the engine that is not there yet is started within it. */
const ANSWERED = { timeout: AD_HOC_TIMEOUT_MS }
const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'

test.use({ persona: 'analyst' })

test('a statement is answered exactly, is in no address, and stands in one’s list', async ({
  page,
  open,
  axe,
}) => {
  const secret = `secret${randomUUID().slice(0, 8)}`
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(decodeURIComponent(request.url())))
  await open('/analytics/sql')
  await page.getByLabel('Statement').fill(`${REVENUE} -- ${secret}`)
  await page.getByLabel('Statement').press('ControlOrMeta+Enter')
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await expect(answer).toContainText('1265793.04', ANSWERED)
  await expect(answer).toContainText('DECIMAL(38,2)')
  await expect(page.getByRole('region', { name: 'Asked of late' })).toContainText(secret)
  expect(addresses.filter((url) => url.includes(secret))).toEqual([])
  expect(await axe()).toEqual([])
  await page.getByRole('link', { name: secret }).click()
  await expect(page).toHaveURL(/\?from=[\w-]+$/)
  await expect(page.getByLabel('Statement')).toHaveValue(`${REVENUE} -- ${secret}`)
})

test('what the engine does not understand is pointed at, in the box too', async ({ page, open, axe }) => {
  await open('/analytics/sql')
  const box = page.getByLabel('Statement')
  await box.fill('SELECT order_id,\n  nothing\nFROM orders')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Line 2, column 3', ANSWERED)
  await expect(page.getByRole('main').getByRole('alert').locator('mark')).toHaveText('nothing')
  await expect(box).toBeFocused()
  const chosen = await box.evaluate((element: HTMLTextAreaElement) =>
    element.value.slice(element.selectionStart, element.selectionEnd),
  )
  expect(chosen).toBe('nothing')
  expect(await axe()).toEqual([])
})

test('one that runs away is stopped, and the next one is answered', async ({ page, open }) => {
  await open('/analytics/sql')
  await page.getByLabel('Statement').fill(ENDLESS)
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Stopped')
  await page.getByLabel('Statement').fill('SELECT 7 AS seven')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText('seven', ANSWERED)
})

test('one that is told to stop before it has begun is stopped once it has', async ({ page, open }) => {
  let begin = () => {}
  const held = new Promise<void>((resolve) => {
    begin = resolve
  })
  await open('/analytics/sql')
  await page.route('**/analytics/sql', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  await page.getByLabel('Statement').fill(ENDLESS)
  await page.getByRole('button', { name: 'Run' }).click()
  const told = page.waitForResponse((response) => response.url().endsWith('/analytics/sql/stop'))
  await page.getByRole('button', { name: 'Stop' }).click()
  expect(await (await told).json()).toEqual({ stopped: 0 })
  begin()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Stopped')
})

test('Tab indents, and leaves the box after Esc', async ({ page, open }) => {
  await open('/analytics/sql')
  const box = page.getByLabel('Statement')
  await box.fill('SELECT')
  await box.press('Tab')
  await expect(box).toHaveValue('SELECT  ')
  await box.press('Escape')
  await box.press('Tab')
  await expect(page.getByRole('button', { name: 'Run' })).toBeFocused()
})

test('a press on a column writes it into the statement', async ({ page, open }) => {
  await open('/analytics/sql')
  await page.getByLabel('Statement').fill('SELECT ')
  await page.getByText('order_details', { exact: true }).click()
  await page.getByRole('button', { name: 'discount' }).click()
  await expect(page.getByLabel('Statement')).toHaveValue('SELECT discount')
})

test('the answer is taken away as it was asked', async ({ page, open }) => {
  await open('/analytics/sql')
  await page.getByLabel('Statement').fill('SELECT range AS n FROM range(1500)')
  await page.getByRole('button', { name: 'Run' }).click()
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await expect(answer).toContainText('There is more than these 1,000 rows', ANSWERED)
  await page.getByLabel('Statement').fill('SELECT 1')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    answer.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  const text = readFileSync(await download.path(), 'utf8')
  expect(text.split('\r\n')).toHaveLength(1_502)
})

test('somebody held to groups is told of no table', async ({ browser }) => {
  const { signIn } = await import('../session')
  const { cookie } = await signIn({
    grants: [{ role: 'analyst', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }],
  })
  const context = await browser.newContext({ baseURL: house().baseUrl })
  await context.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  expect((await page.goto('/analytics/sql'))?.status()).toBe(403)
  expect(await page.content()).not.toContain('order_details')
  await page.goto('/analytics')
  await expect(page.getByRole('link', { name: 'Ask in SQL' })).toHaveCount(0)
  await context.close()
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('it is asked, answered and pointed at all the same, and one that runs is stopped', async ({
    page,
    context,
  }) => {
    await page.goto('/analytics/sql')
    await page.getByLabel('Statement').fill(REVENUE)
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText(
      '1265793.04',
      ANSWERED,
    )
    await expect(page.getByLabel('Statement')).toHaveValue(REVENUE)
    await page.getByLabel('Statement').fill('SELECT nothing FROM orders')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('Line 1, column 8', ANSWERED)
    await page.getByLabel('Statement').fill(ENDLESS)
    const answered = page.getByRole('button', { name: 'Run' }).click()
    const other = await context.newPage()
    await expect
      .poll(async () => {
        await other.goto('/analytics/sql')
        return await other.getByRole('button', { name: 'Stop it' }).count()
      })
      .toBe(1)
    await other.getByRole('button', { name: 'Stop it' }).click()
    await answered
    await expect(page.getByRole('main').getByRole('alert')).toContainText('Stopped')
  })
})

test('who asked what is in the audit record, and how it ended', async ({ page, open }) => {
  const mark = `mark${randomUUID().slice(0, 8)}`
  await open('/analytics/sql')
  await page.getByLabel('Statement').fill(`SELECT 1 AS ${mark}`)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText(mark, ANSWERED)
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ action: string; changes: Record<string, { after: unknown }> }>(
    `SELECT action, changes FROM audit_event WHERE subject_id IN (
       SELECT subject_id FROM audit_event JOIN audit_personal ON event_id = audit_event.id
        WHERE field = 'actor.statement' AND value LIKE '%' || $1) ORDER BY at, id`,
    [mark],
  )
  await client.end()
  expect(rows.map(({ action }) => action)).toEqual(['statement.asked', 'statement.answered'])
  expect(rows[1]?.changes).toMatchObject({ outcome: { after: 'done' }, rows: { after: 1 } })
})
