import { expect, test } from '../fixtures'

test.describe('an analyst', () => {
  test.use({ persona: 'analyst' })

  test('sorts an answer by value and turns its pages, all of it in the address', async ({ page, open }) => {
    await open('/analytics/best-products?count=77')
    const table = page.getByRole('region', { name: 'Best products' })
    await expect(page.getByText('1–50 of 77')).toBeVisible()
    // 9,xxx stands before 10,xxx: by value, not by letter.
    await table.getByRole('link', { name: 'Revenue' }).click()
    await expect(page).toHaveURL(/_sort=revenue/)
    await expect(table.getByRole('columnheader', { name: 'Revenue' })).toHaveAttribute(
      'aria-sort',
      'ascending',
    )
    await expect(table.getByRole('row').nth(1)).toContainText('Chocolade')
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page).toHaveURL(/_page=2/)
    await expect(page.getByText('51–77 of 77')).toBeVisible()
    await expect(table.getByRole('row').nth(27)).toContainText('Côte de Blaye')
    await expect(table.getByRole('rowheader', { name: /Total/ })).toHaveCount(0)
    await page.getByRole('link', { name: /Remove the filter Sorted by/ }).click()
    await expect(page).toHaveURL(/count=77$/)
  })

  test('takes all rows away in each format, by its own parameters only', async ({ page, open, request }) => {
    await open('/analytics/best-products?count=77&_sort=revenue')
    await page.getByRole('button', { name: 'Export' }).click()
    const links = page.getByRole('group', { name: 'Export all rows' }).getByRole('link')
    await expect(links).toHaveCount(5)
    await expect(links.first()).toHaveAttribute('href', '/analytics/best-products/export/csv?count=77')
    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const begins = { csv: '\uFEFFproduct_code,', xlsx: 'PK', parquet: 'PAR1', arrow: 'ARROW1', json: '[\n{' }
    for (const [format, begin] of Object.entries(begins)) {
      const answer = await request.get(`/analytics/best-products/export/${format}?count=77`, {
        headers: { cookie: cookies },
      })
      expect(answer.status()).toBe(200)
      expect((await answer.body()).toString('utf8').startsWith(begin)).toBe(true)
    }
  })

  test('pins a query to the home page, and takes it off', async ({ page, open }) => {
    await open('/analytics/revenue-by-group')
    await page.getByRole('button', { name: 'Pin Revenue by product group to your home page' }).click()
    await expect(page.getByRole('button', { name: 'Unpin Revenue by product group' })).toBeVisible()
    await open('/')
    await expect(page.getByRole('link', { name: 'Revenue by product group' })).toBeVisible()
    await open('/analytics/revenue-by-group')
    await page.getByRole('button', { name: 'Unpin Revenue by product group' }).click()
    await expect(page.getByRole('button', { name: /^Pin Revenue/ })).toBeVisible()
  })

  test('sees on a product’s card how it sells, its place and its stock', async ({ page, open }) => {
    await open('/products/NW-001')
    const figures = page.getByRole('region', { name: 'Figures' })
    await expect(figures.getByText('6 of 12 in Beverages')).toBeVisible()
    await expect(figures.getByText('39, ordered again at 10')).toBeVisible()
    await figures.getByRole('link', { name: 'By month' }).click()
    await expect(page).toHaveURL(/\/analytics\/product-by-month\?product=NW-001$/)
    await expect(
      page.getByRole('img', { name: /^Line chart: Revenue by Month, 18 values/ }).first(),
    ).toBeVisible()
  })
})

test.describe('a viewer, who may ask no query', () => {
  test.use({ persona: 'viewer' })

  test('sees no figures on a product’s card', async ({ page, open }) => {
    await open('/products/NW-001')
    await expect(page.getByRole('region', { name: 'History' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Figures' })).toHaveCount(0)
  })
})
