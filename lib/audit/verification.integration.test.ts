import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import type pg from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { asIntruder, recordSome, sealDepsForTest, sealUntil, wipeRecord } from '@/lib/testing/audit'
import { deriveAuditKeys, sealHash } from './canonical'
import { checkpointPath } from './checkpoints'
import { type SealRow, streamSeals } from './seal-store'
import { type SealDeps, sealRecord } from './sealing'
import { verifyRecord } from './verification'

let deps: SealDeps

beforeEach(async () => {
  await wipeRecord()
  deps = await sealDepsForTest()
  await recordSome(9)
  await sealUntil(deps, 9)
})

/** `kind position–lastPosition`, as verify names it. */
async function faults(): Promise<string[]> {
  const { faults: found } = await verifyRecord(deps)
  return found.map(({ kind, position, lastPosition }) =>
    [kind, position, lastPosition].filter((part) => part !== null && part !== undefined).join(' '),
  )
}

const eventAt = (position: number) => `(SELECT event_id FROM audit_seal WHERE position = ${position})`

describe('verify, on an untouched record', () => {
  it('finds nothing, and says how far it went and what waits for its seal', async () => {
    await recordSome(2)
    expect(await verifyRecord(deps)).toMatchObject({
      ok: true,
      faults: [],
      sealed: 9,
      lastPosition: 9n,
      unsealed: { count: 2, oldestAt: new Date('2026-02-03T04:05:06.789Z') },
      erased: 0,
      notes: [],
    })
  })
})

