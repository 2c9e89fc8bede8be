import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

test.use({ persona: null })

async function signInAs(page: Page, login: string, from = '/'): Promise<void> {
  await page.goto(from)
  await expect(page).toHaveTitle(/Sign in/)
  await page.locator(`button[name=login][value=${login}]`).click()
}

test('somebody who is not signed in is sent to the provider, and comes back to the page asked for', async ({
  page,
}) => {
  await signInAs(page, 'analyst', '/analytics/total-revenue')
  await expect(page).toHaveURL(/\/analytics\/total-revenue$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test.describe('an unknown account', () => {
  // The provider answers it with 422, which the browser writes down.
  test.use({ expectedNoise: [/status of 422/] })

  test('an account can be typed, and an unknown one is told so', async ({ page }) => {
    await page.goto('/')
    await page.getByLabel('Or type an account').fill('nobody-here')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('nobody-here')
    await page.getByLabel('Or type an account').fill('viewer')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL(/:\d+\/$/)
  })
})

test('signing out ends the session here and at the provider', async ({ page, context, baseURL }) => {
  await signInAs(page, 'viewer')
  await expect(page).toHaveURL(/:\d+\/$/)
  const before = await context.cookies(baseURL)

  await page.goto('/auth/logout')
  await page.waitForURL(/signed-out|\/$/)

  // The provider asks again who it is: its own session is gone.
  await page.goto('/')
  await expect(page).toHaveTitle(/Sign in/)

  // The cookie from before opens nothing: the session is gone on the server, not only in the browser.
  await context.clearCookies()
  await context.addCookies(before)
  const response = await context.request.get(`${baseURL}/`, { maxRedirects: 0 })
  expect(response.status()).toBe(307)
  expect(response.headers().location).toContain('/auth/login')
})

test('two people in two browsers do not meet', async ({ page, browser, baseURL }) => {
  await signInAs(page, 'viewer')
  const other = await browser.newContext(baseURL === undefined ? {} : { baseURL })
  const otherPage = await other.newPage()
  await signInAs(otherPage, 'admin')
  expect((await otherPage.request.get('/admin/connections')).status()).toBe(200)
  expect((await page.request.get('/admin/connections')).status()).toBe(403)
  await other.close()
})
