/**
 * `npm run test:crash:editors`: fifty editors save ten products for a minute, five each, while the portal ends by kill -9
 * five times. Fails when an update is lost without its author being told, a refused one was written, a history has a gap,
 * a version is missing or holds something else than the record says, or the audit record does not verify.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createTestSession } from '@/lib/testing/session'
import { startTestHouse, type TestHouse } from '../house'
import { conclude, untilReady, verifyAudit } from './crash-house'
import { reckon, type Sent } from './ledger'
import { ProductEditor } from './product-editor'

const EDITORS = 50
const PRODUCTS = 10
const MINUTE_MS = 60_000
const KILLS = 5

const codeOf = (index: number) => `NW-${String((index % PRODUCTS) + 1).padStart(3, '0')}`

async function main(): Promise<number> {
  const house = await startTestHouse({ LOG_LEVEL: 'error' })
  house.failed.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
  try {
    const until = Date.now() + MINUTE_MS
    const [saves] = await Promise.all([
      Promise.all(Array.from({ length: EDITORS }, (_, index) => edit(house, index, until))),
      kill(house),
    ])
    return await judge(house, saves)
  } finally {
    await house.stop()
  }
}

async function edit(house: TestHouse, index: number, until: number): Promise<Sent> {
  const code = codeOf(index)
  const { cookie } = await createTestSession(
    { role: 'editor', name: `Editor ${index}` },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url },
  )
  const editor = new ProductEditor({ base: house.url, cookie, code })
  const saves: Sent['saves'] = []
  for (let count = 0; Date.now() < until; count += 1) {
    const marker = `editor ${index} save ${count}`
    const outcome = await editor.save(marker)
    if (outcome !== 'not sent') saves.push({ marker, outcome })
    await sleep(100)
  }
  return { code, saves }
}

async function kill(house: TestHouse): Promise<void> {
  for (let turn = 1; turn <= KILLS; turn += 1) {
    await sleep(MINUTE_MS / (KILLS + 2))
    const pid = house.portalPid()
    if (pid === undefined) throw new Error('there is no process to kill')
    process.kill(pid, 'SIGKILL')
    console.error(`  kill -9 of the portal ${turn}: back after ${await untilReady(house)} ms`)
  }
}

async function judge(house: TestHouse, all: readonly Sent[]): Promise<number> {
  const byCode = Array.from({ length: PRODUCTS }, (_, index): Sent => {
    const code = codeOf(index)
    return { code, saves: all.filter((sent) => sent.code === code).flatMap(({ saves }) => saves) }
  })
  const { acknowledged, refused, inFlight, inFlightKept, lost, gaps } = await reckon(
    house.migratorUrl,
    byCode,
  )
  const untold = all.flatMap(({ saves }) => saves).filter(({ outcome }) => outcome === 'untold')
  const { written, faults } = await readHistories(house.migratorUrl, byCode)
  console.log(
    `acknowledged ${acknowledged}, refused and told ${refused}, untold ${untold.length}, in flight ${inFlight} (${inFlightKept} kept), lost ${lost.length}, gaps ${gaps.length}`,
  )
  for (const line of [...lost, ...gaps, ...faults, ...written]) console.log(`  ${line}`)
  return conclude({
    'every product was saved': byCode.every(({ saves }) =>
      saves.some((one) => one.outcome === 'acknowledged'),
    ),
    'some were second and were told so': refused > 0,
    'nothing acknowledged is lost': lost.length === 0,
    'nobody was left without a word': untold.length === 0,
    'nothing refused was written': written.length === 0,
    'no history has a gap': gaps.length === 0,
    'every version is there, as the record has it': faults.length === 0,
    'the audit record verifies': verifyAudit(house) === 0,
  })
}

/** Refused updates that were written all the same, and versions that are missing or differ from the record. */
async function readHistories(
  databaseUrl: string,
  all: readonly Sent[],
): Promise<{ written: string[]; faults: string[] }> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const refused = all.flatMap(({ saves }) => saves).filter(({ outcome }) => outcome === 'refused')
    const written = await client.query<{ line: string }>(
      `SELECT changes->'description'->>'after' || ': refused and written' AS line FROM audit_event
       WHERE outcome = 'done' AND changes->'description'->>'after' = ANY ($1)`,
      [refused.map(({ marker }) => marker)],
    )
    const faults = await client.query<{ line: string }>(
      `SELECT p.code || ': version ' || n || ' is missing or differs' AS line
       FROM product p CROSS JOIN LATERAL generate_series(2, p.version) AS n
       LEFT JOIN product_version v ON v.product_id = p.id AND v.version = n
       LEFT JOIN audit_event e ON e.subject_kind = 'product' AND e.subject_id = p.id::text AND e.outcome = 'done'
         AND e.changes->'version'->>'after' = n::text
       WHERE p.code = ANY ($1)
         AND (v.content->>'description') IS DISTINCT FROM (e.changes->'description'->>'after')`,
      [all.map(({ code }) => code)],
    )
    const lines = (rows: { line: string }[]) => rows.map(({ line }) => line)
    return { written: lines(written.rows), faults: lines(faults.rows) }
  } finally {
    await client.end()
  }
}

process.exitCode = await main()