describe('verify, after the database owner worked with triggers off, names', () => {
  it.each([
    `action = 'product.read'`,
    `subject_id = 'e-77'`,
    `actor_id = 'somebody'`,
    `outcome = 'refused'`,
    `at = at + interval '1 microsecond'`,
    `count = 2`,
    `request_id = ''`,
    `changes = jsonb_set(changes, '{price,after}', '4.50000000000000000001')`,
    `actor_kind = 'key'`,
  ])('an edited row (%s)', async (edit) => {
    await asIntruder((client) => client.query(`UPDATE audit_event SET ${edit} WHERE id = ${eventAt(4)}`))
    const found = await faults()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^(row|seal)-edited 4$/)
  })

  it('two edited rows side by side, and the last one', async () => {
    await asIntruder((client) =>
      client.query(
        `UPDATE audit_event SET action = 'x' WHERE id IN (${eventAt(4)}, ${eventAt(5)}, ${eventAt(9)})`,
      ),
    )
    expect(await faults()).toEqual(['row-edited 4', 'row-edited 5', 'row-edited 9'])
  })

  it('an event deleted from the middle, its seal left', async () => {
    await asIntruder((client) => client.query(`DELETE FROM audit_event WHERE id = ${eventAt(5)}`))
    expect(await faults()).toEqual(['row-deleted 5'])
  })

  it('events deleted from the middle with their seals', async () => {
    await asIntruder(async (client) => {
      await client.query(`DELETE FROM audit_event WHERE id IN (${eventAt(5)}, ${eventAt(6)})`)
      await client.query('DELETE FROM audit_seal WHERE position IN (5, 6)')
    })
    expect(await faults()).toEqual(['row-deleted 5 6'])
  })

  it('an event deleted from the middle with what follows renumbered', async () => {
    await asIntruder(async (client) => {
      await client.query(`DELETE FROM audit_event WHERE id = ${eventAt(7)}`)
      await client.query('DELETE FROM audit_seal WHERE position = 7')
      await client.query('UPDATE audit_seal SET position = position - 1 WHERE position > 7')
    })
    const found = await faults()
    expect(found).toContain('tail-deleted 9 9')
    expect(found).toContain('row-moved 7')
    expect(found.some((fault) => / 8$/.test(fault))).toBe(true)
  })

  it('the last ones deleted, and still after new events were sealed', async () => {
    await asIntruder(async (client) => {
      await client.query(`DELETE FROM audit_event WHERE id IN (${eventAt(8)}, ${eventAt(9)})`)
      await client.query('DELETE FROM audit_seal WHERE position > 7')
    })
    expect(await faults()).toEqual(['tail-deleted 8 9'])
    await recordSome(2)
    await sealUntil(deps, 2)
    expect(await faults()).toEqual(['row-deleted 8 9'])
  })

  it('everything deleted', async () => {
    await wipeRecord()
    expect(await faults()).toEqual(['tail-deleted 1 9'])
  })

  it.each([
    [
      'their places exchanged',
      `UPDATE audit_seal SET position = CASE position WHEN 3 THEN -6 ELSE -3 END WHERE position IN (3, 6);
       UPDATE audit_seal SET position = -position WHERE position < 0`,
    ],
    [
      'their events exchanged',
      `CREATE TEMP TABLE pair AS SELECT position, event_id FROM audit_seal WHERE position IN (3, 6);
       UPDATE audit_seal SET event_id = gen_random_uuid() WHERE position IN (3, 6);
       UPDATE audit_seal SET event_id = (SELECT event_id FROM pair WHERE pair.position = 9 - audit_seal.position) WHERE position IN (3, 6)`,
    ],
    [
      'their contents exchanged',
      `CREATE TEMP TABLE pair AS SELECT position, audit_event.* FROM audit_event JOIN audit_seal ON event_id = id WHERE position IN (3, 6);
       UPDATE audit_event SET (at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, changes, count, xid, mac) =
         (SELECT other.at, other.actor_kind, other.actor_id, other.action, other.subject_kind, other.subject_id, other.outcome,
                 other.request_id, other.changes, other.count, other.xid, other.mac
          FROM pair own JOIN pair other ON other.position = 9 - own.position WHERE own.id = audit_event.id)
       WHERE id IN (SELECT id FROM pair)`,
    ],
  ])('two swapped, %s', async (_how, sql) => {
    await asIntruder((client) => client.query(sql))
    expect(await faults()).toEqual(['rows-swapped 3'])
  })

  it('a forged row put in the place of another, with everything after it recomputed under another key', async () => {
    await asIntruder(async (client) => {
      await client.query(`UPDATE audit_event SET action = 'forged', mac = md5('x') WHERE id = ${eventAt(6)}`)
      await recompute(client, 6)
    })
    expect(await faults()).toEqual([
      'row-forged 6',
      'row-resealed 7',
      'row-resealed 8',
      'checkpoint-mismatch 9',
      'row-resealed 9',
    ])
  })

  it('the same, still after the sealer went on', async () => {
    await asIntruder(async (client) => {
      await client.query(`UPDATE audit_event SET action = 'forged' WHERE id = ${eventAt(8)}`)
      await recompute(client, 8)
    })
    await recordSome(1)
    await sealUntil(deps, 1)
    expect(await faults()).toEqual(['row-forged 8', 'checkpoint-mismatch 9', 'row-resealed 9'])
  })

  it('a row forged at the end by copying another, with its hash and seal', async () => {
    await asIntruder((client) =>
      client.query(`
        WITH source AS (SELECT audit_event.*, previous, hash FROM audit_event JOIN audit_seal ON event_id = id WHERE position = 9),
        copy AS (INSERT INTO audit_event SELECT gen_random_uuid(), at, actor_kind, actor_id, action, subject_kind, subject_id, outcome,
                 request_id, changes, count, xid, mac FROM source RETURNING id)
        INSERT INTO audit_seal (position, event_id, hash, previous, era) SELECT 10, copy.id, source.hash, source.hash, 1 FROM copy, source`),
    )
    expect(await faults()).toEqual(['row-forged 10'])
  })

  it('a forged row before it is sealed, and after the sealer took it for true', async () => {
    await asIntruder((client) =>
      client.query(`
        INSERT INTO audit_event (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, mac)
        SELECT gen_random_uuid(), at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, mac
        FROM audit_event WHERE id = ${eventAt(2)}`),
    )
    expect(await faults()).toEqual(['unsealed-forged'])
    await sealUntil(deps, 1)
    expect(await faults()).toEqual(['row-forged 10'])
  })

  it('a row that waits for its seal, edited', async () => {
    await recordSome(1)
    await asIntruder((client) =>
      client.query(
        `UPDATE audit_event SET outcome = 'failed' WHERE id NOT IN (SELECT event_id FROM audit_seal)`,
      ),
    )
    expect(await faults()).toEqual(['unsealed-forged'])
  })

  it('a seal taken away from under a genuine event, which then is older than the sealed ones', async () => {
    await asIntruder((client) => client.query('DELETE FROM audit_seal WHERE position = 5'))
    expect(await faults()).toEqual(['row-deleted 5 5', 'unsealed-behind'])
  })

  it('a seal whose hash was overwritten', async () => {
    await asIntruder((client) =>
      client.query(`UPDATE audit_seal SET hash = repeat('0', 64) WHERE position = 5`),
    )
    expect(await faults()).toEqual(['row-resealed 5'])
  })

  it('a personal value changed, though not one erased', async () => {
    await asIntruder(async (client) => {
      await client.query(
        `UPDATE audit_personal SET value = 'Eve' WHERE event_id = ${eventAt(3)} AND field = 'actor.name'`,
      )
      await client.query(`UPDATE audit_personal SET value = NULL, salt = NULL WHERE event_id = ${eventAt(6)}`)
    })
    expect(await faults()).toEqual(['personal-changed 3'])
    expect((await verifyRecord(deps)).erased).toBe(2)
  })

  it('a personal value changed together with its salt and commitment, or taken out whole', async () => {
    await asIntruder(async (client) => {
      await client.query(
        `UPDATE audit_personal SET (value, salt, commitment) = (SELECT value, salt, commitment FROM audit_personal
         WHERE event_id = ${eventAt(8)} AND field = 'note') WHERE event_id = ${eventAt(3)} AND field = 'note'`,
      )
      await client.query(`DELETE FROM audit_personal WHERE event_id = ${eventAt(6)}`)
    })
    expect(await faults()).toEqual(['row-edited 3', 'row-edited 6'])
  })
})

