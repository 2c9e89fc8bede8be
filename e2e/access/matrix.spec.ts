import { expect, test } from '@playwright/test'
import { routesInApp } from '../routes'
import { house } from '../session'
import { ask, type Cookies, signEverybodyIn } from './people'
import { fill, findPlaces, type Places } from './places'
import { HANDLER_ROWS, PAGE_ROWS, type RouteRow } from './route-table'
import { WHO, type Who } from './who'

let cookies: Cookies
let places: Places

test.beforeAll(async () => {
  cookies = (await signEverybodyIn()).cookies
  places = await findPlaces()
})

test('every page and route handler of app/ has its row, and every row its route', () => {
  const { pages, handlers } = routesInApp()
  const routes = (rows: readonly RouteRow[]) => [...new Set(rows.map((row) => row.route))].sort()
  expect(routes(PAGE_ROWS)).toEqual(pages)
  expect(routes(HANDLER_ROWS)).toEqual(handlers)
})

/** What is shown: scripts carry the page's data too, so nothing is left out but the reader's own address. */
function leaks(body: string, secret: string, path: string): boolean {
  return body.replaceAll(path, '').replaceAll(encodeURIComponent(path), '').includes(secret)
}

/** Next sends a request for a page's data on to the address that its kind of request belongs to. */
async function askForData(path: string, cookie: string, headers: Record<string, string>): Promise<Response> {
  const first = await ask(`${path}${path.includes('?') ? '&' : '?'}_rsc=x`, cookie, { headers })
  const next = new URL(first.headers.get('location') ?? '', house().baseUrl)
  if (first.status !== 307 || !next.searchParams.has('_rsc')) return first
  return await ask(next.pathname + next.search, cookie, { headers })
}

const DATA_REQUESTS = {
  navigation: { rsc: '1' },
  prefetch: { rsc: '1', 'next-router-prefetch': '1' },
  'prefetch of a segment': {
    rsc: '1',
    'next-router-prefetch': '1',
    'next-router-segment-prefetch': '/_tree',
  },
}

async function statuses(row: RouteRow, init: RequestInit): Promise<Record<Who, string>> {
  const path = fill(row.path, places)
  const secret = row.shown === undefined ? undefined : fill(row.shown, places)
  const found: Partial<Record<Who, string>> = {}
  for (const who of WHO) {
    const response = await ask(path, cookies[who], init)
    const body = await response.text()
    found[who] = String(response.status)
    if (secret !== undefined) {
      expect(leaks(body, secret, path), `${who} is sent "${secret}" with ${response.status}`).toBe(
        response.status === 200,
      )
    }
    if (response.status === 307) expect(response.headers.get('location')).toContain('/auth/login')
  }
  return found as Record<Who, string>
}

for (const row of PAGE_ROWS) {
  test(`the page ${row.path} is open to those for whom it is`, async () => {
    expect(await statuses(row, {})).toEqual(row.expected)
  })
}

for (const row of PAGE_ROWS) {
  test(`the data of ${row.path} is sent to nobody else, for a navigation or a prefetch`, async () => {
    const path = fill(row.path, places)
    const secret = row.shown === undefined ? undefined : fill(row.shown, places)
    const { expected } = row
    for (const [kind, headers] of Object.entries(DATA_REQUESTS)) {
      for (const who of WHO) {
        const response = await askForData(path, cookies[who], headers)
        const body = await response.text()
        const mayRead = expected[who] === '200'
        if (kind === 'navigation' && mayRead) expect(response.status, who).toBe(200)
        if (mayRead || secret === undefined) continue
        expect(leaks(body, secret, path), `${who}, ${kind}: "${secret}" with ${response.status}`).toBe(false)
      }
    }
  })
}

for (const row of HANDLER_ROWS) {
  test(`the route ${row.path} answers those whom it is for`, async () => {
    const { method } = row
    expect(await statuses(row, { method, ...(method === 'POST' && { body: '[]' }) })).toEqual(row.expected)
  })
}

test('no page that somebody may open shows them a record of another group', async () => {
  for (const row of [...PAGE_ROWS, ...HANDLER_ROWS]) {
    for (const who of ['beverages', 'brewer', 'nobody'] as const) {
      if (row.expected[who] !== '200') continue
      const path = fill(row.path, places)
      for (const response of [
        await ask(path, cookies[who]),
        await askForData(path, cookies[who], { rsc: '1' }),
      ]) {
        expect(await response.text(), `${path} as ${who}`).not.toContain('Aniseed Syrup')
      }
    }
  }
})
