import { query, whileLocked, whileMissing } from '../sabotage'
import { nameOf, type Scene, type Stage } from '../scene'
import { checkRows, sendTable } from './import-acts'

type Given = Partial<Pick<Scene, 'persona' | 'sameAs' | 'status' | 'play' | 'house'>>

function scene(route: string, state: NonNullable<Scene['state']>, path: string, given: Given = {}): Scene {
  return { name: `${nameOf(route)}.${state}`, route, state, path, house: 'well', persona: 'admin', ...given }
}

/** The blocks of a page that wait for these tables, at the moment when the rest of it stands. */
function waitingFor(tables: readonly string[], path: string) {
  return ({ page, databaseUrl, begin, shoot }: Stage) =>
    whileLocked(databaseUrl, tables, async () => {
      await begin(path)
      await page
        .getByRole('status', { name: /^Loading/ })
        .first()
        .waitFor()
      await shoot()
    })
}

const LOADING: readonly Scene[] = [
  scene('/', 'loading', '/', {
    status: null,
    play: waitingFor(['product', 'kb_space', 'pin', 'recent_view'], '/'),
  }),
  scene('/products/[code]', 'loading', '/products/NW-011', {
    status: null,
    play: waitingFor(['audit_event'], '/products/NW-011'),
  }),
  scene('/segments/[code]', 'loading', '/segments/BREW-MASH', {
    status: null,
    play: waitingFor(['audit_event'], '/segments/BREW-MASH'),
  }),
  scene('/analytics/[query]', 'loading', '/analytics/revenue-by-month', {
    status: null,
    play: waitingFor(['analytics_answer'], '/analytics/revenue-by-month'),
  }),
]

const EMPTY: readonly Scene[] = [
  scene('/', 'empty', '/', { persona: 'nobody' }),
  scene('/account', 'empty', '/account', { persona: 'nobody' }),
  scene('/admin/analytics', 'empty', '/admin/analytics', { status: null, play: nothingWasAsked }),
  scene('/admin/audit', 'empty', '/admin/audit?action=nothing.happened'),
  scene('/admin/dashboards', 'empty', '/admin/dashboards?q=zzzz'),
  scene('/admin/users', 'empty', '/admin/users?search=zzzz'),
  scene('/admin/users/[id]', 'empty', '', { status: null, play: somebodyWithoutRoles }),
  scene('/admin/workflows', 'empty', '/admin/workflows?state=abandoned', { persona: 'operator' }),
  scene('/analytics', 'empty', '/analytics?q=zzzz', { persona: 'analyst' }),
  scene('/analytics/[query]', 'empty', '/analytics/revenue-by-month', {
    persona: 'analyst',
    status: null,
    play: analystOfNothing,
  }),
  scene('/analytics/sql', 'empty', '/analytics/sql', { persona: 'analyst' }),
  scene('/dashboards', 'empty', '/dashboards?q=zzzz', { persona: 'viewer' }),
  scene('/kb', 'empty', '/kb?q=zzzz', { persona: 'viewer' }),
  scene('/kb/[space]', 'empty', '', { status: null, play: spaceWithoutDatabases }),
  scene('/kb/[space]/[database]', 'empty', '/kb/{space}/{database}?q=zzzz', { persona: 'viewer' }),
  scene('/links', 'empty', '/links?mine=1', { persona: 'viewer' }),
  scene('/notices', 'empty', '/notices', { persona: 'nobody' }),
  scene('/products', 'empty', '/products?q=zzzz', { persona: 'viewer' }),
  scene('/products/[code]', 'empty', '', { status: null, play: productWithoutAnything }),
  scene('/products/[code]/history', 'empty', '', { status: null, play: historyOfNothing }),
  scene('/products/[code]/segments', 'empty', '/products/NW-010/segments', { persona: 'editor' }),
  scene('/products/import', 'empty', '/products/import'),
  scene('/products/import/[id]', 'empty', '', { persona: 'editor', status: null, play: importOfNoSuchRow }),
  scene('/segments', 'empty', '/segments?q=zzzz', { persona: 'viewer' }),
  scene('/segments/[code]', 'empty', '', { persona: 'editor', status: null, play: segmentWithoutAnything }),
  scene('/segments/compare', 'empty', '/segments/compare', { persona: 'viewer' }),
  scene('/search', 'empty', '/search?q=zzzz', { persona: 'viewer' }),
]