describe('verify, on the file of checkpoints, names', () => {
  it('a changed line, and goes on with the others', async () => {
    const path = checkpointPath(deps.folder)
    const lines = (await readFile(path, 'utf8')).split('\n')
    // Sealing may have taken more than one pass: the last line is the one that speaks of position 9.
    const last = lines.findIndex((line) => line.includes('"position":"9"'))
    lines[last] = lines[last]?.replace('"position":"9"', '"position":"8"') ?? ''
    await writeFile(path, lines.join('\n'))
    expect(await faults()).toEqual(['checkpoint-tampered'])
  })

  it('a file that is gone', async () => {
    await rm(checkpointPath(deps.folder))
    expect(await faults()).toEqual(['checkpoint-missing'])
    await sealRecord(deps)
    const after = await verifyRecord(deps)
    expect(after.ok).toBe(true)
    expect(after.notes.join()).toMatch(/begins at position 9/)
  })

  it('another record in the place of this one', async () => {
    await wipeRecord()
    await asIntruder((client) => client.query('UPDATE audit_record SET id = gen_random_uuid()'))
    expect(await faults()).toEqual(['record-replaced'])
  })

  it('nothing, when a crash cut the last line off; the next checkpoint mends it', async () => {
    await appendFile(checkpointPath(deps.folder), '{"v":1,"kind":"chec')
    const torn = await verifyRecord(deps)
    expect(torn).toMatchObject({ ok: true, notes: [expect.stringContaining('cut off')] })
    await recordSome(1)
    await sealUntil(deps, 1)
    expect(await verifyRecord(deps)).toMatchObject({ ok: true, notes: [], sealed: 10 })
  })
})

/** What an owner without the key can do: a chain that is consistent in itself, under a key of their own. */
async function recompute(client: pg.Client, from: number): Promise<void> {
  const keys = deriveAuditKeys('e'.repeat(64))
  const { rows } = await client.query<{ id: string }>('SELECT id::text AS id FROM audit_record')
  const record = rows[0]?.id ?? ''
  await client.query('BEGIN')
  const seals: SealRow[] = []
  for await (const seal of streamSeals(client as unknown as pg.PoolClient)) seals.push(seal)
  let previous = ''
  for (const seal of seals) {
    if (Number(seal.position) >= from && seal.event !== null) {
      seal.previous = previous
      seal.hash = sealHash(keys, { ...seal, record }, seal.event)
      await client.query('UPDATE audit_seal SET previous = $1, hash = $2 WHERE position = $3', [
        seal.previous,
        seal.hash,
        seal.position,
      ])
    }
    previous = seal.hash
  }
  await client.query('COMMIT')
}
