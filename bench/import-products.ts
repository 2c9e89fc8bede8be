import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ImportDriver } from '@/e2e/import-driver'
import { createTestSession } from '@/lib/testing/session'
import { load, median } from './load'
import type { Row } from './results'
import type { BenchHouse } from './served'

const ROWS = 50_000
const ROUND_SECONDS = 5
/** Some forty people who open a page every two seconds: the house is busy and not full. */
const READS_PER_SECOND = 20
const IDLE_ROUNDS = 4

/**
 * What an import of 50,000 rows, half of them changes and half additions, costs those who read the list meanwhile, in time
 * and in memory, at 100,000 products. Driven as a browser without script would: the file's form, the columns' form, the
 * confirmation. The control is the same load before it, in the same run.
 */
export async function benchImport({ house, url }: BenchHouse): Promise<Row[]> {
  const target = { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url }
  const { cookie } = await createTestSession({ role: 'editor', name: 'Bench Importer' }, target)
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const readers = { url: `${url}/products`, headers, connections: 4, rate: READS_PER_SECOND }
  await load({ ...readers, seconds: 3 })
  const idle: number[] = []
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    idle.push((await load({ ...readers, seconds: ROUND_SECONDS })).p95Ms)
  }
  const server = house.portalPid() ?? 0
  const memoryBefore = residentBytes(server)
  const working = { done: false, peak: memoryBefore }
  const watching = watchMemory(server, working)
  const reading = readOn(readers, working)
  const table = await tableOf(house.migratorUrl)
  const { counts, stages } = await importFile(url, headers, table)
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0)
  working.done = true
  await watching
  const busy = await reading
  if (counts !== `${ROWS / 2} added, ${ROWS / 2} changed`) throw new Error(`the import came to: ${counts}`)
  const control = median(idle)
  const p95 = median(busy)
  const growth = (working.peak - memoryBefore) / 2 ** 20
  return [
    {
      what: '50,000 rows, from sending the file on',
      value: seconds,
      unit: 's',
      budget: '≤ 60',
      met: seconds <= 60,
    },
    ...stages.map((stage) => ({ what: `of these: ${stage.what}`, value: stage.seconds, unit: 's' })),
    {
      what: 'readers’ p95 meanwhile',
      value: p95,
      unit: 'ms',
      control,
      ratio: p95 / control,
      budget: '≤ 1.5',
      met: p95 <= 1.5 * control,
    },
    {
      what: 'growth of the portal’s memory',
      value: growth,
      unit: 'MiB',
      budget: '≤ 300',
      met: growth <= 300,
    },
  ]
}

/** Of the portal and what it has started: the import is done by its process of workflows. */
function residentBytes(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + residentBytes(Number(child)), own)
}

async function watchMemory(pid: number, working: { done: boolean; peak: number }): Promise<void> {
  while (!working.done) {
    working.peak = Math.max(working.peak, residentBytes(pid))
    await sleep(100)
  }
}

async function readOn(readers: Parameters<typeof load>[0], working: { done: boolean }): Promise<number[]> {
  const rounds: number[] = []
  while (!working.done) {
    const result = await load({ ...readers, seconds: ROUND_SECONDS })
    if (result.notOk > 0) throw new Error(`${result.notOk} readers were not answered`)
    if (!working.done || rounds.length === 0) rounds.push(result.p95Ms)
  }
  return rounds
}

/** Half of the products under new names, and as many new ones. */
async function tableOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(
      `SELECT concat_ws(',', p.code, 'Renamed ' || p.name, g.code, 'active') AS line
       FROM product p JOIN product_group g ON g.id = p.product_group_id
       WHERE p.code LIKE 'XL-%' ORDER BY p.code LIMIT $1`,
      [ROWS / 2],
    )
    const added = rows.map(({ line }, n) => `IMP-${n},Imported thing ${n},${line.split(',')[2]},active`)
    return ['code,name,group,status', ...rows.map(({ line }) => line), ...added].join('\r\n')
  } finally {
    await client.end()
  }
}

type Imported = { counts: string; stages: { what: string; seconds: number }[] }

async function importFile(url: string, headers: { cookie: string }, table: string): Promise<Imported> {
  const driver = new ImportDriver(url, headers)
  const moments = [performance.now()]
  const page = await driver.send(table)
  moments.push(performance.now())
  await driver.submit(page, 'Check the rows')
  const confirm = `Import ${ROWS.toLocaleString('en-GB')} rows`
  await driver.untilShown(page, `${confirm}</button>`)
  moments.push(performance.now())
  await driver.submit(page, confirm)
  const text = await driver.untilShown(page, 'Imported:')
  moments.push(performance.now())
  const counts =
    /Imported: ([\d,]+ added, [\d,]+ changed)/.exec(text)?.[1]?.replaceAll(/(\d),(\d)/g, '$1$2') ??
    text.slice(0, 300)
  const stages = ['taking the file in', 'the dry run', 'the writing'].map((what, at) => ({
    what,
    seconds: ((moments[at + 1] ?? 0) - (moments[at] ?? 0)) / 1_000,
  }))
  return { counts, stages }
}
