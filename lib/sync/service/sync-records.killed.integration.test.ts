import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { type FedDatabase, fedCoffee, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import { removeProductsAndSegments } from '@/lib/testing/segments'
import { syncJobCtx } from '../jobs'
import { applyReading, readMapping, syncMapping } from './sync-records'

// A portal process that syncs is killed with SIGKILL where its transaction has written every record and every row of the
// audit record, and has not ended.

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})

/** What the test holds so that the transaction waits where it is to be killed. */
const GATE = 4_242
const COUNT = 30
let database: FedDatabase
let gate: pg.Client
let child: ChildProcess | null = null

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
  await db().productGroup.create({
    data: {
      code: 'BEVERAGES',
      name: 'Beverages',
      attributes: {
        create: [
          { key: 'quantityPerUnit', label: 'Quantity per unit', type: 'text', position: 1 },
          { key: 'unitPrice', label: 'Unit price', type: 'number', unit: 'USD', position: 2 },
        ],
      },
    },
  })
  gate = new pg.Client({ connectionString: env().DATABASE_MIGRATOR_URL })
  await gate.connect()
  await gate.query(`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NEW; END $$;
    CREATE TRIGGER gate BEFORE UPDATE ON sync_reading FOR EACH ROW WHEN (NEW.outcome = 'applied')
      EXECUTE FUNCTION wait_at_gate()`)
})

afterAll(async () => {
  await gate.end()
  await fibery.close()
})

beforeEach(async () => {
  await db().syncReading.deleteMany()
  await removeProductsAndSegments()
})

afterEach(async () => {
  child?.kill('SIGKILL')
  await gate.query('SELECT pg_advisory_unlock_all()')
})

async function waiting(): Promise<number[]> {
  const { rows } = await gate.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted`,
  )
  return rows.map(({ pid }) => pid)
}

/** Starts a sync in a process of its own, and kills it once its transaction waits at the gate. */
async function killedSync(mapping: string): Promise<{ claimant: string }> {
  await gate.query(`SELECT pg_advisory_lock(${GATE})`)
  const claimant = randomUUID()
  child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/syncing-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', MAPPING: mapping, CLAIMANT: claimant },
  })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const closed = once(child, 'close')
  while ((await waiting()).length === 0) {
    if (child.exitCode !== null) throw new Error(`it ended by itself: ${said}`)
    await sleep(20)
  }
  const [backend] = await waiting()
  child.kill('SIGKILL')
  const [, signal] = (await closed) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  expect(said).not.toContain('"outcome"')
  // Its server process goes on until it finds nobody at the other end.
  await gate.query(`SELECT pg_advisory_unlock(${GATE})`)
  await expect
    .poll(async () => (await gate.query('SELECT FROM pg_stat_activity WHERE pid = $1', [backend])).rowCount, {
      timeout: 10_000,
    })
    .toBe(0)
  return { claimant }
}

const KINDS = [
  {
    mapping: 'products',
    action: 'product.synced',
    fill: () =>
      database.holdsCoffees(...Array.from({ length: COUNT }, (_, n) => fedCoffee(`${n}`, `C-${n}`))),
    count: () => db().product.count(),
  },
  {
    mapping: 'process-segments',
    action: 'segment.synced',
    fill: () => database.holds(...Array.from({ length: COUNT }, (_, n) => fedEntity(`${n}`, `S-${n}`))),
    count: () => db().processSegment.count(),
  },
]

describe.each(KINDS)(
  'a sync of $mapping that is killed inside its transaction',
  ({ mapping, action, fill, count }) => {
    const audited = () => db().auditEvent.count({ where: { action } })

    it('leaves nothing of itself, and a new run completes whole', async () => {
      fill()
      const before = await audited()
      await killedSync(mapping)
      expect([await count(), await audited()]).toEqual([0, before])
      expect(await db().syncReading.findMany()).toMatchObject([{ outcome: 'read' }])
      // While its lease holds the dead one has the mapping; then it is anybody's.
      const run = () => syncMapping(syncJobCtx(randomUUID()), { key: mapping, claimant: randomUUID() })
      expect((await run()).outcome).toBe('joined')
      await db().syncReading.updateMany({ data: { startedAt: new Date(Date.now() - 20 * 60_000) } })
      expect(await run()).toMatchObject({ outcome: 'applied', plan: { counts: { add: COUNT, refuse: 0 } } })
      expect([await count(), await audited()]).toEqual([COUNT, before + COUNT])
      expect(await db().syncReading.findMany({ orderBy: { startedAt: 'asc' } })).toMatchObject([
        { outcome: 'failed', failureCode: 'ABANDONED' },
        { outcome: 'applied', content: null },
      ])
      expect((await run()).plan?.counts).toMatchObject({ same: COUNT, add: 0 })
    }, 60_000)

    it('taken up by its own run goes on with what was read, whole and once', async () => {
      fill()
      const before = await audited()
      const { claimant } = await killedSync(mapping)
      const ctx = syncJobCtx(claimant)
      const read = await readMapping(ctx, { key: mapping, claimant })
      expect(read.state).toBe('read')
      expect((await applyReading(ctx, read)).plan?.counts).toMatchObject({ add: COUNT })
      expect([await count(), await audited()]).toEqual([COUNT, before + COUNT])
    }, 60_000)
  },
)
