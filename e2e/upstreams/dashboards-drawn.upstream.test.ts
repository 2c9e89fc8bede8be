import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { groundOf, watchCover, watchLight } from './dashboards-cover'
import {
  asShown,
  CHART_NAMES,
  chartOf,
  type Figures,
  figuresOfQueries,
  figuresSent,
  figuresTaken,
  SALES_TAB,
  STOCK_TAB,
  untilShown,
} from './dashboards-figures'
import {
  chartData,
  type DashboardHouse,
  OF_ALL,
  OF_NONE,
  ofGroup,
  PAGE,
  reader,
  startDashboardHouse,
  stranger,
  untilDrawn,
} from './dashboards-house'
import { describeLinks } from './dashboards-links'
import { readDemo } from './superset-guest'

// A real Superset, a real portal and a real browser.

let house: DashboardHouse

beforeAll(async () => {
  house = await startDashboardHouse()
}, 900_000)
afterAll(() => house?.stop())

/** High enough for a whole tab. */
const WHOLE = { height: 3_000 }

/** Opens both tabs of the dashboard, waits until they show what the queries say, and answers that and what was sent. */
async function readWhole(page: Page, open: () => Promise<unknown>) {
  let asked: Figures = {}
  const charts = await chartData(page, async () => {
    await open()
    const frame = await untilDrawn(page)
    asked = await figuresOfQueries(page)
    await untilShown(frame, asked, SALES_TAB)
    await frame.getByRole('tab', { name: 'Stock' }).click()
    await untilShown(frame, asked, STOCK_TAB)
  })
  return { asked, sent: figuresSent(charts, (await readDemo(house.superset)).charts) }
}

/** All charts of both tabs, one after the other, by their menus. */
async function takeWhole(page: Page): Promise<Figures> {
  const frame = await untilDrawn(page)
  const taken: Figures = {}
  for (const name of STOCK_TAB) taken[name] = await figuresTaken(page, frame, name)
  await frame.getByRole('tab', { name: 'Sales' }).click()
  for (const name of SALES_TAB) taken[name] = await figuresTaken(page, frame, name)
  return taken
}

/** What the table of countries writes below and beside its rows. */
async function sumsShown(page: Page): Promise<number[]> {
  const frame = await untilDrawn(page)
  await frame.getByRole('tab', { name: 'Sales' }).click()
  const sums = chartOf(frame, 'revenue-by-country').locator('td.pvtTotal, td.pvtGrandTotal')
  await sums.last().waitFor()
  return (await sums.allTextContents()).map((text) => Number(text.replaceAll(',', '')))
}

function sumsOf({ 'revenue-by-country': rows = [] }: Figures): number[] {
  const cells = rows.map((row) => row.split(' | '))
  const sum = (at: 0 | 1, name: string) =>
    cells.reduce((total, row) => total + (row[at] === name ? Math.round(Number(row[2]) * 10_000) : 0), 0)
  const names = (at: 0 | 1) => [...new Set(cells.map((row) => row[at] ?? ''))].sort()
  const sums = [...names(1).map((country) => sum(1, country)), ...names(0).map((group) => sum(0, group))]
  const whole = names(0).reduce((total, group) => total + sum(0, group), 0)
  return [...sums, whole].map((units) => units / 10_000)
}

const noFigures = Object.fromEntries(CHART_NAMES.map((name) => [name, []]))

