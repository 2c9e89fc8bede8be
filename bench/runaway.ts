import { setTimeout as sleep } from 'node:timers/promises'
import { type LoadResult, load, median } from './load'
import type { Row } from './results'
import type { BenchHouse } from './served'

// The product list while a statement of somebody's own runs away beside it, in turns with the same list alone.

const RUNAWAYS: Readonly<Record<string, string>> = {
  'a cross join without end': 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b',
  'a recursion without end':
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
  'a sort of everything': 'SELECT range FROM range(10000000000) ORDER BY hash(range)',
  'patterns over long texts': `SELECT count(*) FROM range(1000000000) WHERE regexp_matches(repeat('ab', 100000) || range, '((a|b)*)*c$')`,
  'texts that fill the memory': `SELECT repeat('x', 50000000) || range FROM range(10000)`,
}
const ROUNDS = 8
/** A fixed rate, far below what the list can: what is measured is how long one waits, not how many fit. */
const STEADY = { connections: 4, seconds: 3, rate: 25 }
const UNTIL_RUNNING_MS = 400

export async function benchRunaway({ url, cookie }: BenchHouse): Promise<Row[]> {
  const list = { url: `${url}/products`, headers: { cookie } }
  await load({ ...list, seconds: 3 })
  const rows: Row[] = []
  for (const [name, sql] of Object.entries(RUNAWAYS)) {
    const { beside, alone } = await inTurns(
      () => loaded({ ...list, ...STEADY }),
      (work) => whileRunning({ url, cookie, sql }, work),
    )
    const ratio = median(beside.map(({ p95Ms }, round) => p95Ms / (alone[round]?.p95Ms ?? p95Ms)))
    rows.push({
      what: `p95 of the product list beside ${name}`,
      value: median(beside.map(({ p95Ms }) => p95Ms)),
      unit: 'ms',
      control: median(alone.map(({ p95Ms }) => p95Ms)),
      ratio,
      budget: '≤ 1.3',
      met: ratio <= 1.3,
    })
  }
  return [...rows, await mostRequests({ url, cookie })]
}

/** As many requests as the list can answer, both processors busy. */
async function mostRequests({ url, cookie }: Pick<BenchHouse, 'url' | 'cookie'>): Promise<Row> {
  const [sql = ''] = Object.values(RUNAWAYS)
  const { beside, alone } = await inTurns(
    () => loaded({ url: `${url}/products`, headers: { cookie } }),
    (work) => whileRunning({ url, cookie, sql }, work),
  )
  const ratio = median(
    beside.map((one, round) => one.requestsPerSecond / (alone[round]?.requestsPerSecond ?? 1)),
  )
  return {
    what: 'requests a second of the product list beside a cross join without end',
    value: median(beside.map(({ requestsPerSecond }) => requestsPerSecond)),
    unit: 'requests/s',
    control: median(alone.map(({ requestsPerSecond }) => requestsPerSecond)),
    ratio,
    budget: '≥ 0.9',
    met: ratio >= 0.9,
  }
}

type Turns = { beside: LoadResult[]; alone: LoadResult[] }
type Beside = (work: () => Promise<LoadResult>) => Promise<LoadResult>

async function inTurns(work: () => Promise<LoadResult>, beside: Beside): Promise<Turns> {
  const turns: Turns = { beside: [], alone: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) turns.alone.push(await work())
    turns.beside.push(await beside(work))
    if (round % 2 === 1) turns.alone.push(await work())
  }
  return turns
}

async function loaded(options: Parameters<typeof load>[0]): Promise<LoadResult> {
  const result = await load(options)
  if (result.notOk > 0) throw new Error(`${result.notOk} answers were not 200`)
  return result
}

/** Asks the statement again whenever it has ended, as long as the work lasts. */
async function whileRunning(
  { url, cookie, sql }: { url: string; cookie: string; sql: string },
  work: () => Promise<LoadResult>,
): Promise<LoadResult> {
  let over = false
  const post = (path: string, body?: URLSearchParams) =>
    fetch(url + path, { method: 'POST', headers: { cookie, origin: url }, body })
  const running = (async () => {
    while (!over) {
      const answer = await post('/analytics/sql/csv', new URLSearchParams({ sql }))
      if (answer.status !== 422) throw new Error(`a statement that runs away answered ${answer.status}`)
      await answer.arrayBuffer()
    }
  })()
  running.catch(() => {})
  await sleep(UNTIL_RUNNING_MS)
  try {
    return await work()
  } finally {
    over = true
    await (await post('/analytics/sql/stop')).arrayBuffer()
    await running
  }
}
