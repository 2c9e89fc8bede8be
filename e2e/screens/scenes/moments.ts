import { misbehave, query, until } from '../sabotage'
import type { Scene, Stage } from '../scene'
import { FIGURE_MOMENTS } from './figure-moments'
import { formConflict, formErrors, formSaved, moment } from './moment'

/** What is met on the way: forms with faults, what is not there, what is open above a page. */
export const MOMENTS: readonly Scene[] = [
  moment('navigating', 'viewer', '', { status: null, play: navigating }),
  moment('not-found-product', 'viewer', '/products/NW-999', {
    status: 404,
    sameAs: 'address',
    sameAt: [390],
  }),
  moment('account-disabled', 'disabled', '/', { status: 403 }),
  moment('sign-in', null, '/'),
  moment('sign-in-unknown', null, '', { status: null, play: signInUnknown }),
  moment('sign-in-stale', null, '/sign-in-failed?reason=stale'),
  moment('sign-in-refused', null, '/sign-in-failed?reason=refused'),
  moment('sign-in-unreachable', null, '/sign-in-failed?reason=unreachable'),
  moment('signed-out-here-only', null, '/signed-out?provider=unreachable'),
  moment('palette', 'admin', '/about', { play: palette }),
  moment('palette-nothing', 'viewer', '/about', { play: (stage) => palette(stage, 'zzzz') }),
  moment('reader-menu', 'admin', '/about', { play: readerMenu }),
  moment('navigation-narrow', 'admin', '/about', { play: narrow }),
  moment('search-not-begun', 'viewer', '/search'),
  moment('products-filtered', 'viewer', '/products?q=ch&group=CONFECTIONS&sort=name&dir=desc'),
  moment('products-similar', 'viewer', '/products?q=chocolde'),
  moment('products-page-2', 'viewer', '/products?page=2', { play: nextPage }),
  formErrors('product-edit-errors', 'editor', {
    path: '/products/NW-012/edit',
    fields: { Name: '' },
    button: 'Save product',
  }),
  formConflict('product-edit-conflict', 'editor', {
    path: '/products/NW-012/edit',
    fields: { Name: 'Queso Manchego La Pastora Curado' },
    button: 'Save product',
    table: 'product',
    code: 'NW-012',
  }),
  formSaved('product-saved', 'editor', {
    path: '/products/NW-013/edit',
    fields: { Name: 'Konbu, dried' },
    button: 'Save product',
    leadsTo: /saved/,
  }),
  moment('product-of-a-sync', 'editor', '/products/NW-014/edit', { play: ofASync }),
  moment('product-from-fibery', 'editor', '/products/NW-015/edit', { play: fromFibery }),
  moment('product-gone-from-fibery', 'editor', '/products/NW-016', { play: goneFromFibery }),
  moment('product-list-with-one-gone', 'editor', '/products?q=tofu', { play: oneGoneInTheList }),
  formErrors('workflow-start-errors', 'admin', {
    path: '/admin/workflows',
    fields: {},
    button: 'Start run Refresh the knowledge base',
  }),
  formErrors('role-new-errors', 'admin', {
    path: '/admin/roles/new',
    fields: { Key: 'Not a key' },
    button: 'Make role',
  }),
  moment('role-built-in', 'admin', '/admin/roles/viewer'),
  moment('person-who-may-everything', 'admin', '/admin/users', { play: personOfEveryRight }),
  moment('audit-refusals', 'admin', '/admin/audit?outcome=refused'),
  moment('analytics-wrong-value', 'analyst', '/analytics/best-products?count=6'),
  moment('analytics-unlisted-value', 'analyst', '/analytics/revenue-by-month-and-group?groups=NO-SUCH'),
  moment('analytics-unknown-parameter', 'analyst', '/analytics/best-products?colour=red'),
  moment('analytics-list-form', 'analyst', '/analytics/late-orders?shippers=1,3'),
  moment('analytics-cut-chart', 'analyst', '/analytics/best-products?count=77'),
  moment('analytics-sorted', 'analyst', '/analytics/best-products?count=77&_sort=revenue&_page=2'),
  moment('analytics-stacked', 'analyst', '/analytics/revenue-by-month-and-group'),
  moment('analytics-scatter', 'analyst', '/analytics/price-and-sales'),
  moment('analytics-heatmap', 'analyst', '/analytics/revenue-by-country-and-group'),
  moment('analytics-compared', 'analyst', '/analytics/revenue-of-a-year'),
  moment('analytics-performance', 'operator', '/admin/analytics'),
  moment('product-figures', 'analyst', '/products/NW-001'),
  ...FIGURE_MOMENTS,
  moment('kb-gone', 'viewer', '', { status: null, play: spaceGone }),
  // From here on the knowledge base does not answer.
  moment('kb-not-up-to-date', 'operator', '', { status: null, play: notUpToDate }),
  {
    ...moment('kb-space.by-catalog', 'viewer', '', { status: null }),
    route: '/kb/[space]',
    play: spaceByCatalog,
  },
  {
    ...moment('kb-space.failed', 'operator', '', { status: null }),
    route: '/kb/[space]',
    state: 'failed',
    play: spaceNotUpToDate('/kb/{space}'),
  },
  {
    ...moment('kb-space-database.failed', 'operator', '', { status: null }),
    route: '/kb/[space]/[database]',
    state: 'failed',
    play: spaceNotUpToDate('/kb/{space}/{database}'),
  },
  {
    ...moment('kb-space-database-entity.failed', 'viewer', '', { status: null }),
    route: '/kb/[space]/[database]/[entity]',
    state: 'failed',
    play: entityNotAnswered,
  },
]

