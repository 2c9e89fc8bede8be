import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SupersetFacts } from '@/start/upstreams/superset'
import {
  type Answer,
  asGuest,
  claimsFor,
  type Demo,
  type Json,
  readDemo,
  rulesOf,
  signed,
  visit,
} from './superset-guest'
import { type Person, signIn } from './superset-people'
import { widenGuests } from './superset-role'

// Superset's other routes with a guest's token. The guest's role closes them, so each request is made whole: with the session
// and the CSRF token that the framed page gives to every visitor. Beside the refusal the same request is answered for an
// administrator, and for a guest of a plain Superset whose role is as wide.

const RULE = "category_name = 'Beverages'"

type Side = {
  superset: SupersetFacts
  demo: Demo
  admin: Person
  token: string
  visitor: Record<string, string>
}
let ours: Side
let plain: Side

beforeAll(async () => {
  const sideOf = async (superset: SupersetFacts): Promise<Side> => {
    const demo = await readDemo(superset)
    const token = await signed(claimsFor(superset, rulesOf(demo, RULE)), superset.guestSecret)
    return {
      ...{ superset, demo, token },
      admin: await signIn(superset, superset.admin),
      visitor: await visit(superset),
    }
  }
  const supersets = inject('supersets')
  ours = await sideOf(supersets.ours)
  plain = await sideOf(supersets.plain)
})

type Door = {
  route: string
  body?: Json
  /** What hides that there is something to refuse. */
  refused?: 404
  /** Whether a wide role opens it: of some things Superset trips over guests, who have no account. */
  wide?: false
  /** Not by an account's token: Superset's older routes want a page's login. */
  admin?: false
  /** Takes away what the administrator made. */
  undo?: (made: Json) => string
}

const form = (name: string) => `"${name}#"`
const OLD = `{"viz_type":"country_map","select_country":"usa","datasource":"DATASET__table","entity":"ship_country","metric":"revenue","slice_id":${form('CHART')},"dashboardId":${form('DASHBOARD')}}`
const SQL = { database_id: 1, sql: 'select company_name from northwind.customers', schema: 'northwind' }
const MINE = { slice_name: 'mine', viz_type: 'table', datasource_id: 'DATASET#', datasource_type: 'table' }

const DOORS: readonly Door[] = [
  // SQL Lab
  { route: 'GET sqllab/' },
  { route: 'POST sqllab/execute/', body: { ...SQL, client_id: randomUUID().slice(0, 11) }, wide: false },
  { route: 'POST sqllab/format_sql/', body: { sql: 'select 1' } },
  { route: 'GET query/' },
  { route: 'GET saved_query/', wide: false },
  {
    route: 'POST saved_query/',
    body: { db_id: 1, label: 'mine', sql: 'select 1', schema: 'northwind' },
    wide: false,
    undo: ({ id }) => `saved_query/${id}`,
  },
  // Databases
  { route: 'GET database/' },
  { route: 'GET database/1' },
  { route: 'GET database/1/schemas/' },
  { route: 'GET database/1/tables/?q=(schema_name:northwind,force:!f)' },
  // Datasets
  { route: 'GET dataset/' },
  { route: 'GET dataset/DATASET' },
  { route: 'GET dataset/DATASET/drill_info/?q=(dashboard_id:DASHBOARD)' },
  { route: 'GET datasource/table/DATASET/column/product_name/values/' },
  { route: 'PUT dataset/DATASET', body: { description: 'mine' }, wide: false },
  {
    route: 'POST dataset/',
    body: { database: 1, schema: 'northwind', table_name: 'suppliers' },
    wide: false,
    undo: ({ id }) => `dataset/${id}`,
  },
  {
    route: 'POST dataset/get_or_create/',
    body: { database_id: 1, schema: 'northwind', table_name: 'shippers' },
    wide: false,
    undo: ({ result }) => `dataset/${(result as Json).table_id}`,
  },
  {
    route: 'POST /datasource/samples?datasource_type=table&datasource_id=DATASET&dashboard_id=DASHBOARD',
    body: {},
    admin: false,
  },
  // Exports
  { route: 'GET dashboard/export/?q=!(DASHBOARD)' },
  { route: 'GET chart/export/?q=!(CHART)' },
  { route: 'GET dataset/export/?q=!(DATASET)' },
  { route: 'GET database/export/?q=!(1)' },
  { route: 'GET assets/export/', wide: false },
  // Charts by their number, and in the old way
  { route: 'GET chart/CHART', refused: 404 },
  { route: 'GET chart/CHART/data/?type=full', refused: 404 },
  { route: 'GET chart/CHART/data/?type=samples', refused: 404 },
  { route: 'GET chart/CHART/data/?type=query', refused: 404 },
  { route: 'GET explore/?slice_id=CHART' },
  { route: `GET /superset/explore_json/?form_data=${encodeURIComponent(OLD)}`, admin: false },
  {
    route: 'POST explore/form_data',
    body: { ...MINE, form_data: '{}', slice_name: undefined, viz_type: undefined },
  },
  { route: 'POST explore/permalink', body: { formData: { datasource: 'DATASET__table' } } },
  { route: 'PUT chart/warm_up_cache', body: { chart_id: 'CHART#', dashboard_id: 'DASHBOARD#' } },
  { route: 'POST cachekey/invalidate', body: { datasource_uids: ['999999__table'] } },
  { route: 'POST chart/', body: MINE, wide: false, undo: ({ id }) => `chart/${id}` },
  { route: 'PUT chart/CHART', body: { cache_timeout: 300 }, wide: false },
  // Dashboards
  {
    route: 'POST dashboard/',
    body: { dashboard_title: 'mine' },
    wide: false,
    undo: ({ id }) => `dashboard/${id}`,
  },
  { route: 'PUT dashboard/DASHBOARD', body: { certified_by: '' }, wide: false },
  { route: 'POST dashboard/DASHBOARD/embedded', body: { allowed_domains: ['http://localhost:3000'] } },
  {
    route: 'POST dashboard/DASHBOARD/permalink',
    body: { dataMask: {}, activeTabs: [], urlParams: [], anchor: '' },
  },
  // People and what they did
  { route: 'GET log/' },
  { route: 'GET security/users/' },
  { route: 'GET security/roles/' },
  { route: 'GET security/csrf_token/' },
  { route: 'GET tag/' },
  {
    route: 'POST security/guest_token/',
    body: { user: { username: 'x' }, resources: [], rls: [{ dataset: 1, clause: '1 = 1' }] },
  },
]