/** A page that asks a table which is not there. */
function without(tables: readonly string[], path: string) {
  return ({ open, databaseUrl, shoot }: Stage) =>
    whileMissing(databaseUrl, tables, async () => {
      await open(path)
      await shoot()
    })
}

function failing(route: string, tables: readonly string[], path: string, given: Given = {}): Scene {
  return scene(route, 'failed', path, { status: null, play: without(tables, path), ...given })
}

/** Somebody who has a notice: what it speaks of cannot be asked. */
async function noticesWithoutProducts(stage: Stage): Promise<void> {
  await stage.open('/notices')
  await query(
    stage.databaseUrl,
    `INSERT INTO notice (user_id, kind, subject_kind, subject_id, words, at)
     SELECT u.id, 'product.changed', 'product', p.id::text, 'name', now()
     FROM app_user u, product p WHERE u.name = 'Test Admin' AND p.code = 'NW-011'`,
  )
  await without(['product'], '/notices')(stage)
  await query(stage.databaseUrl, `UPDATE notice SET read_at = now()`)
}

/** It says of which place it is, and they are of one. */
function belowProducts(route: string, tables: readonly string[], path: string): Scene {
  return failing(route, tables, path, { sameAs: 'products.failed' })
}

function belowSegments(route: string, path: string): Scene {
  return failing(route, ['process_segment'], path, { sameAs: 'segments.failed' })
}

const FAILED: readonly Scene[] = [
  failing('/', ['product', 'recent_view'], '/'),
  failing('/account', ['role'], '/account'),
  failing('/admin/analytics', ['analytics_run'], '/admin/analytics'),
  failing('/admin/audit', ['audit_event'], '/admin/audit'),
  failing('/admin/dashboards', ['found_dashboard'], '/admin/dashboards'),
  failing('/admin/dashboards/[id]', ['found_dashboard'], '/admin/dashboards/{found}', {
    sameAs: 'admin-dashboards.failed',
  }),
  failing('/admin/roles', ['role'], '/admin/roles'),
  failing('/admin/roles/[key]', ['role'], '/admin/roles/viewer', { sameAs: 'admin-roles.failed' }),
  failing('/admin/roles/[key]/edit', ['role'], '/admin/roles/{role}/edit', { sameAs: 'admin-roles.failed' }),
  failing('/admin/roles/new', ['role'], '/admin/roles/new', { sameAs: 'admin-roles.failed' }),
  failing('/admin/sync', ['sync_reading'], '/admin/sync'),
  failing('/admin/users', ['role'], '/admin/users'),
  failing('/admin/users/[id]', ['role'], '/admin/users/{person}', { sameAs: 'admin-users.failed' }),
  failing('/analytics', ['analytics_run'], '/analytics'),
  failing('/analytics/sql', ['analytics_statement'], '/analytics/sql', { sameAs: 'analytics.failed' }),
  failing('/dashboards', ['dashboard'], '/dashboards'),
  failing('/dashboards/[slug]', ['dashboard'], '/dashboards/{dashboard}', { sameAs: 'dashboards.failed' }),
  failing('/kb/changes', ['kb_space'], '/kb/changes'),
  failing('/links', ['link_use'], '/links'),
  scene('/notices', 'failed', '/notices', { status: null, play: noticesWithoutProducts }),
  failing('/products', ['product'], '/products'),
  failing('/products/[code]', ['product'], '/products/NW-011', { sameAs: 'products.failed' }),
  failing('/products/[code]/edit', ['product'], '/products/NW-011/edit', { sameAs: 'products.failed' }),
  belowProducts('/products/[code]/history', ['product_version', 'product'], '/products/NW-011/history'),
  belowProducts('/products/[code]/history/[version]', ['product_version'], '/products/NW-011/history/1'),
  belowProducts('/products/[code]/segments', ['product_segment'], '/products/NW-035/segments'),
  belowProducts('/products/groups', ['product_group'], '/products/groups'),
  belowProducts('/products/groups/[group]/edit', ['product_group'], '/products/groups/SEAFOOD/edit'),
  belowProducts('/products/import', ['product_import'], '/products/import'),
  belowProducts('/products/import/[id]', ['product_import'], '/products/import/{import}'),
  belowProducts('/products/new', ['product_group'], '/products/new'),
  failing('/segments', ['process_segment'], '/segments'),
  belowSegments('/segments/[code]', '/segments/BREW-MASH'),
  belowSegments('/segments/[code]/edit', '/segments/BREW-MASH/edit'),
  belowSegments('/segments/compare', '/segments/compare?a=NW-034&b=NW-035'),
  belowSegments('/segments/new', '/segments/new'),
  failing('/search', ['search_document'], '/search?q=cheese'),
]

