import type { Page } from '@playwright/test'
import { query } from '../sabotage'
import type { Scene, Stage } from '../scene'
import { checkRows, sendTable } from './import-acts'
import { showLinks } from './link-acts'
import { formErrors, formSaved, moment } from './moment'

/** What is met on the way among products. */
export const PRODUCT_MOMENTS: readonly Scene[] = [
  moment('products-change-many', 'editor', '/products?group=SEAFOOD', { play: changeMany }),
  moment('products-change-needs', 'editor', '/products?group=SEAFOOD', { play: changeNeeds }),
  moment('products-changed-many', 'editor', '/products?group=SEAFOOD', { play: changedMany }),
  moment('products-views', 'editor', '/products?group=SEAFOOD&sort=name&dir=desc', { play: views }),
  moment('products-columns', 'editor', '/products', { play: (stage) => menu(stage, 'Columns') }),
  moment('products-export', 'editor', '/products', { play: (stage) => menu(stage, 'Export') }),
  formErrors('product-new-errors', 'editor', {
    path: '/products/new',
    fields: { Code: 'import', Name: '' },
    button: 'Make product',
  }),
  formSaved('product-made', 'editor', {
    path: '/products/new',
    fields: { Code: 'NW-900', Name: 'Provolone piccante' },
    button: 'Make product',
    leadsTo: /made/,
  }),
  moment('product-archived', 'editor', '/products/NW-015', { play: archived }),
  moment('product-kept', 'editor', '/products/NW-019', { play: kept }),
  moment('product-link-broken', 'editor', '/products/NW-011', { play: linkBroken }),
  moment('product-reported', 'viewer', '/products/NW-020', { play: reported }),
  moment('product-file-refused', 'editor', '/products/NW-021', { play: fileRefused }),
  moment('product-version-present', 'viewer', '/products/NW-030/history/1'),
  formErrors('group-new-errors', 'editor', {
    path: '/products/groups/new',
    fields: { Code: 'no code', Name: '' },
    button: 'Make group',
  }),
  formSaved('group-saved', 'editor', {
    path: '/products/groups/SEAFOOD/edit',
    fields: {},
    button: 'Save group',
    leadsTo: /saved/,
  }),
  moment('import-columns', 'editor', '', { status: null, play: importColumns }),
  moment('import-column-errors', 'editor', '', { status: null, play: importColumnErrors }),
  moment('products-import-id.loading', 'editor', '', {
    route: '/products/import/[id]',
    state: 'loading',
    status: null,
    play: importGoingOn,
  }),
  moment('import-done', 'editor', '', { status: null, play: importDone }),
  moment('import-failed', 'editor', '', { status: null, play: importFailed }),
  moment('import-outdated', 'editor', '', { status: null, play: importOutdated }),
]

