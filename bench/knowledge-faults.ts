import { setTimeout as sleep } from 'node:timers/promises'
import { load } from './load'
import type { Row } from './results'
import { BENCH_WEBHOOK_SECRET, type BenchHouse } from './served'

// The pages of the knowledge base while Fibery fails and is being asked, beside the same pages while nothing is asked.

const FAULTS = ['stall', 'drip', 'huge', 'html', 'down'] as const
/** The last one asks Fibery while its reader waits, and gives up by itself. */
const PAGES = [
  '/kb',
  '/kb/product-handbook',
  '/kb/product-handbook/guide',
  '/kb/product-handbook/guide/1',
] as const
const DEADLINE_MS = 1_000
/** A run that a webhook queued waits for five seconds of quiet before it asks. */
const UNTIL_ASKED_MS = 6_500
const LOAD = { connections: 4, seconds: 3, rate: 40 }

export async function benchKnowledgeFaults({ house, url, cookie }: BenchHouse): Promise<Row[]> {
  const tell = async (mode: string) => {
    const answer = await fetch(`${house.env.FIBERY_URL}/__misbehave`, {
      method: 'POST',
      body: JSON.stringify({ mode }),
    })
    if (!answer.ok) throw new Error(`the stand-in does not know ${mode}`)
  }
  const loaded = async (page: string) => {
    const result = await load({ url: url + page, headers: { cookie }, ...LOAD })
    if (result.notOk > 0) throw new Error(`${page}: ${result.notOk} answers were not 200`)
    return result
  }
  // Entities are read after their databases.
  while ((await fetch(url + PAGES[3], { headers: { cookie } })).status !== 200) await sleep(500)
  for (const page of PAGES) await loaded(page)
  const rows: Row[] = []
  for (const mode of FAULTS) {
    for (const page of PAGES) {
      const control = await loaded(page)
      await tell(mode)
      const secret = `${url}/api/webhooks/fibery?secret=${BENCH_WEBHOOK_SECRET}`
      const { status } = await fetch(secret, { method: 'POST' })
      if (status !== 202) throw new Error(`the webhook answered ${status}`)
      await sleep(UNTIL_ASKED_MS)
      const during = await loaded(page)
      await tell('off')
      rows.push({
        what: `${page} while Fibery answers with ${mode}: p99`,
        value: during.p99Ms,
        unit: 'ms',
        control: control.p99Ms,
        ratio: during.p99Ms / control.p99Ms,
        budget: `≤ ${DEADLINE_MS} ms`,
        met: during.p99Ms <= DEADLINE_MS,
      })
    }
  }
  return rows
}
