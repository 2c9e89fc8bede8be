import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import { parse } from 'yaml'
import type { SupersetFacts } from '@/start/upstreams/superset'

export type Rule = { dataset?: number; clause: string }
export type Json = Record<string, unknown>

/** Ids as this Superset gave them. */
export type Demo = {
  dashboardId: number
  datasets: { sales: number; stock: number }
  /** By the name of their file in the bundle. */
  charts: Record<string, { id: number; dataset: number; queryContext: Json & { queries: Json[] } }>
}

export const CHARTS = [
  ...['best-products', 'orders', 'revenue-by-country', 'revenue-by-group', 'revenue-by-month'],
  ...['stock-by-group', 'total-revenue'],
]

/** The claims of a token as the portal makes it. */
export function claimsFor(superset: SupersetFacts, rules: readonly Rule[] | undefined): Json {
  const now = Math.floor(Date.now() / 1000)
  return {
    user: { username: 'reader-of-a-test' },
    resources: [{ type: 'dashboard', id: superset.embeddedId }],
    ...(rules && { rls_rules: rules }),
    type: 'guest',
    aud: superset.audience,
    iat: now,
    exp: now + 300,
  }
}

export async function signed(claims: Json, secret: string, alg = 'HS256'): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))
}

export type Answer = { status: number; json: Json; text: string }

export type Init = { method?: string; body?: Json; headers?: Record<string, string> }

/** Calls Superset with a guest's token, as the frame does. */
export async function asGuest(
  superset: SupersetFacts,
  token: string,
  path: string,
  { method, body, headers }: Init = {},
): Promise<Answer> {
  const response = await fetch(`${superset.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { 'X-GuestToken': token, ...(body && { 'Content-Type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: parsed(text), text }
}

/**
 * What the browser of any visitor is given by the page that is framed, without a token: a session, and the word without
 * which Superset takes no change from it.
 */
export async function visit({ url, embeddedId }: SupersetFacts): Promise<Record<string, string>> {
  const page = await fetch(`${url}/embedded/${embeddedId}`, {
    headers: { Referer: 'http://localhost:3000/' },
  })
  const [, csrf] = /id="csrf_token"\s+value="([^"]+)"/.exec(await page.text()) ?? []
  if (csrf === undefined) throw new Error('the framed page carries no CSRF token')
  const cookies = page.headers.getSetCookie().map((each) => each.split(';')[0])
  return { 'X-CSRFToken': csrf, Cookie: cookies.join('; '), Referer: `${url}/embedded/${embeddedId}` }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}

/** What the frame asks first: the datasets and charts of its dashboard. */
export async function readDemo(superset: SupersetFacts): Promise<Demo> {
  const token = await signed(claimsFor(superset, [{ dataset: 1, clause: '1 = 0' }]), superset.guestSecret)
  const list = async (what: string) => {
    const { json } = await asGuest(superset, token, `/api/v1/dashboard/${superset.slug}${what}`)
    return json.result
  }
  const dashboard = (await list('')) as { id: number }
  const datasets = (await list('/datasets')) as { id: number; table_name: string }[]
  const charts = (await list('/charts')) as { id: number; slice_name: string }[]
  const datasetId = (name: string) => datasets.find((one) => one.table_name === name)?.id ?? 0
  const ids = { sales: datasetId('sales'), stock: datasetId('stock') }
  return {
    dashboardId: dashboard.id,
    datasets: ids,
    charts: Object.fromEntries(
      CHARTS.map((name) => {
        const saved = parse(readFileSync(`deploy/superset/bundle/charts/${name}.yaml`, 'utf8'))
        const id = charts.find((one) => one.slice_name === saved.slice_name)?.id ?? 0
        const dataset = name.startsWith('stock') ? ids.stock : ids.sales
        return [name, { id, dataset, queryContext: JSON.parse(saved.query_context) }]
      }),
    ),
  }
}

/** A rule for each dataset. */
export const rulesOf = ({ datasets }: Demo, clause: string): Rule[] =>
  Object.values(datasets).map((dataset) => ({ dataset, clause }))

export type Ask = {
  chart?: string
  /** Laid over the saved query. */
  query?: Json
  /** Laid over the whole request. */
  context?: Json
  /** Laid over what says for which chart it is. */
  form?: Json | ((chart: number) => Json)
}

/** The request for a chart as the frame makes it, with what a reader may have laid over it. */
export function requestFor(demo: Demo, { chart = 'total-revenue', query, context, form }: Ask): Json {
  const saved = demo.charts[chart]
  if (saved === undefined) throw new Error(`there is no chart ${chart}`)
  return {
    ...saved.queryContext,
    datasource: { id: saved.dataset, type: 'table' },
    queries: saved.queryContext.queries.map((one) => ({ ...one, ...query })),
    form_data: {
      ...{ slice_id: saved.id, dashboardId: demo.dashboardId },
      ...(typeof form === 'function' ? form(saved.id) : form),
    },
    ...context,
  }
}

export const DATA = '/api/v1/chart/data'

/** The rows of an answer's first query. */
export function rowsOf({ json }: Answer): Json[] {
  const [first] = (json.result ?? []) as { data: Json[] }[]
  return first?.data ?? []
}