describe('a dashboard in the portal', () => {
  it('leads from the sign-in to charts whose every figure is that of the same question under Analytics', async () => {
    const context = await stranger(house, WHOLE)
    const page = await context.newPage()
    const cover = await watchCover(page)
    const { asked, sent } = await readWhole(page, async () => {
      await page.goto(PAGE)
      expect(await page.title()).toMatch(/Sign in/)
      await page.locator('button[name=login][value=analyst]').click()
      await (await untilDrawn(page)).getByText('1,265,793.04').first().waitFor()
      expect(new URL(page.url()).pathname).toBe(PAGE)
    })
    expect(sent).toEqual(asked)
    // To the cent; half a cent in a binary figure may go up or down.
    const sums = await sumsShown(page)
    const exact = sumsOf(asked)
    expect(sums).toHaveLength(21 + 8 + 1)
    expect(sums.filter((sum, index) => Math.abs(sum - (exact[index] ?? 0)) > 0.005_01)).toEqual([])
    expect(asShown(asked, ['total-revenue', 'orders'])).toEqual({
      'total-revenue': ['1265793.04'],
      orders: ['830'],
    })
    // Of one that is asked for nothing, everything would be equal.
    expect(CHART_NAMES.map((name) => asked[name]?.length)).toEqual([1, 1, 8, 23, 10, 165, 8])
    expect(await cover()).toMatchObject({ bare: 0, covered: expect.toSatisfy((count: number) => count > 0) })
    await context.close()
  })

  it('shows each reader their own rows in every chart and in what they take away, and nothing to who may read none', async () => {
    const [beverages, seafood, none] = await Promise.all(
      [ofGroup('BEVERAGES'), ofGroup('SEAFOOD'), OF_NONE].map(async (grants) => {
        const { page, context } = await reader(house, grants, WHOLE)
        const { asked, sent } = await readWhole(page, () => page.goto(PAGE))
        const taken = await takeWhole(page)
        expect({ sent, taken }).toEqual({ sent: asked, taken: asked })
        await context.close()
        return asked
      }),
    )
    expect(none).toEqual(noFigures)
    for (const name of CHART_NAMES) {
      expect(beverages?.[name]?.length, name).toBeGreaterThan(0)
      expect(seafood?.[name]?.length, name).toBeGreaterThan(0)
      expect(beverages?.[name], name).not.toEqual(seafood?.[name])
    }
  }, 240_000)

  it('is not there for who may see no dashboard', async () => {
    const { page, context } = await reader(house, [])
    expect((await page.goto(PAGE))?.status()).toBe(403)
    expect((await page.request.post(`/api${PAGE}/guest-token`)).status()).toBe(403)
    expect(await page.locator('iframe').count()).toBe(0)
    await context.close()
  })

  it('keeps tokens and secrets out of addresses, pages and logs, and frames one origin on one page', async () => {
    const { page, context, urls } = await reader(house, OF_ALL)
    const policies: Record<string, string | undefined> = {}
    const bodies: string[] = []
    for (const path of ['/', '/dashboards', '/products/NW-011', '/about', PAGE]) {
      const response = await page.goto(path)
      policies[path] = /frame-src [^;]+/.exec(response?.headers()['content-security-policy'] ?? '')?.[0]
      bodies.push((await response?.text()) ?? '')
    }
    await untilDrawn(page)
    const { [PAGE]: own, ...others } = policies
    expect(own).toBe(`frame-src ${house.supersetOrigin}`)
    expect(new Set(Object.values(others))).toEqual(new Set([`frame-src 'none'`]))
    const framed = await fetch(`${house.superset.url}/embedded/${house.superset.embeddedId}`, {
      headers: { referer: `${house.house.url}/` },
    })
    expect(/frame-ancestors [^;]+/.exec(framed.headers.get('content-security-policy') ?? '')?.[0]).toBe(
      `frame-ancestors ${house.house.url}`,
    )

    const secrets = [house.superset.guestSecret, house.superset.password, 'eyJ']
    const logs = [house.superset.logFile, join(house.house.dataDir, 'portal.log')]
    const written = logs.map((file) => readFileSync(file, 'utf8'))
    expect(written.filter((text) => text === '')).toEqual([])
    const log = written.join()
    for (const secret of secrets) {
      expect(urls.filter((url) => url.includes(secret))).toEqual([])
      expect(house.way.asked().filter((url) => url.includes(secret))).toEqual([])
      for (const body of bodies) expect(body.includes(secret)).toBe(false)
      expect(log.includes(secret)).toBe(false)
    }
    await context.close()
  })
})

describe('around the frame', () => {
  it('it is never seen before it looks as the page does, and follows when the page changes', async () => {
    const { page, context } = await reader(house, OF_ALL, { theme: 'dark' })
    const cover = await watchCover(page)
    await page.goto(PAGE, { waitUntil: 'commit' })
    await page.locator('.dashboard-cover').waitFor()
    const lights = await watchLight(page)
    const frame = await untilDrawn(page)
    await frame.getByText('1,265,793.04').first().waitFor()
    const { bare, covered, open } = await cover()
    expect({ bare, wasCovered: covered > 0, wasOpened: open > 0 }).toEqual({
      ...{ bare: 0, wasCovered: true, wasOpened: true },
    })
    const light = await lights()
    expect(light.length).toBeGreaterThan(2)
    // Superset's own first look is white.
    expect(Math.max(...light), light.join()).toBeLessThan(90)

    const place = page.locator('.dashboard-place')
    /** How far the frame's own ground is from the page's, in parts of 255. */
    const apart = async () => {
      const [own, framed] = await Promise.all(
        [place, frame.locator('.dashboard-content')].map((each) => each.evaluate(groundOf)),
      )
      return Math.max(...(own ?? []).map((part, index) => Math.abs(part - (framed?.[index] ?? 255))))
    }
    expect(await apart()).toBeLessThan(2)
    const before = await place.evaluate(groundOf)
    await page.evaluate(() => document.getElementById('shell')?.setAttribute('data-theme', 'light'))
    expect(await place.evaluate(groundOf)).not.toEqual(before)
    await expect.poll(apart, { timeout: 5_000 }).toBeLessThan(2)
    await context.close()
  })

  it('the keyboard goes into it and out of it, past it, and to the whole screen', async () => {
    const { page, context } = await reader(house, OF_ALL)
    await page.goto(PAGE)
    const frame = await untilDrawn(page)
    await page.getByRole('button', { name: 'Full screen' }).focus()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip the dashboard')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
    expect(await frame.locator(':focus').count()).toBeGreaterThan(0)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await vi.waitFor(async () =>
      expect(await page.evaluate(() => document.fullscreenElement !== null)).toBe(true),
    )
    await frame.getByText('1,265,793.04').first().waitFor()
    const { x = -1, y = -1 } = (await page.locator('section[data-drawing]').boundingBox()) ?? {}
    expect([x, y]).toEqual([0, 0])
    await page.getByRole('button', { name: 'Leave full screen' }).click()
    await vi.waitFor(async () =>
      expect(await page.evaluate(() => document.fullscreenElement === null)).toBe(true),
    )
    await context.close()
  })
})

describeLinks(() => house)
