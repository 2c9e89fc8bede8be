import type { Without } from '@/start/ci/pictures'
import { query, whileLocked, whileMissing } from '../sabotage'
import { nameOf, type Scene, type Stage } from '../scene'

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
  scene('/analytics/[query]', 'loading', '/analytics/revenue-by-month', {
    status: null,
    play: waitingFor(['analytics_run'], '/analytics/revenue-by-month'),
  }),
]

const EMPTY: readonly Scene[] = [
  scene('/', 'empty', '/', { persona: 'nobody' }),
  scene('/account', 'empty', '/account', { persona: 'nobody' }),
  scene('/admin/audit', 'empty', '/admin/audit?action=nothing.happened'),
  scene('/admin/users', 'empty', '/admin/users?search=zzzz'),
  scene('/admin/users/[id]', 'empty', '', { status: null, play: somebodyWithoutRoles }),
  scene('/admin/workflows', 'empty', '/admin/workflows?state=abandoned', { persona: 'operator' }),
  scene('/analytics', 'empty', '/analytics?q=zzzz', { persona: 'analyst' }),
  scene('/analytics/[query]', 'empty', '/analytics/revenue-by-month', {
    persona: 'analyst',
    status: null,
    play: analystOfNothing,
  }),
  scene('/kb', 'empty', '/kb?q=zzzz', { persona: 'viewer' }),
  scene('/kb/[space]', 'empty', '', { status: null, play: spaceWithoutDatabases }),
  scene('/products', 'empty', '/products?q=zzzz', { persona: 'viewer' }),
  scene('/products/[code]', 'empty', '', { status: null, play: productWithoutAnything }),
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

const FAILED: readonly Scene[] = [
  failing('/', ['product', 'recent_view'], '/'),
  failing('/account', ['role'], '/account'),
  failing('/admin/audit', ['audit_event'], '/admin/audit'),
  failing('/admin/roles', ['role'], '/admin/roles'),
  failing('/admin/roles/[key]', ['role'], '/admin/roles/viewer', { sameAs: 'admin-roles.failed' }),
  failing('/admin/roles/[key]/edit', ['role'], '/admin/roles/{role}/edit', { sameAs: 'admin-roles.failed' }),
  failing('/admin/roles/new', ['role'], '/admin/roles/new', { sameAs: 'admin-roles.failed' }),
  failing('/admin/users', ['role'], '/admin/users'),
  failing('/admin/users/[id]', ['role'], '/admin/users/{person}', { sameAs: 'admin-users.failed' }),
  failing('/analytics', ['analytics_run'], '/analytics'),
  failing('/dashboards', ['dashboard'], '/dashboards'),
  failing('/kb/changes', ['kb_space'], '/kb/changes'),
  failing('/products', ['product'], '/products'),
  failing('/products/[code]', ['product'], '/products/NW-011', { sameAs: 'products.failed' }),
  failing('/products/[code]/edit', ['product'], '/products/NW-011/edit', { sameAs: 'products.failed' }),
  failing('/search', ['product'], '/search?q=cheese'),
]

function forbidden(route: string, path: string, sameAs?: string): Scene {
  return scene(route, 'forbidden', path, { persona: 'nobody', status: 403, ...(sameAs && { sameAs }) })
}

const FORBIDDEN: readonly Scene[] = [
  forbidden('/admin/audit', '/admin/audit'),
  forbidden('/admin/connections', '/admin/connections'),
  forbidden('/admin/roles', '/admin/roles'),
  forbidden('/admin/roles/[key]', '/admin/roles/{role}', 'admin-roles.forbidden'),
  forbidden('/admin/roles/[key]/edit', '/admin/roles/{role}/edit'),
  forbidden('/admin/roles/new', '/admin/roles/new', 'admin-roles-key-edit.forbidden'),
  forbidden('/admin/users', '/admin/users'),
  forbidden('/admin/users/[id]', '/admin/users/{person}', 'admin-users.forbidden'),
  forbidden('/admin/workflows', '/admin/workflows'),
  forbidden('/admin/workflows/[run]', '/admin/workflows/{run}', 'admin-workflows.forbidden'),
  forbidden('/analytics', '/analytics'),
  forbidden('/analytics/[query]', '/analytics/total-revenue', 'analytics.forbidden'),
  forbidden('/dashboards', '/dashboards'),
  forbidden('/kb', '/kb'),
  forbidden('/kb/[space]', '/kb/{space}', 'kb.forbidden'),
  forbidden('/kb/[space]/[database]', '/kb/{space}/{database}', 'kb.forbidden'),
  forbidden('/kb/changes', '/kb/changes', 'kb.forbidden'),
  forbidden('/products', '/products'),
  forbidden('/products/[code]', '/products/NW-011', 'products.forbidden'),
  forbidden('/products/[code]/edit', '/products/NW-011/edit'),
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

async function productWithoutAnything({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO product (id, code, code_key, name) VALUES (gen_random_uuid(), 'BARE-1', 'bare-1', 'Bare product')`,
  )
  try {
    await open('/products/BARE-1')
    await shoot()
  } finally {
    await query(databaseUrl, `DELETE FROM product WHERE code = 'BARE-1'`)
  }
}

const GATE_FIRST =
  'Nothing of it streams before the gate: the page that is left stays, with a bar above it (navigating).'
const FOR_ALL = 'It is for everybody who is signed in; a disabled account: account-disabled.'
const OUTSIDE = 'It stands outside the rights: whoever comes may read it.'
const NOTHING_ASKED = 'It asks neither a table nor another system; a database that is away: database-away.'
const FORM = 'A form has its fields always.'

/** Why a page has no picture of a state. */
export const WITHOUT: Without = {
  '/': { forbidden: FOR_ALL },
  '/[...address]': {
    loading: GATE_FIRST,
    empty: 'It lists nothing.',
    failed: NOTHING_ASKED,
    forbidden: FOR_ALL,
  },
  '/about': { loading: GATE_FIRST, empty: 'It lists nothing.', failed: NOTHING_ASKED, forbidden: FOR_ALL },
  '/account': { loading: GATE_FIRST, forbidden: FOR_ALL },
  '/admin/audit': { loading: GATE_FIRST },
  '/admin/connections': { loading: GATE_FIRST, empty: 'The database is always among them.' },
  '/admin/roles': {
    loading: GATE_FIRST,
    empty: 'Some roles are built in; without any mapping: roles-unmapped.',
  },
  '/admin/roles/[key]': { loading: GATE_FIRST, empty: 'Nobody has the role of the usual picture.' },
  '/admin/roles/[key]/edit': { loading: GATE_FIRST, empty: FORM },
  '/admin/roles/new': { loading: GATE_FIRST, empty: FORM },
  '/admin/users': { loading: GATE_FIRST },
  '/admin/users/[id]': { loading: GATE_FIRST },
  '/admin/workflows': { loading: GATE_FIRST },
  '/admin/workflows/[run]': { loading: GATE_FIRST, empty: 'A run has the steps of its workflow.' },
  '/analytics': { loading: GATE_FIRST },
  '/dashboards': { loading: GATE_FIRST, empty: 'No Superset is connected: that is the usual picture.' },
  '/kb': { loading: GATE_FIRST },
  '/kb/[space]': { loading: GATE_FIRST },
  '/kb/[space]/[database]': { loading: GATE_FIRST, empty: 'Every type of GraphQL has fields.' },
  '/kb/changes': { loading: GATE_FIRST },
  '/products': { loading: GATE_FIRST },
  '/products/[code]/edit': { loading: GATE_FIRST, empty: FORM },
  '/search': { loading: GATE_FIRST, forbidden: FOR_ALL },
  '/sign-in-failed': {
    loading: 'It asks nothing.',
    empty: 'It lists nothing.',
    failed: 'It is itself what is shown when something failed: sign-in-refused and others.',
    forbidden: OUTSIDE,
  },
  '/signed-out': {
    loading: 'It asks nothing.',
    empty: 'It lists nothing.',
    failed: 'It asks nothing; a provider that did not answer: signed-out-here-only.',
    forbidden: OUTSIDE,
  },
}
