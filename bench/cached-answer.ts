import { inTurn, median, ratio } from './load'
import type { Row } from './results'
import type { BenchHouse } from './served'

const PRODUCT = '/products/NW-011'
/** A chart beside a table of months, and a table whose rows lead to products. */
const ANSWERS = ['/analytics/revenue-by-month', '/analytics/best-products']

/** A page of an answer that is kept, beside a product's card: what one costs in terms of the other. */
export async function benchCachedAnswer({ url, cookie }: BenchHouse): Promise<Row[]> {
  const rows: Row[] = []
  for (const path of ANSWERS) {
    const headers = { cookie }
    // Asked once, so that the rest find it.
    await (await fetch(url + path, { headers })).text()
    const paired = await inTurn({ url: url + path, headers }, { url: url + PRODUCT, headers })
    const bad = [...paired.subject, ...paired.control].reduce((sum, result) => sum + result.notOk, 0)
    if (bad > 0) throw new Error(`${bad} answers were not 200`)
    const cost = ratio(paired, ({ requestsPerSecond }) => 1 / requestsPerSecond)
    rows.push({
      what: `page of a kept answer, ${path}, against a product's`,
      value: median(paired.subject.map(({ requestsPerSecond }) => requestsPerSecond)),
      unit: 'requests/s',
      control: median(paired.control.map(({ requestsPerSecond }) => requestsPerSecond)),
      ratio: cost,
      budget: '≤ 1.3 × its cost',
      met: cost <= 1.3,
    })
  }
  return rows
}