/** The next page is asked for, and does not answer yet. */
async function navigating({ page, open, shoot }: Stage): Promise<void> {
  await open('/about')
  await page.route('**/products?**', () => {})
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '/products?q=x'
    document.querySelector('main')?.append(link)
    link.click()
  })
  await page.locator('.progress[data-pending=true]').waitFor({ state: 'attached' })
  await shoot()
}

async function signInUnknown({ page, open, shoot }: Stage): Promise<void> {
  await open('/')
  await page.getByLabel('Or type an account').fill('nobody-here')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').waitFor()
  await shoot()
}

async function palette({ page, open, shoot }: Stage, typed = 'cho'): Promise<void> {
  await open('/about')
  await page.keyboard.press('Control+k')
  const answer = page.waitForResponse((response) => response.url().includes(`q=${typed}`))
  await page.getByRole('combobox').fill(typed)
  await answer
  await page.getByRole('option').first().waitFor()
  await shoot()
}

async function readerMenu({ page, open, shoot }: Stage): Promise<void> {
  await open('/about')
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByRole('link', { name: 'Sign out' }).waitFor()
  await shoot()
}

/** On a desk narrowed to its icons; on a phone opened as a sheet. */
async function narrow({ page, open, shoot }: Stage): Promise<void> {
  await open('/about')
  await page.getByRole('button', { name: 'Collapse' }).click()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Open the navigation' }).click()
  await shoot()
}

async function nextPage({ page, open, shoot }: Stage): Promise<void> {
  await open('/products')
  await page.getByRole('link', { name: 'Next' }).click()
  await page.waitForURL(/page=2/)
  await shoot()
}

async function ofASync({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(databaseUrl, `UPDATE product SET source = 'SAP', as_of = now() WHERE code = 'NW-014'`)
  await open('/products/NW-014/edit')
  await shoot()
}

const FED = `source = 'fibery/products', as_of = now(),
  synced_fields = '{code,name,groupCode,attributes.unitPrice,links.Data sheet}'`

async function fromFibery({ open, databaseUrl, shoot }: Stage): Promise<void> {
  const links = `'[{ "type": "document", "label": "Data sheet", "url": "https://example.com/sheet.pdf" }]'`
  await query(databaseUrl, `UPDATE product SET ${FED}, links = ${links} WHERE code = 'NW-015'`)
  await open('/products/NW-015/edit')
  await shoot()
}

async function goneFromFibery({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(databaseUrl, `UPDATE product SET ${FED}, gone_at = now() WHERE code = 'NW-016'`)
  await open('/products/NW-016')
  await shoot()
}

async function oneGoneInTheList({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(databaseUrl, `UPDATE product SET ${FED}, gone_at = now() WHERE name = 'Tofu'`)
  await open('/products?q=tofu')
  await shoot()
}

async function personOfEveryRight({ open, databaseUrl, shoot }: Stage): Promise<void> {
  const { id } = await until<{ id: string }>(
    databaseUrl,
    `SELECT id FROM app_user WHERE name = 'Test Admin' ORDER BY created_at LIMIT 1`,
  )
  await open(`/admin/users/${id}`)
  await shoot()
}

async function spaceGone({ open, databaseUrl, places, shoot }: Stage): Promise<void> {
  const set = (moment: string) =>
    query(databaseUrl, `UPDATE kb_space SET gone_at = ${moment} WHERE slug = '${places.space}'`)
  await set('now()')
  try {
    await open('/kb/{space}')
    await shoot()
  } finally {
    await set('NULL')
  }
}

/** A reading fails, and what was read before goes on being shown. */
async function notUpToDate({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await misbehave('down')
  await open('/kb')
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await until(databaseUrl, `SELECT 1 FROM kb_catalog WHERE last_failure_code IS NOT NULL`)
  await until(databaseUrl, `SELECT 1 FROM dbos.workflow_status WHERE status = 'ERROR' LIMIT 1`)
  await open('/kb')
  await shoot()
}

/** A space's GraphQL schema is refused, and the workspace's own schema tells of it; one database is new since. */
async function spaceByCatalog({ databaseUrl, open, places, shoot }: Stage): Promise<void> {
  await query(databaseUrl, `UPDATE kb_space SET origin = 'catalog' WHERE slug = '${places.space}'`)
  await query(
    databaseUrl,
    `UPDATE kb_database SET type = '', finder = '' WHERE id =
       (SELECT d.id FROM kb_database d JOIN kb_space s ON s.id = d.space_id WHERE s.slug = '${places.space}'
        ORDER BY d.position DESC LIMIT 1)`,
  )
  await open('/kb/{space}')
  await shoot()
}

/** One space alone fails; the stand-in breaks as a whole or not at all. */
function spaceNotUpToDate(path: string) {
  return async ({ open, databaseUrl, places, shoot }: Stage) => {
    await query(
      databaseUrl,
      `UPDATE kb_space SET last_failure_at = now(), last_failure_code = 'TIMEOUT',
                           last_failure_detail = 'no answer within 30 s' WHERE slug = '${places.space}'`,
    )
    await open(path)
    await shoot()
  }
}

/** Fibery does not answer while somebody reads: what the snapshot knows stands beside the fault. */
async function entityNotAnswered({ page, open, shoot }: Stage): Promise<void> {
  // A scene that failed before this one has its worker begun anew, and with it the stand-in well again.
  await misbehave('down')
  await open('/kb/{space}/{database}/{entity}')
  await page.getByRole('link', { name: 'Ask again, and wait longer' }).waitFor()
  await shoot()
}
