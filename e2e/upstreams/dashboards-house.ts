import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type FrameLocator,
  type Page,
  type Response,
} from '@playwright/test'
import pg from 'pg'
import { cliCtx } from '@/cli/actor'
import { createTestSession, type TestGrant } from '@/lib/testing/session'
import { BROWSER_FLAGS, requireBrowser } from '@/start/ci/browser'
import { freePort } from '@/start/free-port'
import { startInTurn } from '@/start/in-turn'
import { type Superset, startSuperset } from '@/start/upstreams/superset'
import { startTestHouse, type TestHouse } from '../house'
import { type FaultyWay, startFaultyWay } from './faulty-way'

export const SLUG = 'northwind-sales'
export const PAGE = `/dashboards/${SLUG}`

export type DashboardHouse = {
  superset: Superset
  way: FaultyWay
  house: TestHouse
  browser: Browser
  /** What browsers frame. */
  supersetOrigin: string
  stop: () => Promise<void>
}

/**
 * A portal beside a real Superset, with a way between them that can fail, and the demo dashboard published. `alsoFrom`: other
 * origins that may frame it.
 */
export async function startDashboardHouse(
  given: Record<string, string> = {},
  { alsoFrom = [] }: { alsoFrom?: readonly string[] } = {},
): Promise<DashboardHouse> {
  const port = await freePort()
  return await startInTurn(async (started) => {
    const superset = await startSuperset({
      portalOrigin: [`http://localhost:${port}`, ...alsoFrom].join(' '),
    })
    started(superset.stop)
    const way = await startFaultyWay(superset.url)
    started(way.close)
    // The same site as the portal: browsers give frames of another one no storage, without which Superset draws nothing.
    const supersetOrigin = `http://localhost:${way.port}`
    const house = await startTestHouse({
      PORT: String(port),
      SUPERSET_URL: supersetOrigin,
      SUPERSET_USER: superset.user,
      SUPERSET_PASSWORD: superset.password,
      SUPERSET_GUEST_SECRET: superset.guestSecret,
      SUPERSET_GUEST_AUDIENCE: superset.audience,
      SUPERSET_TOKEN_SECONDS: '20',
      ...given,
    })
    started(house.stop)
    await publish(house)
    const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_FLAGS })
    started(() => browser.close())
    return { superset, way, house, browser, supersetOrigin }
  })
}

/** By the portal's own services, as the command line does: they find the house in their environment. */
async function publish(house: TestHouse): Promise<void> {
  await askSuperset(house)
  const [{ publishDashboard }, { listRegistry }, { publishInput }, { closeDatabase }] = await Promise.all([
    import('@/lib/dashboards/service/publish-dashboard'),
    import('@/lib/dashboards/service/list-registry'),
    import('@/lib/dashboards/schema'),
    import('@/lib/platform/db'),
  ])
  const ctx = cliCtx(false)
  const { entries } = await listRegistry(ctx)
  const found = entries.find((entry) => entry.found.slug === SLUG)?.found
  if (found === undefined) throw new Error(`Superset does not tell of ${SLUG}`)
  const rules = Object.fromEntries(found.datasets.map(({ id }) => [`rule.${id}`, 'groups']))
  const input = {
    ...{ upstreamId: found.upstreamId, slug: SLUG, title: 'Northwind sales', tags: 'sales' },
    description: 'What was sold, to whom and when.',
    filters: found.filters.map(({ id }) => id).join('\n'),
    ...{ productFilterId: 'NATIVE_FILTER-product', productFilterBy: 'code' },
    ...{ groups: 'BEVERAGES\nSEAFOOD', products: 'NW-011' },
    ...rules,
  }
  await publishDashboard(ctx, publishInput.parse(input)).finally(closeDatabase)
}

/** Has the portal's list of dashboards read anew. */
export async function askSuperset(house: TestHouse): Promise<void> {
  Object.assign(process.env, house.env)
  const [{ refreshDashboards }, { closeDatabase }] = await Promise.all([
    import('@/lib/dashboards/service/refresh-dashboards'),
    import('@/lib/platform/db'),
  ])
  const refresh = () => refreshDashboards(cliCtx(false), { claimant: 'test' })
  const told = async () => {
    // The portal itself asks when it starts; whoever joins that has to wait for it.
    for (let came = await refresh(); ; came = await refresh()) {
      if (came.outcome !== 'joined') return came
      await sleep(200)
    }
  }
  const { failure } = await told().finally(closeDatabase)
  if (failure !== null) throw new Error(`the list was not read: ${failure.code}`)
}

export type Reader = { context: BrowserContext; page: Page; userId: string; urls: string[] }

/** Somebody's browser. On a high screen the whole of a dashboard is seen, and so drawn, without scrolling. */
export async function stranger(
  { house, browser }: DashboardHouse,
  { height = 900 }: { height?: number } = {},
): Promise<BrowserContext> {
  return await browser.newContext({ baseURL: house.url, viewport: { width: 1440, height } })
}

/** Somebody's browser, signed in, whose every address is noted. */
export async function reader(
  dashboardHouse: DashboardHouse,
  grants: readonly TestGrant[],
  { height, ...look }: { theme?: 'light' | 'dark'; name?: string; height?: number } = {},
): Promise<Reader> {
  const { house } = dashboardHouse
  const target = { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url }
  const { cookie, userId } = await createTestSession({ grants, name: 'Test Reader', ...look }, target)
  const context = await stranger(dashboardHouse, { height })
  await context.addCookies([{ ...cookie, url: house.url, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  return { context, page, userId, urls }
}

/** Sees dashboards, and of all rows those of some product groups. */
export const ofGroup = (...codes: string[]): TestGrant[] => [
  { role: 'viewer' },
  { role: 'analyst', condition: { kind: 'productGroup', in: codes } },
]
export const OF_ALL: TestGrant[] = [{ role: 'analyst' }]
export const OF_NONE: TestGrant[] = [{ role: 'viewer' }]

export async function untilDrawn(page: Page): Promise<FrameLocator> {
  await page.locator('section[data-drawing="drawn"]').waitFor({ timeout: 60_000 })
  return page.frameLocator('iframe[title="Dashboard: Northwind sales"]')
}

export type ChartData = { chart: number; rows: Record<string, unknown>[] }

/** What charts are sent while `work` is done: everything that the frame could show. */
export async function chartData(page: Page, work: () => Promise<unknown>): Promise<ChartData[]> {
  const answers: Promise<ChartData[]>[] = []
  const listen = (response: Response) => {
    if (!response.url().includes('/api/v1/chart/data') || response.status() !== 200) return
    answers.push(read(response))
  }
  page.on('response', listen)
  await work()
  await page.waitForLoadState('networkidle')
  page.off('response', listen)
  return (await Promise.all(answers)).flat()
}

async function read(response: Response): Promise<ChartData[]> {
  const asked = response.request().postDataJSON() as { form_data: { slice_id?: number } }
  const { result } = (await response.json()) as { result: { data: Record<string, unknown>[] }[] }
  return result.map(({ data }) => ({ chart: asked.form_data.slice_id ?? 0, rows: data ?? [] }))
}

export async function query<T>({ house }: DashboardHouse, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: house.migratorUrl })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows as T[]
  } finally {
    await client.end()
  }
}
