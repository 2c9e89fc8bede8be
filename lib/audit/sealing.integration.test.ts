import { beforeEach, describe, expect, it } from 'vitest'
import { db, inTransaction, pool } from '@/lib/platform/db'
import { asIntruder, ctxOf, recordSome, sealDepsForTest, sealUntil, wipeRecord } from '@/lib/testing/audit'
import { readCheckpoints } from './checkpoints'
import { tryLockSealer } from './seal-store'
import { type SealDeps, sealRecord } from './sealing'
import { recordChange } from './service'
import { verifyRecord } from './verification'

let deps: SealDeps

beforeEach(async () => {
  await wipeRecord()
  deps = await sealDepsForTest()
})

const subject = { kind: 'product', id: 'p-1' }

/** A transaction that stays open until told to end. */
function openWriter(action: string) {
  let end: (how: 'commit' | 'rollback') => void = () => {}
  const told = new Promise<'commit' | 'rollback'>((resolve) => {
    end = resolve
  })
  let begun: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })
  const done = inTransaction(async (tx) => {
    // As a write would: from here on the transaction has its id, though its events go with COMMIT.
    await tx.$executeRaw`SELECT pg_current_xact_id()`
    await recordChange(tx, ctxOf(), { action, subject })
    begun()
    if ((await told) === 'rollback') throw new Error('rolled back')
  }).catch((error: Error) => {
    if (error.message !== 'rolled back') throw error
  })
  return {
    started,
    end: async (how: 'commit' | 'rollback' = 'commit') => {
      end(how)
      await done
    },
  }
}

/** Waits until no transaction on the server holds the horizon below what was written up to now. */
async function quietServer(): Promise<void> {
  const rows = await db().$queryRaw<{ xid: bigint }[]>`SELECT max(xid) AS xid FROM audit_event`
  const horizon = async () => {
    const [row] = await db().$queryRaw<{ xmin: bigint }[]>`
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin`
    return Number(row?.xmin)
  }
  await expect.poll(horizon, { timeout: 20_000 }).toBeGreaterThan(Number(rows[0]?.xid))
}

async function sealedActions(): Promise<string[]> {
  const seals = await db().auditSeal.findMany({ orderBy: { position: 'asc' } })
  const events = await db().auditEvent.findMany()
  const actions = new Map(events.map(({ id, action }) => [id, action]))
  return seals.map(({ eventId }) => actions.get(eventId) ?? '')
}