/** Ids stand for numbers where they are values, and for themselves within an address. */
function filled(text: string, { demo }: Side): string {
  const ids = {
    DASHBOARD: demo.dashboardId,
    CHART: demo.charts['total-revenue']?.id,
    DATASET: demo.datasets.sales,
  }
  return Object.entries(ids).reduce(
    (all, [name, id]) =>
      [`"${name}#"`, encodeURIComponent(`"${name}#"`), name].reduce(
        (part, one) => part.replaceAll(one, String(id)),
        all,
      ),
    text,
  )
}

function requestOf({ route, body }: Door, side: Side): { method: string; path: string; body?: Json } {
  const [method = '', address = ''] = filled(route, side).split(' ')
  const path = address.startsWith('/') ? address : `/api/v1/${address}`
  return { method, path, ...(body && { body: JSON.parse(filled(JSON.stringify(body), side)) as Json }) }
}

async function asVisitor(side: Side, door: Door): Promise<Answer> {
  const { path, ...init } = requestOf(door, side)
  return await asGuest(side.superset, side.token, path, { ...init, headers: side.visitor })
}

async function asAdmin(side: Side, door: Door): Promise<Answer> {
  const { method, path, body } = requestOf(door, side)
  const answer = method === 'GET' ? await side.admin.get(path) : await side.admin.send(method, path, body)
  if (door.undo !== undefined) await side.admin.send('DELETE', `/api/v1/${door.undo(answer.json)}`)
  return answer
}

describe('with the role that bootstrap.py makes', () => {
  it('a change without the word of the framed page is not looked at; with it the role is asked', async () => {
    const door = {
      route: 'POST dataset/',
      body: { database: 1, schema: 'northwind', table_name: 'suppliers' },
    }
    const { path, ...init } = requestOf(door, ours)
    const bare = await asGuest(ours.superset, ours.token, path, init)
    expect([bare.status, bare.text]).toEqual([400, expect.stringContaining('The CSRF token is missing')])
    const whole = await asVisitor(ours, door)
    expect([whole.status, whole.text]).toEqual([403, expect.not.stringContaining('CSRF')])
  })

  it.each(DOORS)('$route: closed to a guest, open to an administrator', async (door) => {
    for (const side of [ours, plain]) {
      const answer = await asVisitor(side, door)
      expect([answer.status, answer.text.slice(0, 200)]).toEqual([
        door.refused ?? 403,
        expect.stringMatching(/Forbidden|Not found|Access is Denied/),
      ])
      expect(answer.json).not.toHaveProperty('result')
    }
    if (door.admin === false) return
    const { status, text } = await asAdmin(ours, door)
    expect([200, 201], text.slice(0, 300)).toContain(status)
  })

  it('nothing of it is taken away by a guest, and all of it by an administrator', async () => {
    const made = await ours.admin.post('/api/v1/dashboard/', { dashboard_title: 'mine' })
    const route = `DELETE dashboard/${made.json.id}`
    expect((await asVisitor(ours, { route })).status).toBe(403)
    expect((await ours.admin.get(`/api/v1/dashboard/${made.json.id}`)).status).toBe(200)
    expect((await asAdmin(ours, { route })).status).toBe(200)
  })
})

describe('with a role as wide as an administrator’s', () => {
  const undo: (() => Promise<void>)[] = []
  beforeAll(async () => {
    for (const side of [ours, plain]) undo.push(await widenGuests(side.admin))
  })
  afterAll(async () => {
    for (const one of undo) await one()
  })

  it.each(DOORS.filter(({ wide }) => wide !== false))('$route: open on a plain Superset', async (door) => {
    const { status, text } = await asVisitor(plain, door)
    expect([200, 201], text.slice(0, 300)).toContain(status)
  })

  const FIGURES = /samples|explore_json|\/data\//
  it.each(DOORS.filter(({ route }) => FIGURES.test(route)))(
    '$route: refused by ours all the same',
    async (door) => {
      const answer = await asVisitor(ours, door)
      expect([answer.status, answer.json.result], answer.text.slice(0, 300)).toEqual([403, undefined])
    },
  )
})