function forbidden(route: string, path: string, sameAs?: string): Scene {
  return scene(route, 'forbidden', path, { persona: 'nobody', status: 403, ...(sameAs && { sameAs }) })
}

const FORBIDDEN: readonly Scene[] = [
  forbidden('/admin/analytics', '/admin/analytics'),
  forbidden('/admin/audit', '/admin/audit'),
  forbidden('/admin/connections', '/admin/connections'),
  forbidden('/admin/dashboards', '/admin/dashboards'),
  forbidden('/admin/dashboards/[id]', '/admin/dashboards/{found}', 'admin-dashboards.forbidden'),
  forbidden('/admin/roles', '/admin/roles'),
  forbidden('/admin/roles/[key]', '/admin/roles/{role}', 'admin-roles.forbidden'),
  forbidden('/admin/roles/[key]/edit', '/admin/roles/{role}/edit'),
  forbidden('/admin/roles/new', '/admin/roles/new', 'admin-roles-key-edit.forbidden'),
  forbidden('/admin/sync', '/admin/sync'),
  forbidden('/admin/users', '/admin/users'),
  forbidden('/admin/users/[id]', '/admin/users/{person}', 'admin-users.forbidden'),
  forbidden('/admin/workflows', '/admin/workflows'),
  forbidden('/admin/workflows/[run]', '/admin/workflows/{run}', 'admin-workflows.forbidden'),
  forbidden('/analytics', '/analytics'),
  forbidden('/analytics/[query]', '/analytics/total-revenue', 'analytics.forbidden'),
  forbidden('/analytics/sql', '/analytics/sql'),
  forbidden('/dashboards', '/dashboards'),
  forbidden('/dashboards/[slug]', '/dashboards/{dashboard}', 'dashboards.forbidden'),
  forbidden('/kb', '/kb'),
  forbidden('/kb/[space]', '/kb/{space}', 'kb.forbidden'),
  forbidden('/kb/[space]/[database]', '/kb/{space}/{database}', 'kb.forbidden'),
  forbidden('/kb/[space]/[database]/[entity]', '/kb/{space}/{database}/{entity}', 'kb.forbidden'),
  forbidden('/kb/changes', '/kb/changes', 'kb.forbidden'),
  forbidden('/links', '/links', 'products.forbidden'),
  forbidden('/products', '/products'),
  forbidden('/products/[code]', '/products/NW-011', 'products.forbidden'),
  forbidden('/products/[code]/edit', '/products/NW-011/edit'),
  forbidden('/products/[code]/history', '/products/NW-011/history', 'products.forbidden'),
  forbidden('/products/[code]/history/[version]', '/products/NW-011/history/1', 'products.forbidden'),
  forbidden('/products/[code]/segments', '/products/NW-035/segments', 'products-code-edit.forbidden'),
  forbidden('/products/groups', '/products/groups'),
  forbidden('/products/groups/[group]/edit', '/products/groups/SEAFOOD/edit'),
  forbidden('/products/groups/new', '/products/groups/new', 'products-groups-group-edit.forbidden'),
  forbidden('/products/import', '/products/import', 'products-code-edit.forbidden'),
  forbidden('/products/import/[id]', '/products/import/{import}', 'products-code-edit.forbidden'),
  forbidden('/products/new', '/products/new'),
  forbidden('/segments', '/segments'),
  forbidden('/segments/[code]', '/segments/BREW-MASH', 'segments.forbidden'),
  forbidden('/segments/[code]/edit', '/segments/BREW-MASH/edit'),
  forbidden('/segments/compare', '/segments/compare?a=NW-034&b=NW-035', 'segments.forbidden'),
  forbidden('/segments/import', '/segments/import', 'segments-code-edit.forbidden'),
  forbidden('/segments/new', '/segments/new', 'segments-code-edit.forbidden'),
]

