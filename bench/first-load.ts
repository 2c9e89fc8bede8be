import { brotliCompressSync } from 'node:zlib'
import { parse } from 'node-html-parser'
import type { Row } from './results'
import type { BenchHouse, ControlApp } from './served'

const BUDGET_KB = 30

/** Pages without a chart or an embed (DESIGN §10). */
const PAGES = [
  '/',
  '/products',
  '/products/NW-001',
  '/products/NW-001/edit',
  '/kb',
  '/analytics',
  '/dashboards',
  '/search?q=chai',
  '/admin/users',
  '/admin/roles',
  '/admin/audit',
  '/admin/workflows',
  '/admin/connections',
  '/account',
  '/about',
]

/** Brotli bytes of the scripts that a page's HTML asks for; legacy polyfills (`nomodule`) are not loaded by browsers of today. */
async function scriptBytes(url: string, cookie = ''): Promise<number> {
  const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' })
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
  const html = parse(await answer.text())
  const sources = html
    .querySelectorAll('script[src]')
    .filter((script) => !script.hasAttribute('nomodule'))
    .map((script) => script.getAttribute('src') ?? '')
  let bytes = 0
  for (const source of new Set(sources)) {
    const file = await fetch(new URL(source, url))
    bytes += brotliCompressSync(Buffer.from(await file.arrayBuffer())).length
  }
  return bytes
}

/** First-load JavaScript of each page beside the bare Next page's. */
export async function benchFirstLoad(house: BenchHouse, control: ControlApp): Promise<Row[]> {
  const bare = (await scriptBytes(`${control.url}/bare`)) / 1024
  const rows: Row[] = []
  for (const page of PAGES) {
    const value = (await scriptBytes(house.url + page, house.cookie)) / 1024
    rows.push({
      what: page,
      value,
      unit: 'KB',
      control: bare,
      ratio: value / bare,
      budget: `≤ control + ${BUDGET_KB} KB`,
      met: value <= bare + BUDGET_KB,
    })
  }
  return rows
}
