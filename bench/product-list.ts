import { inTurn, load, median, type Paired, pooled, ratio } from './load'
import type { Row } from './results'
import type { BenchHouse, ControlApp } from './served'

/** Two processes of the same program differ by some hundredths, as they happened to be compiled and laid out. */
const PROCESSES = 8
const ROUNDS = 16

/** The signed-in product list beside the bare page with the same shell, table and rows (DESIGN §10, first row). */
export async function benchProductList(house: BenchHouse, control: ControlApp): Promise<Row[]> {
  const headers = { cookie: house.cookie }
  const paired: Paired = { subject: [], control: [] }
  for (let process = 0; process < PROCESSES; process += 1) {
    if (process > 0) await Promise.all([house.restart(), control.restart()])
    const turns = await inTurn(
      { url: `${house.url}/products`, headers },
      { url: `${control.url}/products` },
      ROUNDS,
    )
    paired.subject.push(...turns.subject)
    paired.control.push(...turns.control)
  }
  const bad = [...paired.subject, ...paired.control].reduce((sum, result) => sum + result.notOk, 0)
  if (bad > 0) throw new Error(`${bad} answers were not 200`)
  const of = (side: 'subject' | 'control', pick: (result: (typeof paired.subject)[number]) => number) =>
    median(paired[side].map(pick))
  const throughput = ratio(paired, (result) => result.requestsPerSecond)
  const p99 = { subject: pooled(paired.subject, 0.99), control: pooled(paired.control, 0.99) }
  const slowest = p99.subject / p99.control
  const bytes = await bodyBytes(`${house.url}/products`, headers)
  const controlBytes = await bodyBytes(`${control.url}/products`)
  return [
    {
      what: 'signed-in product list',
      value: of('subject', (r) => r.requestsPerSecond),
      unit: 'requests/s',
      control: of('control', (r) => r.requestsPerSecond),
      ratio: throughput,
      budget: '≥ 0.8',
      met: throughput >= 0.8,
    },
    {
      what: 'its p99',
      value: p99.subject,
      unit: 'ms',
      control: p99.control,
      ratio: slowest,
      budget: '≤ 1.5',
      met: slowest <= 1.5,
    },
    {
      what: 'bytes of the page',
      value: bytes,
      unit: 'B',
      control: controlBytes,
      ratio: bytes / controlBytes,
      budget: '0.95 … 1.05',
      met: Math.abs(bytes / controlBytes - 1) <= 0.05,
    },
  ]
}

/** What the page itself weighs, its headers left out, as sent to a client that asks for no compression. */
async function bodyBytes(url: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' } })
  return (await answer.arrayBuffer()).byteLength
}

/** The list at 77 and at 100,000 products, and with search on (DESIGN §10, second row). `grow` adds the products. */
export async function benchManyProducts(house: BenchHouse, grow: () => Promise<void>): Promise<Row[]> {
  const headers = { cookie: house.cookie }
  const list = { url: `${house.url}/products`, headers, connections: 4 }
  const search = { url: `${house.url}/products?q=chai`, headers, connections: 4 }
  await load({ ...list, seconds: 3 })
  const few = await rounds(list)
  await grow()
  await load({ ...list, seconds: 3 })
  const many = await rounds(list)
  await load({ ...search, seconds: 2 })
  const searched = await rounds(search)
  return [
    {
      what: 'p95 at 100,000 products',
      value: many,
      unit: 'ms',
      control: few,
      ratio: many / few,
      budget: '≤ 1.3',
      met: many <= 1.3 * few,
    },
    {
      what: 'p95 with search on, at 100,000',
      value: searched,
      unit: 'ms',
      control: many,
      ratio: searched / many,
      budget: '≤ +25 ms',
      met: searched - many <= 25,
    },
  ]
}

async function rounds(options: Parameters<typeof load>[0]): Promise<number> {
  const results = []
  for (let round = 0; round < 5; round += 1) results.push(await load({ ...options, seconds: 3 }))
  const bad = results.reduce((sum, result) => sum + result.notOk, 0)
  if (bad > 0) throw new Error(`${bad} answers were not 200`)
  return median(results.map((result) => result.p95Ms))
}
