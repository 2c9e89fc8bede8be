/**
 * `npm run test:crash:writers`: ten times the portal and ten times its PostgreSQL end by kill -9 while nine editors save
 * through the portal. Prints what was acknowledged, in flight and lost; fails when anything acknowledged is lost, a
 * history has a gap, nothing was written, or the audit record does not verify.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestSession } from '@/lib/testing/session'
import { startTestHouse, type TestHouse } from '../house'
import { conclude, untilReady, verifyAudit } from './crash-house'
import { reckon, type Sent } from './ledger'
import { ProductEditor } from './product-editor'

const WRITERS = 9
const KILLS_OF_EACH = 10
const BETWEEN_KILLS_MS = 2_500

async function main(): Promise<number> {
  const house = await startTestHouse({ LOG_LEVEL: 'error' })
  house.failed.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
  try {
    const stop = { asked: false }
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, index) => write(house, index, stop)))
    await killByTurns(house)
    stop.asked = true
    const sent = await writing
    return await judge(house, sent)
  } finally {
    await house.stop()
  }
}

async function write(house: TestHouse, index: number, stop: { asked: boolean }): Promise<Sent> {
  const code = `NW-${String(index + 1).padStart(3, '0')}`
  const { cookie } = await createTestSession(
    { role: 'editor', name: `Editor ${index}` },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url },
  )
  const editor = new ProductEditor({ base: house.url, cookie, code })
  const saves: Sent['saves'] = []
  for (let count = 0; !stop.asked; count += 1) {
    const marker = `writer ${index} save ${count}`
    const outcome = await editor.save(marker)
    if (outcome === 'not sent') await sleep(100)
    else saves.push({ marker, outcome })
  }
  return { code, saves }
}

async function killByTurns(house: TestHouse): Promise<void> {
  for (let turn = 0; turn < KILLS_OF_EACH * 2; turn += 1) {
    await sleep(BETWEEN_KILLS_MS)
    const isPortal = turn % 2 === 0
    const pid = isPortal ? house.portalPid() : postmasterPid(house)
    if (pid === undefined) throw new Error('there is no process to kill')
    process.kill(pid, 'SIGKILL')
    const backAfterMs = await untilReady(house)
    console.error(
      `  kill -9 of ${isPortal ? 'the portal' : 'PostgreSQL'} ${Math.floor(turn / 2) + 1}: back after ${backAfterMs} ms`,
    )
  }
}

function postmasterPid(house: TestHouse): number {
  return Number(readFileSync(join(house.databaseFolder, 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function judge(house: TestHouse, sent: readonly Sent[]): Promise<number> {
  const result = await reckon(house.migratorUrl, sent)
  const { acknowledged, refused, inFlight, inFlightKept, lost, gaps } = result
  console.log(
    `acknowledged ${acknowledged}, refused ${refused}, in flight ${inFlight} (${inFlightKept} kept), lost ${lost.length}, gaps ${gaps.length}`,
  )
  for (const line of [...lost, ...gaps]) console.log(`  ${line}`)
  return conclude({
    'something was acknowledged by every writer': sent.every(({ saves }) =>
      saves.some((save) => save.outcome === 'acknowledged'),
    ),
    'nothing acknowledged is lost': lost.length === 0,
    'no history has a gap': gaps.length === 0,
    'the audit record verifies': verifyAudit(house) === 0,
  })
}

process.exitCode = await main()
