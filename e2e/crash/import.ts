/**
 * `npm run test:crash:import`: an import of 20,000 rows, during which the portal ends by kill -9 as the file comes in, in
 * the dry run, while the record's rows are made ready, and twice within the transaction that writes. Fails when at any moment
 * some and not all of it is there, when its page says otherwise than the database, when it is not carried out exactly
 * once in the end, or when the audit record does not verify.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestSession } from '@/lib/testing/session'
import { startTestHouse, type TestHouse } from '../house'
import { ImportDriver } from '../import-driver'
import { conclude, untilReady, verifyAudit } from './crash-house'
import { HALF, ImportLedger, isAll, isNone, type Kept } from './import-ledger'

const LOOK_EVERY_MS = 150
const WAIT_SECONDS = 90
const ROWS = (2 * HALF).toLocaleString('en-GB')

const IN_STATE = (state: string, and: string) =>
  `EXISTS (SELECT FROM product_import WHERE state = '${state}' AND ${and})`
/** Nobody else writes products here: one session has written to each of these tables and has not committed yet. */
const WRITING = (...tables: string[]) =>
  `EXISTS (SELECT FROM pg_locks WHERE mode = 'RowExclusiveLock' AND granted
     AND relation = ANY (ARRAY[${tables.map((table) => `'${table}'::regclass`).join()}])
     GROUP BY pid HAVING count(DISTINCT relation) = ${tables.length})`
const HALF_WAY = `done_count BETWEEN 2000 AND ${2 * HALF - 2_000}`

/** After the file is in, in order; each is awaited in the run that took up what the one before left. */
const MOMENTS = [
  ['in the dry run', IN_STATE('checking', HALF_WAY)],
  ['while the rows of the record are made ready', IN_STATE('applying', HALF_WAY)],
  ['while products are changed', WRITING('product')],
  ['while the rows of the record are written', WRITING('product', 'audit_event')],
] as const

type Watch = { over: boolean; looks: number; partly: string[]; untrue: string[] }

async function main(): Promise<number> {
  const house = await startTestHouse({ LOG_LEVEL: 'error' })
  house.failed.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
  const ledgers = [new ImportLedger(house.migratorUrl), new ImportLedger(house.migratorUrl)] as const
  try {
    await Promise.all(ledgers.map((ledger) => ledger.open()))
    return await play(house, ...ledgers)
  } finally {
    await Promise.all(ledgers.map((ledger) => ledger.close()))
    await house.stop()
  }
}

async function play(house: TestHouse, ledger: ImportLedger, beside: ImportLedger): Promise<number> {
  const { cookie } = await createTestSession(
    { role: 'editor', name: 'Test Importer' },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url },
  )
  const driver = new ImportDriver(house.url, { cookie: `${cookie.name}=${cookie.value}` })
  const table = await ledger.setUp()
  const halfSent = await killWhileItComesIn(house, ledger, { driver, table })
  const page = await driver.send(table)
  const watch: Watch = { over: false, looks: 0, partly: [], untrue: [] }
  const watching = lookOn(watch, { driver, page, ledger: beside })
  try {
    await driver.submit(page, 'Check the rows')
    for (const [index, [name, moment]] of MOMENTS.entries()) {
      if (index === 1) await driver.submit(page, `Import ${ROWS} rows`)
      await ledger.until(moment, WAIT_SECONDS)
      await kill(house, name)
    }
    await driver.untilShown(page, 'Imported:')
    await sleep(2 * LOOK_EVERY_MS)
  } finally {
    watch.over = true
    await watching
  }
  return await judge(house, ledger, { watch, halfSent })
}

async function kill(house: TestHouse, name: string): Promise<void> {
  const pid = house.portalPid()
  if (pid === undefined) throw new Error('there is no process to kill')
  process.kill(pid, 'SIGKILL')
  console.error(`  kill -9 of the portal ${name}: back after ${await untilReady(house)} ms`)
}

/** Half a file is none: its sender was told nothing, and finds nothing of it. */
async function killWhileItComesIn(
  house: TestHouse,
  ledger: ImportLedger,
  { driver, table }: { driver: ImportDriver; table: string },
): Promise<string[]> {
  const sending = driver.send(table).then(
    (): string[] => ['a file that was cut off was taken for whole'],
    (): string[] => [],
  )
  const coming = `EXISTS (SELECT FROM product_import i JOIN product_import_row r ON r.import_id = i.id WHERE i.state = 'reading')`
  await ledger.until(coming, WAIT_SECONDS)
  await kill(house, 'as the file comes in')
  const shown = await driver.look(`${house.url}/products/import`)
  const faults = await sending
  if (shown === null || shown.includes('table.csv')) faults.push('half a file is shown, or its page is not')
  if (!isNone(await ledger.count())) faults.push('half a file changed products')
  return faults
}

/** Looks at the page and at the database around it, over and over: at no moment may there be a part, or an untrue word. */
async function lookOn(
  watch: Watch,
  { driver, page, ledger }: { driver: ImportDriver; page: string; ledger: ImportLedger },
): Promise<void> {
  while (!watch.over) {
    const before = await ledger.count()
    const text = await driver.look(page)
    const after = await ledger.count()
    watch.looks += 1
    for (const kept of [before, after]) {
      if (!isNone(kept) && !isAll(kept)) watch.partly.push(JSON.stringify(kept))
    }
    const fault = text === null ? null : untruth(text, before, after)
    if (fault !== null) watch.untrue.push(fault)
    await sleep(LOOK_EVERY_MS)
  }
}

function untruth(text: string, before: Kept, after: Kept): string | null {
  const saysDone = text.includes('Imported:')
  if (saysDone && !isAll(after)) return `it says done, and there is ${JSON.stringify(after)}`
  if (!saysDone && isAll(before)) return 'everything is there, and it does not say so'
  const says = ['Imported:', 'being checked', 'being written', 'Check the rows', `Import ${ROWS} rows`]
  return says.some((words) => text.includes(words)) ? null : 'it says nothing of how the import stands'
}

async function judge(
  house: TestHouse,
  ledger: ImportLedger,
  { watch, halfSent }: { watch: Watch; halfSent: readonly string[] },
): Promise<number> {
  const faults = await ledger.faults()
  const kept = await ledger.count()
  const imports = await ledger.imports()
  console.log(
    `killed ${MOMENTS.length + 1} times, looked ${watch.looks} times: partly there ${watch.partly.length}, untrue ${watch.untrue.length}; in the end ${kept.added} added, ${kept.changed} changed, ${kept.events} rows in the record, ${imports} import`,
  )
  for (const line of [...halfSent, ...watch.partly, ...watch.untrue, ...faults].slice(0, 50))
    console.log(`  ${line}`)
  return conclude({
    'half a file is none': halfSent.length === 0,
    'it was looked at all along': watch.looks > 50,
    'all of it or none was there at every moment': watch.partly.length === 0,
    'its page told the truth': watch.untrue.length === 0,
    'all of it is there in the end': isAll(kept),
    'each product was written once, with one row of the record': faults.length === 0,
    'the import was recorded once': imports === 1,
    'the audit record verifies': verifyAudit(house) === 0,
  })
}

process.exitCode = await main()
