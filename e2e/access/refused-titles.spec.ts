import { expect, test } from '../fixtures'
import { fill, findPlaces, type Places } from './places'

let places: Places
test.beforeAll(async () => {
  places = await findPlaces()
})

test.describe('a page that the reader may not open', () => {
  test.use({ persona: 'nobody', expectedNoise: [/status of 403/] })

  for (const [path, place] of [
    ['/analytics', 'Analytics'],
    ['/analytics/total-revenue', 'Analytics'],
    ['/analytics/no-such-query', 'Analytics'],
    ['/dashboards/{dashboard}', 'Dashboards'],
    ['/products/NW-001', 'Products'],
  ] as const) {
    test(`${path} is called by its place, never by its record`, async ({ page, open }) => {
      expect(await open(fill(path, places))).toBe(403)
      await expect(page).toHaveTitle(`${place} · Pergola`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not allowed')
      expect(await page.content()).not.toMatch(/Total revenue|Dashboard of the matrix|Chai/)
    })
  }
})

test.describe('a page that is not there', () => {
  test.use({ persona: 'analyst', expectedNoise: [/status of 404/] })

  for (const [path, title] of [
    ['/analytics/no-such-query', 'Analytics'],
    ['/dashboards/no-such', 'Dashboards'],
    ['/no-such-page', 'Not found'],
  ] as const) {
    test(`${path} has a name of its own`, async ({ page, open }) => {
      expect(await open(path)).toBe(404)
      await expect(page).toHaveTitle(`${title} · Pergola`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found')
    })
  }
})
