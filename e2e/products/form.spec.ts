import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { holdScripts } from '../late-scripts'
import { house, PERSONAS, signIn } from '../session'

const unique = () => randomUUID().slice(0, 8)

async function make(page: Page, code: string): Promise<void> {
  await page.goto('/products/new')
  await page.getByLabel('Code').fill(code)
  await page.getByLabel('Name', { exact: true }).fill(`Made ${code}`)
  await page.getByLabel('Group').selectOption('BEVERAGES')
  await page.getByRole('button', { name: 'Make product' }).click()
  await expect(page.getByText('The product is made.')).toBeVisible()
}

/** Somebody else saves the product meanwhile, without a browser of this test's. */
async function saveElsewhere(page: Page, code: string, fields: Record<string, string>): Promise<void> {
  const browser = page.context().browser()
  const context = await browser?.newContext({ baseURL: house().baseUrl, javaScriptEnabled: false })
  if (context === undefined) throw new Error('there is no browser')
  const { cookie } = await signIn({ ...PERSONAS.editor, name: 'Other Editor' })
  await context.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  const other = await context.newPage()
  await other.goto(`/products/${code}/edit`)
  for (const [label, value] of Object.entries(fields)) {
    await other.getByLabel(new RegExp(`^${label.replace(/[()]/g, '\\$&')}( \\(optional\\))?$`)).fill(value)
  }
  await other.getByRole('button', { name: 'Save product' }).click()
  await expect(other.getByText('Saved.')).toBeVisible()
  await context.close()
}

test.use({ persona: 'editor' })

