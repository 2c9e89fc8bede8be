import type { Locator } from '@playwright/test'
import { expect, test } from '../fixtures'

test.use({ persona: 'analyst' })

/** Which sides of a table's frame fade, once it stands at a share of its way. */
async function fading(frame: Locator, share: number): Promise<string[]> {
  return await frame.evaluate(async (element, wanted) => {
    element.scrollLeft = (element.scrollWidth - element.clientWidth) * wanted
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
    return ['::before', '::after'].filter((side) => getComputedStyle(element, side).content !== 'none')
  }, share)
}

test('a table that is wider than a phone fades at the side where it goes on, and at none where it ends', async ({
  page,
  open,
}) => {
  await open('/analytics/stock-by-group')
  const frame = page.getByRole('region', { name: 'Stock by product group' })
  await expect(frame).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await frame.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true)
  expect(await fading(frame, 0)).toEqual(['::after'])
  expect(await fading(frame, 0.5)).toEqual(['::before', '::after'])
  expect(await fading(frame, 1)).toEqual(['::before'])
  await page.setViewportSize({ width: 1440, height: 900 })
  expect(await frame.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false)
  expect(await fading(frame, 0)).toEqual([])
})

test('the totals of the stock leave no figure out', async ({ page, open }) => {
  await open('/analytics/stock-by-group')
  const frame = page.getByRole('region', { name: 'Stock by product group' })
  await expect(frame.locator('tfoot td')).toHaveText([/^[\d,]+$/, /^[\d,]+$/, '69'])
})
