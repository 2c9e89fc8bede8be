import { expect, test } from '../fixtures'
import { house, signIn } from '../session'

test.use({ persona: 'admin' })

const CODE = 'NW-038'

test('a figure pinned to a product stands there for others in their own rows, until it is unpinned', async ({
  page,
  open,
  browser,
}) => {
  await open(`/analytics?_product=${CODE}`)
  await page.getByRole('link', { name: 'Revenue of a year' }).click()
  await page.getByLabel('Year', { exact: true }).selectOption('1998')
  await page.getByRole('button', { name: 'Show' }).click()
  const box = page.getByRole('region', { name: 'Pin to a product' })
  await expect(box.getByText('With Year: 1998')).toBeVisible()
  await expect(page.getByLabel('Product code')).toHaveValue(CODE)
  await page.getByRole('button', { name: 'Pin to product' }).click()
  await expect(page).toHaveURL(new RegExp(`/products/${CODE}`))
  const card = page.getByRole('region', { name: 'Pinned figures' })
  const whole = '440,623.87'
  await expect(card.getByText(whole)).toBeVisible()

  const grants = [
    { role: 'viewer' as const },
    { role: 'analyst' as const, condition: { kind: 'productGroup' as const, in: ['BEVERAGES'] } },
  ]
  const reader = await signIn({ grants, name: 'Test Reader Of Drinks' })
  const context = await browser.newContext()
  await context.addCookies([{ ...reader.cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  const other = await context.newPage()
  await other.goto(`${house().baseUrl}/products/${CODE}`)
  const theirs = other.getByRole('region', { name: 'Revenue of a year' })
  await expect(theirs.getByText(/^[\d,]+\.\d\d$/).first()).toBeVisible()
  await expect(theirs.getByText(whole)).toHaveCount(0)
  await expect(theirs.getByRole('button', { name: /Unpin/ })).toHaveCount(0)
  await context.close()

  await card.getByRole('link', { name: 'Change Revenue of a year' }).click()
  await page.getByLabel('Year', { exact: true }).selectOption('1996')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('With Year: 1996')).toBeVisible()
  await page.getByRole('button', { name: 'Save figure' }).click()
  await expect(page).toHaveURL(new RegExp(`/products/${CODE}`))
  await expect(card.getByText('Year: 1996')).toBeVisible()
  await card.getByRole('button', { name: /^Unpin Revenue of a year/ }).click()
  await expect(card.getByText('Figures that you pin stand here')).toBeVisible()
})

test('a figure that is pinned to the home page stands there', async ({ page, open }) => {
  await open('/analytics/total-revenue')
  await page.getByRole('button', { name: 'Pin Total revenue to your home page' }).click()
  await expect(page.getByRole('button', { name: 'Unpin Total revenue' })).toBeVisible()
  await open('/')
  const pinned = page.getByRole('region', { name: 'Pinned' })
  await expect(pinned.getByRole('listitem').filter({ hasText: 'Total revenue' })).toContainText(
    '1,265,793.04',
  )
})