test('a product is made, renumbered, found under its old code, and nobody else gets that code', async ({
  page,
}) => {
  const code = `E2E-${unique()}`
  await make(page, code)
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Code').fill(`${code}-b`)
  await page.getByRole('button', { name: 'Save product' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  const old = await page.request.get(`/products/${code.toLowerCase()}`, { maxRedirects: 0 })
  expect(old.status()).toBe(308)
  expect(old.headers().location).toContain(`/products/${code}-b`)
  await page.goto('/products/new')
  await page.getByLabel('Code').fill(code.toUpperCase())
  await page.getByLabel('Name', { exact: true }).fill('Another')
  await page.getByRole('button', { name: 'Make product' }).click()
  await expect(page.getByLabel('Code')).toBeFocused()
  await expect(page.locator('#code-error')).toContainText('Choose another code')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Another')
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    // A browser without script says that it takes no scripts.
    test.use({
      javaScriptEnabled,
      expectedNoise: javaScriptEnabled ? [] : [/_next\/static\/chunks\/\S+ csp$/],
    })

    test('the second of two savers sees both versions field by field and loses nothing typed', async ({
      page,
    }) => {
      const code = `TWO-${unique()}`
      await make(page, code)
      await page.goto(`/products/${code}/edit`)
      await page.getByLabel('Description').fill('Mine & <b>mine</b>')
      await page.getByLabel('Unit price (USD)').fill('12.5')
      await page.getByLabel('Address of link 1').fill('https://example.com/mine')
      await saveElsewhere(page, code, {
        'Units in stock': '7',
        'Unit price (USD)': '99',
        Code: `${code}-x`,
      })
      await page.getByRole('button', { name: 'Save product' }).click()
      const both = page.getByRole('region', { name: 'Saved now and yours' })
      await expect(both).toBeVisible()
      const row = (name: string) =>
        both.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
      await expect(row('Unit price')).toContainText('99 USD')
      await expect(row('Unit price')).toContainText('12.5 USD')
      await expect(row('Description')).toContainText('Mine & <b>mine</b>')
      await expect(row('Code')).toHaveCount(0)
      await expect(row('Units in stock')).toHaveCount(0)
      await expect(page.getByLabel('Code')).toHaveValue(`${code}-x`)
      await expect(page.getByLabel('Units in stock')).toHaveValue('7')
      await expect(row('Links')).toContainText('https://example.com/mine')
      await expect(page.getByLabel('Description')).toHaveValue('Mine & <b>mine</b>')
      await expect(page.getByLabel('Unit price (USD)')).toHaveValue('12.5')
      await expect(page.getByLabel('Address of link 1')).toHaveValue('https://example.com/mine')
      await page.getByRole('button', { name: 'Save product' }).click()
      await expect(page.getByText('Saved.')).toBeVisible()
      await expect(page).toHaveURL(new RegExp(`/products/${code}-x`))
      await expect(page.getByText('US$12.50')).toBeVisible()
      // Blocks that come late need script to come at all.
      const history = page.getByRole('region', { name: 'History', exact: true })
      if (javaScriptEnabled) await expect(history).toContainText('Unit price: 99 USD')
    })

    test('what is wrong stands beside its field, and what was typed is still there', async ({ page }) => {
      const code = `BAD-${unique()}`
      await make(page, code)
      await page.goto(`/products/${code}/edit`)
      await page.getByLabel('Unit price (USD)').fill('cheap')
      await page.getByLabel('Address of link 2').fill('javascript:alert(1)')
      await page.getByRole('button', { name: 'Save product' }).click()
      await expect(page.locator('[id="link.1.url-error"]')).toContainText('http://')
      await expect(page.getByLabel('Address of link 2')).toHaveValue('javascript:alert(1)')
      if (javaScriptEnabled) await expect(page.getByLabel('Address of link 2')).toBeFocused()
      await page.getByLabel('Address of link 2').fill('')
      await page.getByRole('button', { name: 'Save product' }).click()
      await expect(page.locator('[id="attr.unitPrice-error"]')).toContainText('give a number')
      await expect(page.getByLabel('Unit price (USD)')).toHaveValue('cheap')
    })
  })
}

test('whoever leaves with unsaved changes is asked, by a link and by closing', async ({ page }) => {
  await page.goto('/products/NW-014/edit')
  await page.waitForLoadState('networkidle')
  const asked: string[] = []
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type())
    await (asked.length === 1 ? dialog.dismiss() : dialog.accept())
  })
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.waitForURL(/\/products\/NW-014$/)
  expect(asked).toEqual([])
  await page.goto('/products/NW-014/edit')
  await page.waitForLoadState('networkidle')
  await page.getByLabel('Description').fill('not saved')
  await page.getByRole('link', { name: 'Cancel' }).click()
  expect(asked).toEqual(['confirm'])
  await expect(page.getByLabel('Description')).toHaveValue('not saved')
  await page.goto('/products')
  expect(asked).toEqual(['confirm', 'beforeunload'])
})

test('what was typed and chosen before the scripts came counts: its group’s fields are there, and who leaves is asked', async ({
  page,
}) => {
  const sendScripts = await holdScripts(page)
  await page.goto('/products/new', { waitUntil: 'commit' })
  await page.getByLabel('Name', { exact: true }).fill('Typed early')
  await page.getByLabel('Group').selectOption('BEVERAGES')
  sendScripts()
  await expect(page.getByLabel('Unit price (USD)')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed early')
  const asked: string[] = []
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type())
    await dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Cancel' }).click()
  expect(asked).toEqual(['confirm'])
})

test('an earlier version is looked at and restored, and the history tells of it', async ({ page }) => {
  const code = `OLD-${unique()}`
  await make(page, code)
  await page.goto(`/products/${code}/edit`)
  await page.getByLabel('Name', { exact: true }).fill('Renamed')
  await page.getByRole('button', { name: 'Save product' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.getByRole('link', { name: 'version 1', exact: true }).click()
  await expect(page.getByRole('row', { name: /Name Differs/ })).toContainText(`Made ${code}`)
  await page.getByRole('button', { name: 'Restore this version' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Made ${code}`)
  await expect(page.getByLabel('History')).toContainText('restored an earlier version')
  await page.getByRole('button', { name: /^Archive/ }).click()
  await expect(page.getByText('Archived. It stays readable')).toBeVisible()
  await page.getByRole('button', { name: /^Restore/ }).click()
  await expect(page.getByText('Restored.')).toBeVisible()
})
