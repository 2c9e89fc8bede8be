import type { Scene, Stage } from '../scene'
import { moment } from './moment'

async function pin({ page, open }: Stage, path: string): Promise<void> {
  await open(path)
  await page.getByRole('button', { name: 'Pin to product' }).click()
  await page.getByText('The figure is pinned').waitFor()
}

/** A single figure, a line bound to the product, a heat map and a table of one row, as who keeps the product sees them. */
async function pinned(stage: Stage): Promise<void> {
  const product = '_product=NW-043'
  await pin(stage, `/analytics/revenue-of-a-year?year=1997&${product}`)
  await pin(stage, `/analytics/total-revenue?${product}`)
  await pin(stage, `/analytics/product-by-month?${product}`)
  await pin(stage, `/analytics/product-standing?${product}`)
  await stage.open('/products/NW-043')
  await stage.page.getByRole('region', { name: 'Total revenue' }).getByText('1,265,793.04').waitFor()
  await stage.page.waitForLoadState('networkidle')
  await stage.shoot()
}

async function refused({ page, open, shoot }: Stage): Promise<void> {
  await open('/analytics/total-revenue')
  await page.getByLabel('Product code').fill('NW-999')
  await page.getByRole('button', { name: 'Pin to product' }).click()
  await page.getByText('No product that you may read has this code').waitFor()
  await shoot()
}

export const FIGURE_MOMENTS: readonly Scene[] = [
  moment('analytics-for-a-product', 'admin', '/analytics?_product=NW-043'),
  moment('analytics-pin-refused', 'admin', '/analytics/total-revenue', { play: refused }),
  moment('product-pinned-figures', 'admin', '/products/NW-043', { play: pinned }),
]
