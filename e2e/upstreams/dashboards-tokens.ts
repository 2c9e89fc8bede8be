import type { Page } from '@playwright/test'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DashboardHouse, OF_ALL, PAGE, query, type Reader, reader, untilDrawn } from './dashboards-house'
import { type Answer, asGuest, DATA, type Demo, readDemo, requestFor, rowsOf } from './superset-guest'

/** What the frame of a page was given and got. */
type Heard = Reader & {
  tokens: string[]
  /** Charts' answers in the order that they came. */
  charts: { status: number; token: string }[]
}

/** A dashboard that is open, and what its frame hears. */
async function open(house: DashboardHouse): Promise<Heard> {
  const someone = await reader(house, OF_ALL)
  const tokens: string[] = []
  const charts: Heard['charts'] = []
  someone.page.on('response', (response) => {
    const url = response.url()
    if (url.includes(DATA)) {
      charts.push({ status: response.status(), token: response.request().headers()['x-guesttoken'] ?? '' })
    } else if (url.endsWith(`/api${PAGE}/guest-token`) && response.ok()) {
      // One whose page went away meanwhile is nobody's.
      void response.json().then(
        ({ token }) => tokens.push(token),
        () => {},
      )
    }
  })
  await someone.page.goto(PAGE)
  const frame = await untilDrawn(someone.page)
  await frame.getByText('1,265,793.04').first().waitFor()
  return { ...someone, tokens, charts }
}

/** A page that is kept from hearing that it may no longer be. */
async function deafen(page: Page): Promise<void> {
  await page.route(/\/api\/dashboards\/[^/]+\/(state|guest-token)$/, (route) => route.abort())
}

const openStock = (page: Page) =>
  page.frameLocator('iframe').getByRole('tab', { name: 'Stock', exact: true }).click()

async function filterBeverages(page: Page): Promise<void> {
  const frame = page.frameLocator('iframe')
  await frame.locator('#NATIVE_FILTER-product-group').click()
  await frame.getByRole('option', { name: 'Beverages' }).or(frame.getByTitle('Beverages')).last().click()
  await frame.getByRole('button', { name: /Apply filters/i }).click()
}

/** Tests beside a house that stands; its tokens hold for twenty seconds. */
export function describeTokens(given: () => DashboardHouse): void {
  describe('a token that was handed out', () => {
    let house: DashboardHouse
    let demo: Demo
    /** Whose right is taken; the same, deaf to it; and who keeps it. */
    let gone: Heard
    let deaf: Heard
    let staying: Heard
    let handed: string

    const ask = (token: string) => asGuest(house.superset, token, DATA, { body: requestFor(demo, {}) })

    beforeAll(async () => {
      house = given()
      demo = await readDemo(house.superset)
      gone = await open(house)
      deaf = await open(house)
      staying = await open(house)
    })
    afterAll(async () => {
      for (const one of [gone, deaf, staying]) await one?.context.close()
    })

    it('gives data until its end and none after that, to whom the right was taken; the page says so', async () => {
      handed = (await (await gone.page.request.post(`/api${PAGE}/guest-token`)).json()).token as string
      const before = await ask(handed)
      expect([before.status, rowsOf(before).length]).toEqual([200, 1])
      await deafen(deaf.page)
      const ids = [gone.userId, deaf.userId]
      await query(house, 'DELETE FROM role_grant WHERE user_id = ANY($1::uuid[])', [ids])
      expect((await gone.page.request.post(`/api${PAGE}/guest-token`)).status()).toBe(403)

      await gone.page.locator('[data-obstacle="refused"]').waitFor({ timeout: 30_000 })
      await gone.page.getByText('You may no longer see this dashboard').first().waitFor()
      expect(await gone.page.locator('iframe').count()).toBe(0)
      const shown = gone.charts.length
      for (const token of [...gone.tokens, ...deaf.tokens, handed]) await untilRefused(token, ask)
      expect(gone.charts.length).toBe(shown)
    })

    it('leaves a page that will not hear of it without anything new', async () => {
      const shown = deaf.charts.length
      await openStock(deaf.page)
      await expect.poll(() => deaf.charts.length, { timeout: 20_000 }).toBeGreaterThan(shown)
      expect(deaf.charts.slice(shown).filter(({ status }) => status < 400)).toEqual([])
    })

    it('is followed by another while the right is there: what is chosen after its end is drawn', async () => {
      const [first = ''] = staying.tokens
      await untilRefused(first, ask)
      expect(staying.tokens.length).toBeGreaterThanOrEqual(2)
      const shown = staying.charts.length
      await filterBeverages(staying.page)
      await staying.page.frameLocator('iframe').getByText('267,868.18').first().waitFor({ timeout: 20_000 })
      const since = staying.charts.slice(shown)
      expect(since.filter(({ status }) => status !== 200)).toEqual([])
      expect(since.filter(({ token }) => token === first)).toEqual([])
    })
  })
}

/** Asks with it until it is refused: data before its end, none after it. */
async function untilRefused(token: string, ask: (token: string) => Promise<Answer>): Promise<void> {
  const end = (decodeJwt(token).exp ?? Number.POSITIVE_INFINITY) * 1_000
  let at = 0
  const status = async () => {
    at = Date.now()
    const answer = await ask(token)
    if (answer.status === 200) expect(at).toBeLessThan(end + 1_000)
    else expect(rowsOf(answer)).toEqual([])
    return answer.status
  }
  await expect.poll(status, { timeout: 40_000, interval: 500 }).toBe(401)
  expect(at).toBeGreaterThanOrEqual(end - 1_000)
}
