import { expect, test } from '../fixtures'
import { house, PERSONAS, signIn } from '../session'

test.use({ persona: 'editor' })

test('the history of a product names no group that its reader may not see', async ({
  page,
  open,
  browser,
}) => {
  for (const group of ['CONDIMENTS', 'BEVERAGES']) {
    expect(await open('/products/NW-076/edit')).toBe(200)
    await page.getByLabel('Group').selectOption(group)
    await page.getByRole('button', { name: 'Save product' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
  }
  await expect(page.getByText('CONDIMENTS').first()).toBeVisible()

  const context = await browser.newContext()
  const { cookie } = await signIn(PERSONAS.beverages)
  await context.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  const response = await context.request.get(`${house().baseUrl}/products/NW-076`)
  const html = await response.text()
  expect(response.status()).toBe(200)
  expect(html).toContain('another group')
  expect(html.toUpperCase()).not.toContain('CONDIMENTS')
  await context.close()
})
