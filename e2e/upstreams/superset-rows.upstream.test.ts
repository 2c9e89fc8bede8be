import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { bootstrap } from '@/start/upstreams/superset'
import {
  type Ask,
  asGuest,
  CHARTS,
  claimsFor,
  DATA,
  type Demo,
  type Json,
  readDemo,
  requestFor,
  rowsOf,
  rulesOf,
  signed,
} from './superset-guest'
import { type Person, signIn } from './superset-people'

const BEVERAGES = "category_name = 'Beverages'"
const SEAFOOD = "category_name = 'Seafood'"
const NOTHING = '1 = 0'
const EVERYTHING = '1 = 1'
/** 1,265,793.04 before it is rounded. */
const TOTAL = 1265793.0395

describe.each([
  ['6.1.0', 'ours'],
  ['6.0.0', 'older'],
] as const)('rows of readers on Superset %s', (version, which) => {
  const superset = inject('supersets')[which]
  let demo: Demo

  beforeAll(async () => {
    demo = await readDemo(superset)
  })

  const tokenFor = (clause: string) =>
    signed(claimsFor(superset, rulesOf(demo, clause)), superset.guestSecret)
  const ask = async (clause: string, given: Ask) =>
    asGuest(superset, await tokenFor(clause), DATA, { body: requestFor(demo, given) })
  const rows = async (clause: string, chart: string) => {
    const answer = await ask(clause, { chart })
    expect(answer.status, `${chart}: ${answer.text.slice(0, 300)}`).toBe(200)
    return rowsOf(answer)
  }
  const csv = async (clause: string, chart: string): Promise<Json[]> => {
    const answer = await ask(clause, { chart, context: { result_format: 'csv' } })
    expect(answer.status, `${chart}: ${answer.text.slice(0, 300)}`).toBe(200)
    return parse(answer.text, { columns: true, bom: true })
  }

  it('is the version that it says', async () => {
    const page = await (await fetch(`${superset.url}/login/`)).text()
    expect(/version_string&#34;: &#34;([\d.]+)/.exec(page)?.[1]).toBe(version)
  })

  it('adds up to 1,265,793.04 for one who may see all', async () => {
    expect(await rows(EVERYTHING, 'total-revenue')).toEqual([{ revenue: TOTAL }])
    expect(await rows(EVERYTHING, 'orders')).toEqual([{ orders: 830 }])
    expect(await rows(EVERYTHING, 'best-products')).toHaveLength(10)
  })

  it.each(CHARTS)(
    '%s: two readers see different rows, and one without rows none, as CSV too',
    async (chart) => {
      const [beverages, seafood, none] = [
        await rows(BEVERAGES, chart),
        await rows(SEAFOOD, chart),
        await rows(NOTHING, chart),
      ]
      expect(beverages).not.toEqual([])
      expect(seafood).not.toEqual([])
      expect(seafood).not.toEqual(beverages)
      expect(figuresOf(none)).toEqual([])

      const [firstCsv, secondCsv, noCsv] = [
        await csv(BEVERAGES, chart),
        await csv(SEAFOOD, chart),
        await csv(NOTHING, chart),
      ]
      expect(firstCsv).toHaveLength(beverages.length)
      expect(secondCsv).not.toEqual(firstCsv)
      expect(figuresOf(noCsv)).toEqual([])
    },
  )

  it('names only the groups that the reader may see, in the filter’s list too', async () => {
    const named = async (given: Ask) => rowsOf(await ask(SEAFOOD, given)).map((row) => row.category_name)
    expect(new Set(await named({ chart: 'best-products' }))).toEqual(new Set(['Seafood']))
    const form = {
      type: 'NATIVE_FILTER',
      native_filter_id: 'NATIVE_FILTER-product-group',
      slice_id: undefined,
    }
    const query = { columns: ['category_name'], metrics: [], orderby: [['category_name', true]], filters: [] }
    expect(await named({ form, query })).toEqual(['Seafood'])
  })

  it('lets a reader filter by what the dashboard offers, within the rows', async () => {
    const filtered = (val: string[]) =>
      ask(BEVERAGES, { query: { filters: [{ col: 'category_name', op: 'IN', val }] } })
    expect(rowsOf(await filtered(['Beverages']))).toEqual([{ revenue: 267868.18 }])
    expect(figuresOf(rowsOf(await filtered(['Seafood'])))).toEqual([])
    const product = await ask(EVERYTHING, {
      query: { filters: [{ col: 'product_code', op: 'IN', val: ['NW-038'] }] },
    })
    expect(rowsOf(product)).toEqual([{ revenue: 141396.735 }])
    const period = { col: 'order_date', op: 'TEMPORAL_RANGE', val: '1997-01-01 : 1998-01-01' }
    const year = rowsOf(await ask(EVERYTHING, { query: { filters: [period] } }))
    expect(year).toEqual([{ revenue: 617085.2035 }])
  })

  it('does not hand one reader’s cached answer to another', async () => {
    const asked = async (clause: string) => {
      const { json } = await ask(clause, { chart: 'revenue-by-country', query: { row_limit: 997 } })
      const [first] = json.result as { is_cached: boolean | null; data: Json[] }[]
      return { cached: first?.is_cached === true, rows: first?.data ?? [] }
    }
    const beverages = await asked(BEVERAGES)
    expect(beverages.cached).toBe(false)
    expect(await asked(BEVERAGES)).toEqual({ cached: true, rows: beverages.rows })
    const seafood = await asked(SEAFOOD)
    expect(seafood.cached).toBe(false)
    expect(seafood.rows).not.toEqual(beverages.rows)
    expect((await asked(NOTHING)).rows).toEqual([])
  })

  it('refuses what was not saved', async () => {
    const told = { expressionType: 'SQL', sqlExpression: 'max(unit_price)', label: 'told' }
    const column = { ...told, sqlExpression: 'current_user' }
    const refused: Ask[] = [
      { query: { metrics: [told] } },
      { query: { columns: [column] } },
      { query: { columns: ['order_id'] } },
      { query: { filters: [{ col: 'order_id', op: '==', val: 1 }] } },
      { query: { extras: { where: 'order_id % 2 = 0' } } },
      { context: { result_type: 'samples' } },
      { context: { result_type: 'drill_detail' } },
      { form: { type: 'NATIVE_FILTER', native_filter_id: 'NATIVE_FILTER-product-group' } },
    ]
    for (const given of refused) {
      const answer = await ask(EVERYTHING, given)
      expect([answer.status, answer.json.result], JSON.stringify(given)).toEqual([403, undefined])
    }
  })

  it('names no person and no password to a guest', async () => {
    const token = await tokenFor(EVERYTHING)
    const paths = [
      '',
      `${superset.slug}`,
      `${superset.slug}/charts`,
      `${superset.slug}/datasets`,
      'related/owners',
    ]
    for (const path of [
      ...paths.map((each) => `dashboard/${each}`),
      'chart/',
      'me/',
      'dashboard/related/created_by',
    ]) {
      const { text } = await asGuest(superset, token, `/api/v1/${path}`)
      expect(text, path).not.toMatch(/@superset\.invalid|superset_reader|postgresql|Admin Account/)
    }
  })

  it('keeps every id when it is set up once more', async () => {
    const { dashboards } = JSON.parse(await bootstrap(superset.setUp))
    expect(dashboards).toEqual({ [superset.slug]: superset.embeddedId })
    expect(await readDemo(superset)).toEqual(demo)
    expect(await rows(EVERYTHING, 'total-revenue')).toEqual([{ revenue: TOTAL }])
  })

  it('tells a guest nothing of the SQL behind a dataset', async () => {
    const token = await tokenFor(EVERYTHING)
    const { json } = await asGuest(superset, token, `/api/v1/dashboard/${superset.slug}/datasets`)
    for (const dataset of json.result as Json[]) {
      expect(dataset).toMatchObject({ sql: null, select_star: null, perm: null })
      expect(dataset.columns).not.toEqual([])
    }
  })

  describe('the portal’s account', () => {
    let portal: Person

    beforeAll(async () => {
      portal = await signIn(superset, superset)
    })

    it('lists the dashboards, reads their datasets and finds the id to embed', async () => {
      const list = await portal.get('/api/v1/dashboard/?q=(page_size:100)')
      const slugs = (list.json.result as { slug: string }[]).map(({ slug }) => slug)
      expect(slugs).toContain(superset.slug)
      const datasets = await portal.get(`/api/v1/dashboard/${superset.slug}/datasets`)
      expect((datasets.json.result as Json[]).map(({ table_name }) => table_name).sort()).toEqual([
        'sales',
        'stock',
      ])
      const embedded = await portal.get(`/api/v1/dashboard/${demo.dashboardId}/embedded`)
      expect((embedded.json.result as Json).uuid).toBe(superset.embeddedId)
    })

    it('asks for tokens with a rule for each dataset, and is refused one without', async () => {
      const body = {
        user: { username: 'reader' },
        resources: [{ type: 'dashboard', id: superset.embeddedId }],
      }
      const made = await portal.post('/api/v1/security/guest_token/', {
        ...body,
        rls: rulesOf(demo, BEVERAGES),
      })
      expect(made.status, made.text.slice(0, 300)).toBe(200)
      const drawn = await asGuest(superset, String(made.json.token), DATA, { body: requestFor(demo, {}) })
      expect(rowsOf(drawn)).toEqual([{ revenue: 267868.18 }])
      for (const rls of [[], [{ clause: BEVERAGES }]]) {
        expect((await portal.post('/api/v1/security/guest_token/', { ...body, rls })).status).toBe(400)
      }
    })

    it('reads no figures, no connections and nobody’s SQL', async () => {
      const figures = await portal.post(DATA, requestFor(demo, {}))
      expect([figures.status, figures.json.result]).toEqual([403, undefined])
      const sql = await portal.post('/api/v1/sqllab/execute/', {
        database_id: 1,
        sql: 'select 1',
        client_id: 'a',
      })
      expect(sql.status).toBe(403)
      expect((await portal.get('/api/v1/database/')).status).toBe(403)
      expect((await portal.get('/api/v1/security/users/')).status).toBe(403)
    })
  })

  it('lets only the portal put it into a frame', async () => {
    const response = await fetch(`${superset.url}/embedded/${superset.embeddedId}`, {
      headers: { Referer: 'http://localhost:3000/dashboards/northwind-sales' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain('frame-ancestors http://localhost:3000')
    expect(response.headers.has('x-frame-options')).toBe(false)
    const elsewhere = await fetch(`${superset.url}/embedded/${superset.embeddedId}`, {
      headers: { Referer: 'http://elsewhere.example/' },
    })
    expect(elsewhere.status).toBe(403)
  })
})

/** Cells that hold something: a sum over no rows is one row with an empty cell. */
function figuresOf(rows: readonly Json[]): unknown[] {
  return rows
    .flatMap((row) => Object.values(row))
    .filter((cell) => cell !== null && cell !== '' && Number(cell) !== 0)
}
