import { rmSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'admin' })
test.describe.configure({ mode: 'serial' })

const NAME = 'Process segments of the handbook'
const COFFEES = 'Coffees of the handbook'
/** A mapping over a query that the demo has: products that the portal keeps itself already. */
const BEST = 'Best products of the warehouse'
const BEST_FILE = '.next/standalone/mappings/best-products.yaml'
const BEST_MAPPING = `title: ${BEST}
record: product
from: { query: best-products, id: product_code, parameters: { count: 77 } }
fields: { code: product_code, name: product, productGroup: product_group }
`
const COFFEE = `SELECT name, tags FROM product WHERE code = 'EX-COFFEE-DARK'`

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const removed = async () => {
  await ask(`DELETE FROM process_segment WHERE source = 'fibery/process-segments'`)
  await ask(`DELETE FROM product WHERE source = 'fibery/products'`)
}
const synced = () =>
  ask(`SELECT code FROM process_segment WHERE source = 'fibery/process-segments' ORDER BY code`)

test.beforeAll(async () => {
  await removed()
  // The portal reads the workspace at its first start, behind its pages.
  await expect
    .poll(() => ask(`SELECT FROM kb_database WHERE name IN ('Process Segment', 'Coffee')`), {
      timeout: 30_000,
    })
    .toHaveLength(2)
})
test.afterAll(removed)

test('a mapping is shown, and tried without a write', async ({ page, open, axe }) => {
  expect(await open('/admin/sync')).toBe(200)
  const card = page.getByRole('region', { name: NAME, exact: true })
  await expect(card.getByRole('row', { name: /^parameter Speed Speed Float$/ })).toBeVisible()
  await expect(card.getByRole('row', { name: /^parent Parent ProductHandbookProcessSegment$/ })).toBeVisible()
  await card.getByRole('button', { name: /^Show what it would do/ }).click()
  const plan = card.getByRole('region', { name: 'What a sync would do' })
  const row = (words: string) => plan.getByRole('row').filter({ hasText: words })
  await expect(row('EX-ROAST-DRUM')).toContainText('Added')
  await expect(row('EX-ROAST-DRUM')).toContainText('52 /min')
  await expect(row('“Resting” (no. 5)')).toContainText('Give a code.')
  await expect(card.getByText('Nothing is written. It would be: 4 added, 1 refused.')).toBeVisible()
  expect(await synced()).toEqual([])
  expect(await axe()).toEqual([])
})

test('a mapping of products tells units and codes that will not do, and writes nothing', async ({
  page,
  open,
  axe,
}) => {
  await open('/admin/sync')
  const card = page.getByRole('region', { name: COFFEES, exact: true })
  await expect(card.getByRole('row', { name: /^attribute unitPrice Price Float$/ })).toBeVisible()
  await expect(card.getByRole('row', { name: /^link Data sheet Data Sheet String$/ })).toBeVisible()
  await card.getByRole('button', { name: /^Show what it would do/ }).click()
  const plan = card.getByRole('region', { name: 'What a sync would do' })
  const row = (words: string) => plan.getByRole('row').filter({ hasText: words })
  await expect(row('EX-COFFEE-DARK')).toContainText('group: BEVERAGES')
  await expect(row('EX-COFFEE-EXPORT')).toContainText(
    'Unit price: it is told in “Euro”, and the group has “USD”.',
  )
  await expect(row('“House blend” (no. 4)')).toContainText('Code: Give a code.')
  await expect(card.getByText('Nothing is written. It would be: 3 added, 2 refused.')).toBeVisible()
  expect(await ask(`SELECT FROM product WHERE source = 'fibery/products'`)).toEqual([])
  expect(await axe()).toEqual([])
})

