import type { Page } from '@playwright/test'
import { fill, findPlaces, type Places } from '../access/places'
import { expect, test } from '../fixtures'
import { house } from '../session'
import { LARGE_SPACE, whileLarge } from './large-space'

let places: Places

test.beforeAll(async () => {
  places = await findPlaces()
})

const picture = (page: Page) => page.getByRole('group', { name: /^How .* relate/ })

/** The lines that are drawn on top at the database that has the focus. */
function litAtFocus(page: Page): Promise<number> {
  return page.evaluate(() => {
    const lit = document.activeElement?.nextElementSibling
    return lit && getComputedStyle(lit).visibility === 'visible' ? lit.querySelectorAll('use').length : 0
  })
}

test('the keyboard goes through the databases of a space, shows their lines, and opens one without a new document', async ({
  open,
  page,
}) => {
  await open(fill('/kb/{space}', places))
  const links = picture(page).getByRole('link')
  const first = links.first()
  await page.getByRole('region', { name: /as a picture$/ }).focus()
  await page.keyboard.press('Tab')
  await expect(first).toBeFocused()
  expect(await litAtFocus(page)).toBeGreaterThan(0)
  await page.keyboard.press('Tab')
  await expect(links.nth(1)).toBeFocused()
  const href = await links.nth(1).getAttribute('href')
  await page.evaluate(() => document.body.setAttribute('data-same-document', 'yes'))
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${href}`)
  await expect(page.locator('body')).toHaveAttribute('data-same-document', 'yes')
})

test('a click opens a database, and its own picture does not lead to itself', async ({ open, page }) => {
  await open('/kb/product-handbook')
  await picture(page)
    .getByRole('link', { name: /Quality Check/ })
    .click()
  await page.waitForURL('**/kb/product-handbook/quality-check')
  const links = picture(page).getByRole('link')
  await expect(links.first()).toBeVisible()
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  expect(hrefs.sort()).toEqual(['/kb/product-handbook/guide', '/kb/product-handbook/reception'])
})

test('the table beneath holds what the picture does, across spaces too', async ({ open, page }) => {
  await open('/kb/product-handbook')
  await page.getByText('The same as a table').click()
  const table = page.getByRole('region', { name: /as a table$/ })
  await expect(table.getByRole('row', { name: 'Guide Quality Checks Quality Check Many' })).toBeVisible()
  const elsewhere = table.getByRole('row', { name: /^Guide Ideas Idea/ })
  await expect(elsewhere.getByRole('link', { name: 'Idea' })).toHaveAttribute('href', '/kb/things/idea')
  await expect(picture(page).getByRole('link', { name: /Idea.*in Things/ })).toHaveAttribute(
    'href',
    '/kb/things/idea',
  )
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('the picture stands in the page', async ({ open, page }) => {
    await open('/kb/product-handbook')
    await expect(picture(page).getByRole('link', { name: /Guide/ })).toBeVisible()
  })
})

test.describe('200 databases with 1,000 relations', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('are cut to the most connected, and the page says so; it scrolls in itself', async ({
    open,
    page,
    axe,
  }) => {
    await whileLarge(house().databaseUrl, async () => {
      expect(await open(LARGE_SPACE)).toBe(200)
      const drawn = await picture(page).getByRole('link').count()
      expect(drawn).toBeGreaterThan(5)
      expect(drawn).toBeLessThanOrEqual(24)
      await expect(page.getByText(`Drawn are ${drawn} of 200 databases, the most connected`)).toBeVisible()
      const width = (element: Element) => [element.scrollWidth, element.clientWidth] as const
      const [inside, frame] = await page.getByRole('region', { name: /as a picture$/ }).evaluate(width)
      expect(inside).toBeGreaterThan(frame)
      const [whole, screen] = await page.locator('html').evaluate(width)
      expect(whole).toBe(screen)
      expect(await axe()).toEqual([])
    })
  })
})