export const STATE_SCENES: readonly Scene[] = [...LOADING, ...EMPTY, ...FAILED, ...FORBIDDEN]

async function somebodyWithoutRoles({ open, databaseUrl, shoot }: Stage): Promise<void> {
  const [row] = await query<{ id: string }>(
    databaseUrl,
    `SELECT id FROM app_user WHERE name = 'Test Nobody' LIMIT 1`,
  )
  await open(`/admin/users/${row?.id}`)
  await shoot()
}

async function nothingWasAsked({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(databaseUrl, 'DELETE FROM analytics_run')
  await open('/admin/analytics')
  await shoot()
}

/** Held to a product group that no figure belongs to. */
async function analystOfNothing({ open, databaseUrl, shoot, page }: Stage): Promise<void> {
  const person = `(SELECT id FROM app_user WHERE name = 'Test Analyst' ORDER BY created_at DESC LIMIT 1)`
  const set = (condition: string) =>
    query(databaseUrl, `UPDATE role_grant SET condition = ${condition} WHERE user_id = ${person}`)
  await set(`'{"kind":"productGroup","in":["NO-SUCH-GROUP"]}'`)
  try {
    await open('/analytics/revenue-by-month')
    await page.getByText('No rows').waitFor()
    await shoot()
  } finally {
    await set('NULL')
  }
}

async function spaceWithoutDatabases({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO kb_space (id, name, slug, as_of, is_demo)
     VALUES (gen_random_uuid(), 'Empty space', 'empty-space', now(), true)`,
  )
  try {
    await open('/kb/empty-space')
    await shoot()
  } finally {
    await query(databaseUrl, `DELETE FROM kb_space WHERE slug = 'empty-space'`)
  }
}

/** While `work` runs there is a product of which nothing is known. */
async function whileBare(databaseUrl: string, work: () => Promise<unknown>): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO product (id, code, code_key, name) VALUES (gen_random_uuid(), 'BARE-1', 'bare-1', 'Bare product')`,
  )
  try {
    await work()
  } finally {
    await query(databaseUrl, `DELETE FROM product WHERE code = 'BARE-1'`)
  }
}

async function productWithoutAnything({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await whileBare(databaseUrl, () => open('/products/BARE-1').then(shoot))
}

async function historyOfNothing({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await whileBare(databaseUrl, () => open('/products/BARE-1/history').then(shoot))
}

/** An import that was checked, asked for rows of which it has none. */
async function importOfNoSuchRow({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'prices.csv', 'code;name\r\nNW-072;Mozzarella di Giovanni\r\n')
  await checkRows(page)
  await page.getByRole('link', { name: 'Would be added 0' }).click()
  await page.getByText('No such row').waitFor()
  await shoot()
}

async function segmentWithoutAnything({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO process_segment (id, code, code_key, name)
     VALUES (gen_random_uuid(), 'BARE-STEP', 'bare-step', 'Bare step')`,
  )
  try {
    await open('/segments/BARE-STEP')
    await shoot()
  } finally {
    await query(databaseUrl, `DELETE FROM process_segment WHERE code = 'BARE-STEP'`)
  }
}
