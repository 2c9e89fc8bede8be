import { TEST_ENV } from '@/lib/testing/environment'

// One measurement in a process that has done nothing yet, so that neither a warm engine nor a grown heap flatters it.
// `discovery`: a space is asked, read, compared and stored. `reading`: that without the database. `control`: the same answer
// fetched and parsed, nothing else. Prints one line of JSON.

const { BENCH_MODE: mode, BENCH_URL: url = '', BENCH_DATABASE: databaseUrl = '' } = process.env
const SPACE = 'Bench'

type Work = () => Promise<number>

async function controlWork(): Promise<Work> {
  const { INTROSPECTION_QUERY } = await import('@/lib/connectors/fibery/introspection')
  return async () => {
    const response = await fetch(`${url}/api/graphql/space/${SPACE}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: INTROSPECTION_QUERY }),
    })
    const { data } = JSON.parse(await response.text()) as { data: { __schema: { types: unknown[] } } }
    return data.__schema.types.length
  }
}

async function readingWork(): Promise<Work> {
  const { fiberyClientFor } = await import('@/lib/testing/fibery-client')
  const { discoverSpace } = await import('@/lib/knowledge/discovery')
  const { client } = fiberyClientFor(url, { timeoutMs: 20_000, budgetMs: 60_000 })
  return async () => {
    const { schema } = await client.introspectSpace(SPACE, { requestId: 'bench' })
    return discoverSpace(SPACE, schema).databases.length
  }
}

async function discoveryWork(): Promise<Work> {
  Object.assign(process.env, TEST_ENV, {
    DATABASE_URL: databaseUrl,
    FIBERY_URL: url,
    FIBERY_TOKEN: 'bench',
    FIBERY_SPACES: SPACE,
  })
  const { refreshSpace } = await import('@/lib/knowledge/service/refresh')
  const { refresher } = await import('@/lib/testing/knowledge')
  const { db } = await import('@/lib/platform/db')
  await db().kbSpace.deleteMany()
  await db().kbSpace.create({ data: { name: SPACE, slug: 'bench' } })
  return async () => {
    const { outcome, databases, failure } = await refreshSpace(refresher(), { space: SPACE })
    if (outcome !== 'published') throw new Error(`${outcome}: ${failure?.code} ${failure?.detail}`)
    return databases
  }
}

/** The longest time for which nothing else in the process had its turn. */
function watchTurns(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return Math.max(longest, performance.now() - last)
  }
}

const work = await { control: controlWork, reading: readingWork, discovery: discoveryWork }[
  mode as 'control' | 'reading' | 'discovery'
]()
globalThis.gc?.()
const before = process.memoryUsage().rss
const turns = watchTurns()
const started = performance.now()
const found = await work()
const ms = performance.now() - started
const heldMs = turns()
// In KiB, and of the whole life of the process: what was there before the work is taken off.
const peak = process.resourceUsage().maxRSS * 1024
process.stdout.write(`${JSON.stringify({ found, ms, heldMs, mb: Math.max(0, peak - before) / 2 ** 20 })}\n`)
process.exitCode = 0
process.exit()
