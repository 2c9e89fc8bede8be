import { fill, findPlaces, type Places } from '../access/places'
import { expect, test } from '../fixtures'
import { PAGES, routesInApp } from '../routes'

const WIDTHS = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1440, height: 900 },
] as const
const TYPED = 'input:not([type]), input[type=text], input[type=search], input[type=email], textarea'

let places: Places

test.beforeAll(async () => {
  places = await findPlaces()
})

test('every page of app/ is looked at, and no other', () => {
  expect([...new Set(PAGES.map((page) => page.route))].sort()).toEqual(routesInApp().pages)
})

/** Both themes at both widths on one page: what the reader's system asks for changes beneath it, as at dusk. */
const LOOKS = WIDTHS.flatMap((size) => (['light', 'dark'] as const).map((scheme) => ({ ...size, scheme })))

for (const { path, persona, status = 200 } of PAGES) {
  test.describe(persona, () => {
    // A browser writes down that a document was not found.
    test.use({
      persona,
      theme: 'system',
      expectedNoise: status === 200 ? [] : [new RegExp(`status of ${status}`)],
    })

    test(`${path} has no fault that axe finds, and is as wide as the screen, and its text fields say how much they take`, async ({
      open,
      axe,
      page,
    }) => {
      await page.setViewportSize(WIDTHS[0])
      expect(await open(fill(path, places))).toBe(status)
      await expect(page.locator('h1')).toHaveCount(1)
      expect(await page.locator('html').getAttribute('lang')).toBeTruthy()
      const unbounded = await page
        .locator(TYPED)
        .evaluateAll((fields) =>
          (fields as HTMLInputElement[]).filter((one) => one.maxLength < 0).map((one) => one.outerHTML),
        )
      expect.soft(unbounded, 'text fields without a limit').toEqual([])
      const surfaces = new Map<string, string>()
      for (const { name, width, height, scheme } of LOOKS) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: scheme })
        surfaces.set(scheme, await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
        expect.soft(await axe(scheme === 'light' ? 'all' : 'colours'), `${scheme}, ${name}`).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect.soft(overflow, `${scheme}, ${name}: only tables scroll sideways, in themselves`).toBe(0)
      }
      expect(new Set(surfaces.values()).size, 'the themes are two').toBe(2)
    })
  })
}