describe('sealRecord', () => {
  it('gives every event a place without a gap, and leaves a checkpoint', async () => {
    await recordSome(7)
    await sealUntil({ ...deps, batch: 3 }, 7)
    const seals = await db().auditSeal.findMany({ orderBy: { position: 'asc' } })
    expect(seals.map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5, 6, 7])
    const { checkpoints } = await readCheckpoints(deps.folder, deps.keys)
    expect(checkpoints[0]).toMatchObject({ position: '0' })
    expect(checkpoints.at(-1)).toMatchObject({ position: '7', hash: seals[6]?.hash, count: '7' })
    expect(await sealRecord(deps)).toEqual({ ran: true, sealed: 0, position: 7n })
  })

  it('waits for a transaction that began earlier and commits later, and then skips nothing', async () => {
    const early = openWriter('early')
    await early.started
    await recordSome(3)
    expect(await sealRecord(deps)).toMatchObject({ sealed: 0 })
    const second = openWriter('second')
    await second.started
    await early.end()
    await sealUntil(deps, 4)
    await second.end()
    await sealUntil(deps, 1)
    expect(await sealedActions()).toEqual(['early', ...Array(3).fill('product.updated'), 'second'])
    expect((await verifyRecord(deps)).ok).toBe(true)
  })

  it('is not held up for good by a transaction that is taken back', async () => {
    const early = openWriter('early')
    await early.started
    await recordSome(2)
    await early.end('rollback')
    await sealUntil(deps, 2)
  })

  it('does its work once when several seal at the same moment', async () => {
    await recordSome(40)
    let sealed = 0
    const deadline = Date.now() + 20_000
    while (sealed < 40 && Date.now() < deadline) {
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => sealRecord({ ...deps, batch: 5 })))
      sealed += outcomes.reduce((sum, outcome) => sum + outcome.sealed, 0)
    }
    expect(sealed).toBe(40)
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, sealed: 40, unsealed: { count: 0 } })
  })

  it('steps aside while another holds the lock, and lets writers write meanwhile', async () => {
    const client = await pool().connect()
    await client.query('BEGIN')
    expect(await tryLockSealer(client)).toBe(true)
    await recordSome(2)
    expect(await sealRecord(deps)).toMatchObject({ ran: false, sealed: 0 })
    await client.query('COMMIT')
    client.release(true)
    await sealUntil(deps, 2)
  })

  it('holds no writer up while it is in the middle of a pass', async () => {
    await recordSome(2)
    const client = await pool().connect()
    await client.query('BEGIN')
    await tryLockSealer(client)
    await client.query(
      `INSERT INTO audit_seal (position, era, previous, hash, event_id) SELECT 1, 1, '', '', id FROM audit_event LIMIT 1`,
    )
    await recordSome(5)
    await client.query('ROLLBACK')
    client.release(true)
    expect(await db().auditEvent.count()).toBe(7)
  })

  it('goes on where it was killed, between two batches or before its checkpoint', async () => {
    await recordSome(6)
    await sealUntil(deps, 6)
    await recordSome(6)
    await quietServer()
    // The process ends when the clock is read for the third batch.
    let reads = 0
    const now = () => {
      reads += 1
      if (reads > 2) throw new Error('killed')
      return new Date()
    }
    await expect(sealRecord({ ...deps, batch: 2, now })).rejects.toThrow('killed')
    expect(await db().auditSeal.count()).toBe(10)
    expect((await verifyRecord(deps)).ok).toBe(true)
    await sealUntil(deps, 2)
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, sealed: 12, lastPosition: 12n })
    const { checkpoints } = await readCheckpoints(deps.folder, deps.keys)
    expect(checkpoints.at(-1)?.position).toBe('12')
  })

  it('seals all of many writers whose transactions end in any order, while it works', async () => {
    let writing = true
    const sealing = (async () => {
      let sealed = 0
      while (writing) sealed += (await sealRecord({ ...deps, batch: 7 })).sealed
      return sealed
    })()
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; index < 10; index += 1) {
          await inTransaction(async (tx) => {
            await tx.$executeRaw`SELECT pg_current_xact_id()`
            await recordChange(tx, ctxOf(), { action: `w${writer}.a`, subject })
            await new Promise((resolve) => setTimeout(resolve, (writer * 7 + index * 3) % 11))
            await recordChange(tx, ctxOf(), { action: `w${writer}.b`, subject })
          })
        }
      }),
    )
    writing = false
    const sealedMeanwhile = await sealing
    await sealUntil(deps, 160 - sealedMeanwhile)
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, sealed: 160, unsealed: { count: 0 } })
  })

  it('begins a new era in a database restored to a server that counts transactions from lower', async () => {
    await recordSome(3)
    // As if the first rows had come along from a server far ahead, without their seals.
    await asIntruder((client) => client.query('UPDATE audit_event SET xid = xid + 1000000000000'))
    await recordSome(2)
    await sealUntil({ ...deps, batch: 2, thorough: true }, 5)
    await recordSome(2)
    await sealUntil(deps, 2)
    const seals = await db().auditSeal.findMany({ orderBy: { position: 'asc' } })
    expect(seals.map(({ era }) => era)).toEqual([1, 1, 1, 2, 2, 2, 2])
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, sealed: 7, unsealed: { count: 0 } })
  })
})