async function linkBroken({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await showLinks(databaseUrl, async () => {
    await open('/products/NW-011')
    await shoot()
  })
}

const box = (name: string) => `Choose ${name}`

async function chooseTwo({ page, open }: Stage): Promise<void> {
  await open('/products?group=SEAFOOD')
  await page.getByLabel(box('Ikura')).check()
  await page.getByLabel(box('Konbu')).check()
  await page.getByRole('button', { name: 'Change…' }).click()
}

async function changeMany(stage: Stage): Promise<void> {
  await chooseTwo(stage)
  await stage.shoot()
}

/** Moved into a group that needs what neither of the two has. */
async function changeNeeds(stage: Stage): Promise<void> {
  const { page, databaseUrl, shoot } = stage
  await query(
    databaseUrl,
    `WITH made AS (
       INSERT INTO product_group (id, code, name) VALUES (gen_random_uuid(), 'FROZEN', 'Frozen food') RETURNING id
     ) INSERT INTO product_group_attribute (product_group_id, key, label, type, unit, choices, required, position)
       SELECT id, 'keptAt', 'Kept at', 'number'::attribute_type, '°C', '{}'::text[], true, 1 FROM made
       UNION ALL SELECT id, 'box', 'Box', 'choice', NULL, ARRAY['Small', 'Large'], true, 2 FROM made`,
  )
  await chooseTwo(stage)
  await page.locator('#bulk-fields').getByLabel('Group').selectOption('FROZEN')
  await page.getByRole('button', { name: 'Change the chosen products' }).click()
  await page.getByText('2 products lack what the new group needs').waitFor()
  await shoot()
  await query(databaseUrl, `DELETE FROM product_group WHERE code = 'FROZEN'`)
}

/** One of the two was changed by somebody else meanwhile. */
async function changedMany(stage: Stage): Promise<void> {
  const { page, databaseUrl, shoot } = stage
  await chooseTwo(stage)
  await query(
    databaseUrl,
    `UPDATE product SET version = version + 1, updated_at = now() WHERE name LIKE 'Konbu%'`,
  )
  await page.getByLabel('Add tags').fill('frozen')
  await page.getByRole('button', { name: 'Change the chosen products' }).click()
  await page.getByText('1 of 2 products changed').waitFor()
  await shoot()
}

/** One of one's own, by which one came, and one that somebody shares. */
async function views({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO product_view (id, owner_id, name, query, shared)
     SELECT gen_random_uuid(), id, 'Sweet things', 'group=CONFECTIONS', true FROM app_user
     WHERE name = 'Test Admin' LIMIT 1`,
  )
  await open('/products?group=SEAFOOD&sort=name&dir=desc')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByLabel('Save this list as a view').fill('From the sea')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.waitForURL(/view=/)
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'From the sea' }).click()
  await shoot()
}

async function menu({ page, open, shoot }: Stage, name: string): Promise<void> {
  await open('/products?view=none')
  await page.getByRole('button', { name, exact: true }).click()
  await shoot()
}

async function archived({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-015')
  await page.getByRole('button', { name: /^Archive/ }).click()
  await page.getByRole('button', { name: /^Restore/ }).waitFor()
  await page.waitForLoadState('networkidle')
  await shoot()
}

async function addFile(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByLabel('Add a picture or file').setInputFiles(file)
  await page.getByRole('button', { name: 'Add file' }).click()
  await page.waitForURL(/file/)
  await page.waitForLoadState('networkidle')
}

/** With a picture and a file, watched, and with a mistake that somebody reported. */
async function kept({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO product_mistake (id, product_id, reported_by_id, words, reported_at)
     SELECT gen_random_uuid(), product.id, reader.id, 'Twenty to a box, not twenty-four.', now() - interval '2 hours'
     FROM product, app_user reader WHERE product.code = 'NW-019' AND reader.name = 'Test Placeholder'`,
  )
  await open('/products/NW-019')
  await page.getByRole('button', { name: /^Watch/ }).click()
  await page.getByRole('button', { name: /^Stop watching/ }).waitFor()
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 600, height: 400 } })
  await addFile(page, { name: 'Scones on a plate.png', mimeType: 'image/png', buffer: picture })
  const text = Buffer.from('Eight months at 4 °C.')
  await addFile(page, { name: 'How they are kept.txt', mimeType: 'text/plain', buffer: text })
  await open('/products/NW-019')
  await shoot()
}

async function reported({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-020')
  await page.getByLabel('What is wrong').fill('The price is of last year.')
  await page.getByRole('button', { name: 'Report mistake' }).click()
  await page.getByText('Whoever keeps this product is told.').waitFor()
  await page.waitForLoadState('networkidle')
  await shoot()
}

async function fileRefused({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-021')
  const buffer = Buffer.from('<html><script>alert(1)</script>')
  await addFile(page, { name: 'page.pdf', mimeType: 'application/pdf', buffer })
  await page.getByText('what is inside decides').waitFor()
  await shoot()
}

/** Names of columns that nobody knows. */
async function importColumns({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'artikel.csv', 'Artikel;Bezeichnung;Lager\r\nNW-072;Mozzarella;14\r\n')
  await shoot()
}

async function importColumnErrors({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'artikel.csv', 'Artikel;Bezeichnung;Lager\r\nNW-072;Mozzarella;14\r\n')
  await page.getByRole('button', { name: 'Check the rows' }).click()
  await page.getByRole('alert').first().waitFor()
  await shoot()
}

const CHANGED = 'code;name\r\nNW-073;Röd Kaviar, small\r\nNW-104;Löjrom\r\nNW-105;\r\n'
const OWN = `(SELECT id FROM product_import WHERE actor_id <> '' ORDER BY created_at DESC LIMIT 1)`

/** Half-way, and it stays there. */
async function importGoingOn({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'caviar.csv', CHANGED)
  const set = (values: string) => query(databaseUrl, `UPDATE product_import SET ${values} WHERE id = ${OWN}`)
  await set(`state = 'checking', row_count = 40000, done_count = 17000`)
  try {
    await page.reload()
    await page.getByRole('progressbar').waitFor()
    await shoot()
  } finally {
    await set(`state = 'failed', row_count = 3, failure = 'It was stopped.'`)
  }
}

async function importDone({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'caviar.csv', CHANGED)
  await checkRows(page)
  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await page.getByText(/^Imported: /).waitFor()
  await page.waitForLoadState('networkidle')
  await shoot()
}

async function importFailed({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'prices.xlsx', '%PDF-1.7 not a workbook')
  await page.getByText('This is a PDF.').waitFor()
  await shoot()
}

async function importOutdated({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'caviar.csv', CHANGED)
  await checkRows(page)
  await query(databaseUrl, `UPDATE product_import SET scope_key = 'another' WHERE id = ${OWN}`)
  await page.reload()
  await page.getByText('Your rights have changed').waitFor()
  await shoot()
}
