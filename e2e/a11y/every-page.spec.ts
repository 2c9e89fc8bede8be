import { fill, findPlaces, type Places } from '../access/places'
import { expect, test } from '../fixtures'
import { PAGES, routesInApp } from '../routes'

const WIDTHS = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1440, height: 900 },
]

let places: Places

test.beforeAll(async () => {
  places = await findPlaces()
})

test('every page of app/ is looked at, and no other', () => {
  expect([...new Set(PAGES.map((page) => page.route))].sort()).toEqual(routesInApp().pages)
})

for (const theme of ['light', 'dark'] as const) {
  for (const { name, width, height } of WIDTHS) {
    test.describe(`${theme}, ${name}`, () => {
      test.use({ theme, viewport: { width, height } })

      for (const { path, persona, status = 200 } of PAGES) {
        test.describe(persona, () => {
          // A browser writes down that a document was not found.
          test.use({ persona, expectedNoise: status === 200 ? [] : [new RegExp(`status of ${status}`)] })

          test(`${path} has no fault that axe finds, and is as wide as the screen`, async ({
            open,
            axe,
            page,
          }) => {
            expect(await open(fill(path, places))).toBe(status)
            await expect(page.locator('h1')).toHaveCount(1)
            expect(await page.locator('html').getAttribute('lang')).toBeTruthy()
            expect(await axe()).toEqual([])
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            )
            expect(overflow, 'only tables scroll sideways, in themselves').toBe(0)
          })
        })
      }
    })
  }
}
