import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'node-html-parser'
import pg from 'pg'
import { createTestSession } from '@/lib/testing/session'
import { load, median } from './load'
import type { Row } from './results'
import type { BenchHouse } from './served'

const ROWS = 50_000
const ROUND_SECONDS = 5
/** Some forty people who open a page every two seconds: the house is busy and not full. */
const READS_PER_SECOND = 20
const IDLE_ROUNDS = 4
const DEADLINE_MS = 180_000

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
  const begun = performance.now()
  const counts = await importFile(url, headers, await tableOf(house.migratorUrl))
  const seconds = (performance.now() - begun) / 1_000
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

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
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

async function importFile(url: string, headers: { cookie: string }, table: string): Promise<string> {
  const form = new FormData()
  form.set('file', new File([table], 'bench.csv'))
  const sent = await fetch(`${url}/products/import/file`, {
    method: 'POST',
    body: form,
    headers: { ...headers, origin: url },
  })
  if (sent.status !== 201) throw new Error(`the file was answered ${sent.status}: ${await sent.text()}`)
  const { id } = (await sent.json()) as { id: string }
  const page = `${url}/products/import/${id}`
  await submit(page, headers, 'Check the rows')
  await submit(page, headers, `Import ${ROWS.toLocaleString('en-GB')} rows`)
  const text = await untilShown(page, headers, 'Imported:')
  return (
    /Imported: ([\d,]+ added, [\d,]+ changed)/.exec(text)?.[1]?.replaceAll(/(\d),(\d)/g, '$1$2') ??
    text.slice(0, 300)
  )
}

async function untilShown(page: string, headers: { cookie: string }, words: string): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS
  for (;;) {
    const text = await (await fetch(page, { headers })).text()
    if (text.includes(words)) return text
    if (Date.now() > deadline) throw new Error(`“${words}” did not come`)
    await sleep(500)
  }
}

/** Sends the form of a button as a browser without script does. */
async function submit(page: string, headers: { cookie: string }, button: string): Promise<void> {
  const root = parse(await untilShown(page, headers, `${button}</button>`))
  const form = root.querySelectorAll('form').find((one) => one.text.includes(button))
  const body = new FormData()
  for (const field of form?.querySelectorAll('input, select') ?? []) {
    const chosen = field.querySelector('option[selected]')?.getAttribute('value')
    body.set(field.getAttribute('name') ?? '', chosen ?? field.getAttribute('value') ?? '')
  }
  const origin = new URL(page).origin
  const answer = await fetch(page, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { ...headers, origin },
  })
  if (answer.status !== 303) throw new Error(`“${button}” was answered ${answer.status}`)
}
