import type { FrameLocator, Page } from '@playwright/test'
import { describe, expect, it, vi } from 'vitest'
import {
  ask,
  CHART_QUERIES,
  type Figures,
  figuresOfQueries,
  figuresShown,
  STOCK_TAB,
  untilShown,
} from './dashboards-figures'
import {
  type DashboardHouse,
  OF_ALL,
  ofGroup,
  PAGE,
  query,
  reader,
  SLUG,
  untilDrawn,
} from './dashboards-house'

const STOCK = CHART_QUERIES['stock-by-group']
/** To the cent as charts round it: half a cent in a binary figure may go down. */
const money = (value: unknown) =>
  Number(Number(value).toFixed(2)).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })

/** The rows of some groups alone. */
function ofGroups(figures: Figures, ...groups: string[]): Figures {
  const of = (rows: string[] = []) =>
    rows.filter((row) => groups.some((group) => row.startsWith(`${group} | `)))
  return { 'stock-by-group': of(figures['stock-by-group']) }
}

const ofRow = (rows: string[] = [], name: string) =>
  rows.find((row) => row.startsWith(`${name} | `))?.split(' | ') ?? []

const YEAR = new URLSearchParams({ 'f.period': '1997-01-01 : 1998-01-01' })

const shownInAddress = (page: Page, part: RegExp) =>
  vi.waitFor(() => expect(decodeURIComponent(page.url())).toMatch(part), 10_000)

/** What leads to a dashboard, and from it to others. */
export function describeLinks(given: () => DashboardHouse): void {
  describe('the way to a dashboard', () => {
    it('a copied link leads another reader to the same filters and tab, with their own rows', async () => {
      const house = given()
      const sharer = await reader(house, OF_ALL)
      await sharer.context.grantPermissions(['clipboard-read', 'clipboard-write'], {
        origin: house.house.url,
      })
      await sharer.page.goto(`${PAGE}?f.product-group=Beverages`)
      const frame = await untilDrawn(sharer.page)
      await chooseGroup(frame, 'Seafood')
      await shownInAddress(sharer.page, /f\.product-group=Beverages&f\.product-group=Seafood/)
      await frame.getByRole('tab', { name: 'Stock' }).click()
      await shownInAddress(sharer.page, /tab=TAB-stock$/)
      const all = await figuresOfQueries(sharer.page)
      await untilShown(frame, ofGroups(all, 'Beverages', 'Seafood'), STOCK_TAB)
      await sharer.page.getByRole('button', { name: 'Copy link' }).click()
      await sharer.page.getByText('Copied').waitFor()
      const link = await sharer.page.evaluate(() => navigator.clipboard.readText())
      expect(link).toBe(sharer.page.url())
      await sharer.context.close()

      // Of what the link is held to, this reader may read Seafood; of what they may read, the link is held to Seafood.
      const other = await reader(house, ofGroup('SEAFOOD', 'PRODUCE'))
      await other.page.goto(link)
      const theirs = await untilDrawn(other.page)
      const own = await figuresOfQueries(other.page)
      expect(own['stock-by-group']).toHaveLength(2)
      await untilShown(theirs, ofGroups(own, 'Seafood'), STOCK_TAB)
      await theirs.getByText(STOCK.title).waitFor()
      expect(other.page.url()).toBe(link)
      await theirs.getByRole('tab', { name: 'Sales' }).click()
      const [, seafood = ''] = ofRow(own['revenue-by-group'], 'Seafood')
      await theirs.getByText(money(seafood)).first().waitFor()
      await other.context.close()
    })

    it('an address leads to a tab and to a period, and follows what is chosen', async () => {
      const house = given()
      const { page, context } = await reader(house, OF_ALL)
      await page.goto(`${PAGE}?f.product-group=Beverages&tab=TAB-stock&f.other=x`)
      const frame = await untilDrawn(page)
      const figures = await figuresOfQueries(page)
      await untilShown(frame, ofGroups(figures, 'Beverages'), STOCK_TAB)
      await shownInAddress(page, /\?f\.product-group=Beverages&tab=TAB-stock$/)
      await frame.getByRole('tab', { name: 'Sales' }).click()
      await shownInAddress(page, /tab=TAB-sales$/)
      const [, beverages = ''] = ofRow(figures['revenue-by-group'], 'Beverages')
      await frame.getByText(money(beverages)).first().waitFor()
      await page.reload()
      await (await untilDrawn(page)).getByText(money(beverages)).first().waitFor()

      await page.goto(`${PAGE}?${YEAR}`)
      const [year] = await ask(page, 'revenue-of-a-year', '?year=1997')
      await (await untilDrawn(page)).getByText(money(year?.revenue)).first().waitFor()
      await context.close()
    })

    it('an address chooses nothing by a filter that publishing did not allow', async () => {
      const house = given()
      const { page, context } = await reader(house, OF_ALL)
      const [kept] = await query<{ filters: unknown }>(
        house,
        'SELECT filters FROM dashboard WHERE slug = $1',
        [SLUG],
      )
      await query(
        house,
        `UPDATE dashboard SET filters = (SELECT jsonb_agg(filter) FROM jsonb_array_elements(filters) AS filter
                                         WHERE filter ->> 'id' <> 'NATIVE_FILTER-period') WHERE slug = $1`,
        [SLUG],
      )
      try {
        await page.goto(`${PAGE}?${YEAR}&tab=TAB-sales`)
        const frame = await untilDrawn(page)
        const [total] = await ask(page, 'total-revenue')
        await frame.getByText(money(total?.revenue)).first().waitFor()
        await shownInAddress(page, /\?tab=TAB-sales$/)
      } finally {
        const filters = JSON.stringify(kept?.filters)
        await query(house, 'UPDATE dashboard SET filters = $1 WHERE slug = $2', [filters, SLUG])
      }
      await context.close()
    })

    it('a dashboard names its products, and a product’s card leads to the dashboard of that product', async () => {
      const { page, context } = await reader(given(), OF_ALL)
      await page.goto(PAGE)
      const products = page.getByRole('region', { name: 'Products' })
      expect(await products.getByRole('link').allTextContents()).toEqual(['Queso Cabrales'])
      await products.getByRole('link', { name: 'Queso Cabrales' }).click()
      await page.waitForURL('**/products/NW-011')
      // One that the dashboard names, and one whose group it names.
      for (const code of ['NW-011', 'NW-038']) {
        await page.goto(`/products/${code}`)
        const card = page.getByRole('region', { name: 'Dashboards' })
        await card.getByText(`Product: ${code}`).waitFor()
        await card.getByRole('link', { name: 'Northwind sales' }).click()
        const frame = await untilDrawn(page)
        const best = await ask(page, 'best-products', '?count=77')
        const own = best.find((row) => row.product_code === code)
        await frame.getByText(money(own?.revenue)).first().waitFor()
        const { 'best-products': rows } = await figuresShown(frame, ['best-products'])
        expect(rows?.map((row) => row.split(' | ')[0])).toEqual([code])
      }
      await context.close()
    })
  })
}

/** One more in Superset's own list of filters. */
async function chooseGroup(frame: FrameLocator, group: string): Promise<void> {
  await frame.getByRole('combobox', { name: 'NATIVE_FILTER-product-group' }).press('ArrowDown')
  await frame.locator('.ant-select-item-option', { hasText: group }).click()
  await frame.getByRole('button', { name: 'Apply filters' }).click()
}