test('a run brings the segments, whose synced fields the form shows and does not change', async ({
  page,
  open,
  axe,
}) => {
  await open('/admin/sync')
  const start = page.getByRole('region', { name: 'Sync now' })
  await start.getByLabel('Why do you start it?').fill('To see it work')
  await start.getByRole('button', { name: /^Start run/ }).click()
  await expect.poll(async () => (await synced()).length, { timeout: 30_000 }).toBe(4)

  await open('/segments/EX-ROAST-DRUM')
  await expect(page.getByText(/^Fibery, as of/)).toBeVisible()
  await expect(page.getByText('A workflow brought it from Fibery')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Move' })).toHaveCount(0)
  await open('/segments/EX-ROAST-DRUM/edit')
  await expect(page.getByLabel('Name', { exact: true })).toHaveJSProperty('readOnly', true)
  await expect(page.getByText('Comes from Fibery: change it there.').first()).toBeVisible()
  expect(await axe()).toEqual([])
  await page.getByLabel('Tags').fill('roast, slow')
  await page.getByRole('button', { name: 'Save segment' }).click()
  await expect(page).toHaveURL(/\/segments\/EX-ROAST-DRUM\?saved/)

  // Around the form.
  await open('/segments/EX-ROAST-DRUM/edit')
  await page.getByLabel('Name', { exact: true }).evaluate((input) => {
    ;(input as HTMLInputElement).readOnly = false
  })
  await page.getByLabel('Name', { exact: true }).fill('Mine')
  await page.getByRole('button', { name: 'Save segment' }).click()
  await expect(page.getByText('The name comes from Fibery: change it there.').first()).toBeVisible()
  expect(await ask(`SELECT name, tags FROM process_segment WHERE code = 'EX-ROAST-DRUM'`)).toEqual([
    { name: 'Drum roasting', tags: ['roast', 'slow'] },
  ])
})

test('the same run brings products, of which the form changes what is the portal’s alone', async ({
  page,
  open,
  axe,
}) => {
  await expect
    .poll(() => ask(`SELECT FROM product WHERE source = 'fibery/products'`), { timeout: 30_000 })
    .toHaveLength(3)
  await open('/products/EX-COFFEE-DARK')
  await expect(page.getByText(/^Fibery, as of/)).toBeVisible()
  await expect(
    page.getByText(/^From there, and changed there: code, name, description, status/),
  ).toBeVisible()
  await expect(page.getByText('A workflow brought it from Fibery')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Archive/ })).toHaveCount(0)
  await open('/products/EX-COFFEE-DARK/edit')
  await expect(page.locator('#name')).toHaveJSProperty('readOnly', true)
  await expect(page.locator('#groupCode')).toBeDisabled()
  await expect(page.locator('#status')).toBeDisabled()
  await expect(page.locator('[id="attr.unitPrice"]')).toHaveJSProperty('readOnly', true)
  await expect(page.locator('[id="attr.supplier"]')).toHaveJSProperty('readOnly', false)
  expect(await axe()).toEqual([])
  await page.locator('#tags').fill('coffee, dark')
  await page.getByRole('button', { name: 'Save product' }).click()
  await expect(page).toHaveURL(/\/products\/EX-COFFEE-DARK\?saved/)

  // Around the form.
  await open('/products/EX-COFFEE-DARK/edit')
  await page.locator('#name').evaluate((input) => {
    ;(input as HTMLInputElement).readOnly = false
  })
  await page.locator('#name').fill('Mine')
  await page.getByRole('button', { name: 'Save product' }).click()
  await expect(page.getByText('The name comes from Fibery: change it there.').first()).toBeVisible()
  expect(await ask(COFFEE)).toEqual([{ name: 'Dark roast', tags: ['coffee', 'dark'] }])

  await open('/products/EX-COFFEE-DARK/history/1')
  await expect(page.getByText(/^What comes from Fibery stays as it is now: code, name/)).toBeVisible()
})

test('a product that is gone from Fibery stays, marked on its card and in the list', async ({
  page,
  open,
  axe,
}) => {
  await ask(`UPDATE product SET gone_at = now() WHERE code = 'EX-COFFEE-DECAF'`)
  await open('/products/EX-COFFEE-DECAF')
  await expect(page.getByText('Gone from Fibery', { exact: true })).toBeVisible()
  await expect(
    page.getByText(/^Gone from Fibery, or no longer visible to the portal’s account, since/),
  ).toBeVisible()
  expect(await axe()).toEqual([])
  await open('/products?q=EX-COFFEE')
  const row = page.getByRole('row').filter({ hasText: 'EX-COFFEE-DECAF' })
  await expect(row).toContainText('Gone from its source')
  await expect(page.getByRole('row').filter({ hasText: 'EX-COFFEE-LIGHT' })).not.toContainText('Gone')
  expect(await axe()).toEqual([])
})

test('a query of the warehouse is tried and run by a mapping that was put there meanwhile, and writes over nothing', async ({
  page,
  open,
  axe,
}) => {
  writeFileSync(BEST_FILE, BEST_MAPPING)
  try {
    await open('/admin/sync')
    const card = page.getByRole('region', { name: BEST, exact: true })
    await expect(card.getByRole('row', { name: /^group product_group$/ })).toBeVisible()
    await expect(card.getByRole('link', { name: 'best-products' })).toHaveAttribute(
      'href',
      '/analytics/best-products',
    )
    await card.getByRole('button', { name: /^Show what it would do/ }).click()
    const row = card.getByRole('row').filter({ hasText: 'NW-038' })
    await expect(row).toContainText('The code NW-038 is that of a product kept in the portal')
    await expect(card.getByText('Nothing is written. It would be: 77 refused.')).toBeVisible()
    expect(await axe()).toEqual([])
    const start = page.getByRole('region', { name: 'Sync now' })
    await start.getByLabel('Why do you start it?').fill('To see a query feed')
    await start.getByRole('button', { name: /^Start run/ }).click()
    // Distinct: at eight minutes to the hour the clock starts a run too.
    const applied = `SELECT DISTINCT summary -> 'counts' AS counts FROM sync_reading WHERE mapping = 'best-products' AND outcome = 'applied'`
    await expect
      .poll(() => ask(applied), { timeout: 30_000 })
      .toEqual([{ counts: { add: 0, gone: 0, same: 0, change: 0, refuse: 77 } }])
    expect(await ask(`SELECT FROM product WHERE source LIKE 'warehouse/%'`)).toEqual([])
  } finally {
    rmSync(BEST_FILE)
    await ask(`DELETE FROM sync_reading WHERE mapping = 'best-products'`)
  }
})
