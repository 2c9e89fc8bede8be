import { expect, test } from '@playwright/test'
import pg from 'pg'
import { house, PERSONAS, signIn } from '../session'
import { ask } from './people'
import { findPlaces } from './places'

// What is out of reach and what is not there answer alike: status, headers and body, whatever is asked.

const GONE = '00000000-0000-4000-8000-000000000001'

let cookies: { beverages: string; brewer: string; brewmaster: string }
let file: string
let owner: string

async function cookieOf(options: Parameters<typeof signIn>[0]): Promise<string> {
  const { cookie } = await signIn(options)
  return `${cookie.name}=${cookie.value}`
}

test.beforeAll(async () => {
  cookies = {
    beverages: await cookieOf(PERSONAS.beverages),
    brewer: await cookieOf(PERSONAS.brewer),
    // Reads and edits what is tagged as brewing, of which NW-003 and PACK are none.
    brewmaster: await cookieOf({
      grants: [{ role: 'editor', condition: { kind: 'tag', in: ['no-such-tag'] } }],
      name: 'Test Brewmaster',
    }),
  }
  file = (await findPlaces()).file ?? ''
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  const { userId } = await signIn({ name: 'Test Owner of condiments' })
  await client.query(`UPDATE product SET owner_id = $1 WHERE code = 'NW-003' AND owner_id IS NULL`, [userId])
  const { rows } = await client.query(`SELECT owner_id FROM product WHERE code = 'NW-003'`)
  owner = rows[0].owner_id
  await client.end()
})

/** What differs from one request to the next, and the names that were asked for, made alike. */
function alike(text: string, asked: readonly string[]): string {
  let plain = text
  for (const name of asked) plain = plain.replaceAll(name, 'ASKED').replaceAll(name.toLowerCase(), 'asked')
  return plain
    .replaceAll(/(nonce\\*"?[=:]\\*")[\w+/=]+/g, '$1')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'MOMENT')
    .replaceAll(/\b[12]\d{12}\b/g, 'MS')
}

const UNSTEADY = new Set(['date', 'x-request-id', 'content-security-policy', 'keep-alive', 'connection'])

async function answer(path: string, cookie: string, asked: readonly string[], init: RequestInit) {
  const response = await ask(path, cookie, init)
  const headers = [...response.headers].filter(([name]) => !UNSTEADY.has(name))
  const text = alike(await response.text(), asked)
  const isPage = /html|x-component/.test(response.headers.get('content-type') ?? '')
  // Of a page what is ready first is sent first: the same words, in an order that differs from one request to the next.
  const body = isPage ? (text.match(/[\p{L}\p{N}]{4,}/gu) ?? []).sort().join('\n') : text
  return { status: response.status, headers: alike(JSON.stringify(headers), asked), body }
}

/** Who asks, for what is there and for what is not; names of one length, so that lengths tell too. */
const PAIRS: readonly [who: 'beverages' | 'brewer' | 'brewmaster', there: string, none: string][] = [
  ['beverages', '/products/NW-003', '/products/NW-993'],
  ['beverages', '/products/nw-003', '/products/nw-993'],
  ['beverages', '/products/NW-003/history', '/products/NW-993/history'],
  ['beverages', '/products/NW-003/history/1', '/products/NW-993/history/1'],
  ['beverages', '/products/NW-003/edit', '/products/NW-993/edit'],
  ['brewer', '/products/NW-003/edit', '/products/NW-993/edit'],
  ['brewer', '/products/NW-003/segments', '/products/NW-993/segments'],
  ['beverages', '/products/NW-003/files/{file}', '/products/NW-993/files/{file}'],
  ['beverages', '/products/NW-003/files/{file}', '/products/NW-003/files/{gone}'],
  ['beverages', '/products/NW-003/files/{file}?size=small', '/products/NW-003/files/{gone}?size=small'],
  ['beverages', '/products?group=CONDIMENTS', '/products?group=CONDIMENTX'],
  ['beverages', '/products?owner={owner}', '/products?owner={gone}'],
  ['beverages', '/products?q=aniseed', '/products?q=amiseef'],
  ['beverages', '/products/export.csv?group=CONDIMENTS', '/products/export.csv?group=CONDIMENTX'],
  ['beverages', '/products/export.json?q=aniseed', '/products/export.json?q=amiseef'],
  ['beverages', '/search?q=aniseed', '/search?q=amiseef'],
  ['beverages', '/search/suggest?q=aniseed', '/search/suggest?q=amiseef'],
  ['beverages', '/search/suggest?q=condiments', '/search/suggest?q=condimenzz'],
  ['brewmaster', '/products/NW-003', '/products/NW-993'],
  ['brewmaster', '/segments/BREW-MASH', '/segments/BREW-MUSH'],
  ['brewmaster', '/segments/BREW-MASH/edit', '/segments/BREW-MUSH/edit'],
  ['brewmaster', '/segments?q=mashing', '/segments?q=mushing'],
  ['brewmaster', '/segments/codes.json?q=mash', '/segments/codes.json?q=mush'],
  ['brewmaster', '/segments/compare?a=NW-034&b=NW-035', '/segments/compare?a=NW-934&b=NW-935'],
]

for (const [who, there, none] of PAIRS) {
  test(`${there} answers ${who} as ${none} does`, async () => {
    const fill = (path: string) =>
      path.replace('{file}', file).replace('{owner}', owner).replace('{gone}', GONE)
    const asked = (path: string) => [path, encodeURIComponent(path), ...namesOf(path)]
    const kinds: RequestInit[] = [{}, { headers: { rsc: '1' } }]
    for (const init of kinds) {
      const [one, other] = [fill(there), fill(none)]
      const found = await answer(one, cookies[who], asked(one), init)
      const missing = await answer(other, cookies[who], asked(other), init)
      expect(found).toEqual(missing)
    }
  })
}

test('what is in reach answers otherwise than what is not there', async () => {
  for (const [one, other] of [
    ['/products?group=BEVERAGES', '/products?group=BEVERAGEX'],
    ['/search/suggest?q=chai', '/search/suggest?q=chxx'],
  ] as const) {
    const found = await answer(one, cookies.beverages, [one], {})
    const missing = await answer(other, cookies.beverages, [other], {})
    expect(found.body).not.toBe(missing.body)
  }
})

/** The names that an address holds, the longest first. */
function namesOf(path: string): string[] {
  return path
    .split(/[/?&=]/)
    .filter((word) => /\d{3}|mash|mush|aniseed|amiseef|condim|CONDIM|MASH|MUSH/.test(word))
    .sort((one, other) => other.length - one.length)
}
