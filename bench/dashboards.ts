import type { Page } from '@playwright/test'
import {
  type DashboardHouse,
  OF_ALL,
  PAGE,
  reader,
  SLUG,
  startDashboardHouse,
} from '@/e2e/upstreams/dashboards-house'
import type { Embed } from '@/lib/dashboards/embedding'
import { freePort } from '@/start/free-port'
import { type BarePage, startBarePage } from './bare-dashboard'
import { untilCharts } from './charts-drawn'
import { median, type Paired, ratio, takeTurns } from './load'
import type { Row } from './results'

const ROUNDS = 16
const LIST_ROUNDS = 12
const TITLE = 'Northwind sales'
/** Of the tab that is shown first. */
const CHARTS = 6
const TOKEN_SECONDS = 300
/** High enough for every chart to be in sight on both pages: Superset draws no others. */
const VIEWPORT = { width: 1440, height: 2200 }
const WITHIN_MS = 60_000

/** `frameMs`: until the frame's document was asked for. */
type Drawn = { ms: number; frameMs: number }

/**
 * The page of a dashboard beside the SDK alone (and that beside itself), then the list beside Superset's own: the same
 * Superset, in one browser with a warm cache, in turns, each from a page of its own origin.
 */
export async function benchDashboards(): Promise<Row[]> {
  const barePort = await freePort()
  const house = await startDashboardHouse(
    { SUPERSET_TOKEN_SECONDS: String(TOKEN_SECONDS) },
    { alsoFrom: [`http://localhost:${barePort}`] },
  )
  const bare = await startBarePage(barePort)
  try {
    const { page } = await reader(house, OF_ALL)
    await page.setViewportSize(VIEWPORT)
    return [...(await benchPage(house, page, bare)), ...(await benchList(house, page))]
  } finally {
    await bare.stop()
    await house.stop()
  }
}

async function benchPage(house: DashboardHouse, page: Page, bare: BarePage): Promise<Row[]> {
  const inPortal = () => timePortal(page)
  const alone = () => timeBare(page, bare)
  await inPortal()
  await inPortal()
  await showSame(house, page, bare)
  await alone()
  await alone()
  const turns = await takeTurns({ subject: inPortal, control: alone, again: alone }, ROUNDS)
  const paired = { subject: turns.subject, control: turns.control }
  return [
    toRow('page of a dashboard, to its charts drawn', times(paired), 1.15),
    slowest('the same, 95th percentile', times(paired)),
    toRow('of that, until its frame was asked for', {
      subject: paired.subject.map(({ frameMs }) => frameMs),
      control: paired.control.map(({ frameMs }) => frameMs),
    }),
    toRow('noise: the bare page beside itself', times({ subject: turns.again, control: turns.control })),
  ]
}

async function benchList(house: DashboardHouse, page: Page): Promise<Row[]> {
  const own = await signedIn(house)
  const portal = () => timeList(page, '/products', '/dashboards')
  const superset = () => {
    const { publicUrl } = house.superset
    return timeList(own, `${publicUrl}/health`, `${publicUrl}/dashboard/list/`)
  }
  for (const warm of [portal, superset, portal, superset]) await warm()
  const listed = await takeTurns({ subject: portal, control: superset }, LIST_ROUNDS)
  return [
    toRow('list of dashboards, to its row on screen', listed, 0.25),
    slowest('the same, 95th percentile', listed),
  ]
}

async function timePortal(page: Page): Promise<Drawn> {
  await page.goto('/dashboards', { waitUntil: 'networkidle' })
  return await timed(page, PAGE, () =>
    page.locator('section[data-drawing="drawn"]').waitFor({ timeout: WITHIN_MS }),
  )
}

async function timeBare(page: Page, bare: BarePage): Promise<Drawn> {
  await page.goto(bare.restUrl, { waitUntil: 'networkidle' })
  return await timed(page, bare.url)
}

/** From the address to every chart drawn in the frame, and to what else the page must have come to. */
async function timed(page: Page, address: string, besides?: () => Promise<void>): Promise<Drawn> {
  const beganAt = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await Promise.all([untilCharts(page, CHARTS), besides?.()])
  const ms = performance.now() - beganAt
  return { ms, frameMs: await page.evaluate(frameAskedAt) }
}

/** Runs in the page. */
function frameAskedAt(): number {
  const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return loaded.find(({ initiatorType }) => initiatorType === 'iframe')?.startTime ?? 0
}

/** The bare page draws what the portal does: the same frame, as large, for the same reader. */
async function showSame({ house, superset, supersetOrigin }: DashboardHouse, page: Page, bare: BarePage) {
  const size = await page.locator('iframe').boundingBox()
  const answer = await page.request.post(`/api${PAGE}/guest-token`, { headers: { origin: house.url } })
  if (size === null || !answer.ok()) throw new Error(`the portal gives no token: ${answer.status()}`)
  const { token } = (await answer.json()) as { token: string }
  const embed: Embed = {
    ...{ slug: SLUG, title: TITLE, nativeFilters: null, tab: null, hasFilters: true },
    ...{ supersetUrl: supersetOrigin, embeddedId: superset.embeddedId },
  }
  const signing = { secret: superset.guestSecret, audience: superset.audience, seconds: TOKEN_SECONDS }
  bare.show({ embed, size, signing }, token)
}

async function timeList(page: Page, from: string, address: string): Promise<number> {
  await page.goto(from, { waitUntil: 'networkidle' })
  const beganAt = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await page.getByRole('link', { name: TITLE, exact: true }).first().waitFor({ timeout: WITHIN_MS })
  return performance.now() - beganAt
}

/** Superset's own pages, in a window of their own: a session there would stand above a guest's token. */
async function signedIn({ superset, browser }: DashboardHouse): Promise<Page> {
  const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage()
  await page.goto(`${superset.publicUrl}/login/`)
  await page.locator('input:not([type=hidden]):not([type=password])').first().fill(superset.admin.user)
  await page.locator('input[type=password]').fill(superset.admin.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/login'), { timeout: WITHIN_MS })
  return page
}

type Times = Paired<number>

const times = ({ subject, control }: Paired<Drawn>): Times => ({
  subject: subject.map(({ ms }) => ms),
  control: control.map(({ ms }) => ms),
})

function toRow(what: string, paired: Times, budget?: number): Row {
  const measured = ratio(paired, (ms) => ms)
  const held = budget === undefined ? {} : { budget: `≤ ${budget}`, met: measured <= budget }
  return {
    ...{ what, unit: 'ms', ratio: measured, ...held },
    value: median(paired.subject),
    control: median(paired.control),
  }
}

function slowest(what: string, { subject, control }: Times): Row {
  const [value, beside] = [p95(subject), p95(control)]
  return { what, value, unit: 'ms', control: beside, ratio: value / beside }
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}
