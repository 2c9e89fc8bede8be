import type pg from 'pg'
import { AppError } from '@/lib/platform/errors'
import type { PersonalValue, StoredEvent } from './model'

/** One sealer at a time, whatever the number of replicas and command lines. */
const SEALER_LOCK = 72_707_370

/** Every column as text, exactly as stored: numbers and times as digits, JSON as PostgreSQL writes it. */
const EVENT_COLUMNS = `
  event.id::text AS id, (extract(epoch FROM event.at) * 1000000)::bigint::text AS at,
  event.actor_kind AS "actorKind", event.actor_id AS "actorId", event.action,
  event.subject_kind AS "subjectKind", event.subject_id AS "subjectId", event.outcome, event.request_id AS "requestId",
  event.changes::text AS changes, event.count::text AS count, event.xid::text AS xid, event.mac,
  (SELECT coalesce(json_agg(json_build_object('field', p.field, 'value', p.value, 'salt', p.salt, 'commitment', p.commitment)), '[]')
   FROM audit_personal p WHERE p.event_id = event.id) AS personal`

export type EventRow = StoredEvent & { xid: string; personal: PersonalValue[] }

/** A seal with the event it is of, or without one when the event is gone. */
export type SealRow = {
  position: string
  era: string
  previous: string
  hash: string
  sealedAt: string
  sealedEventId: string
  event: EventRow | null
}

export type NewSeal = {
  position: string
  era: number
  previous: string
  hash: string
  sealedAt: string
  eventId: string
}

/** Where the sealed order ends: the last seal, and the last sealed event of its era that is still there. */
export type ChainEnd = {
  position: bigint
  hash: string
  era: number
  last: { xid: string; id: string } | null
}

export type Horizon = { xmin: bigint; xmax: bigint }

export const FIRST_KEY = { xid: '-1', id: '00000000-0000-0000-0000-000000000000' }

/** Takes the sealer's place for as long as this session lasts; false when another holds it. */
export async function tryLockSealer(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    SEALER_LOCK,
  ])
  return rows[0]?.locked === true
}

export async function unlockSealer(client: pg.PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [SEALER_LOCK])
}

/** Which record this is: made by the migration, part of every seal. */
export async function getRecordId(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id::text AS id FROM audit_record ORDER BY id LIMIT 1',
  )
  const [row] = rows
  if (row === undefined) throw new AppError('INTERNAL', { cause: new Error('audit_record is empty') })
  return row.id
}

export async function getHorizon(client: pg.PoolClient): Promise<Horizon> {
  const { rows } = await client.query<{ xmin: string; xmax: string }>(
    'SELECT pg_snapshot_xmin(s)::text AS xmin, pg_snapshot_xmax(s)::text AS xmax FROM pg_current_snapshot() s',
  )
  return { xmin: BigInt(rows[0]?.xmin ?? 0), xmax: BigInt(rows[0]?.xmax ?? 0) }
}

export async function findChainEnd(client: pg.PoolClient): Promise<ChainEnd | null> {
  const { rows } = await client.query<{ position: string; hash: string; era: number }>(
    'SELECT seal.position::text AS position, seal.hash, seal.era FROM audit_seal seal ORDER BY seal.position DESC LIMIT 1',
  )
  const [end] = rows
  if (end === undefined) return null
  const last = await client.query<{ xid: string; id: string }>(
    `SELECT event.xid::text AS xid, event.id::text AS id FROM audit_seal seal JOIN audit_event event ON event.id = seal.event_id
     WHERE seal.era = $1 ORDER BY seal.position DESC LIMIT 1`,
    [end.era],
  )
  return { position: BigInt(end.position), hash: end.hash, era: end.era, last: last.rows[0] ?? null }
}

/**
 * Events after a key whose transactions have all ended: below the oldest one still running (`settled`), or beyond the
 * newest one known (`foreign`: written before the database was restored to a server that counts from lower).
 * One statement, so that the horizon and the rows come from one snapshot and a late committer cannot be skipped.
 */
export async function listUnsealed(
  client: pg.PoolClient,
  after: { xid: string; id: string },
  options: { which: 'settled' | 'foreign'; limit: number },
): Promise<EventRow[]> {
  const bound =
    options.which === 'settled'
      ? 'event.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)'
      : 'event.xid >= (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint)'
  const { rows } = await client.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM audit_event event
     WHERE (event.xid, event.id) > ($1::bigint, $2::uuid) AND ${bound}
       AND NOT EXISTS (SELECT FROM audit_seal seal WHERE seal.event_id = event.id)
     ORDER BY event.xid, event.id LIMIT $3`,
    [after.xid, after.id, options.limit],
  )
  return rows
}

/** All or none of a batch. */
export async function insertSeals(client: pg.PoolClient, seals: readonly NewSeal[]): Promise<void> {
  await client.query(
    `INSERT INTO audit_seal (position, era, previous, hash, sealed_at, event_id)
     SELECT position, era, previous, hash, timestamptz 'epoch' + micros * interval '1 microsecond', event_id
     FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::uuid[])
       AS seal (position, era, previous, hash, micros, event_id)`,
    [
      seals.map((seal) => seal.position),
      seals.map((seal) => seal.era),
      seals.map((seal) => seal.previous),
      seals.map((seal) => seal.hash),
      seals.map((seal) => seal.sealedAt),
      seals.map((seal) => seal.eventId),
    ],
  )
}

async function* fromCursor<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  name: string,
  query: string,
): AsyncGenerator<Row> {
  await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${query}`)
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH 500 FROM ${name}`)
    yield* rows
    if (rows.length < 500) break
  }
  await client.query(`CLOSE ${name}`)
}

/** Every seal in order, each with its event, a few hundred in memory at a time. Inside a transaction. */
export async function* streamSeals(client: pg.PoolClient): AsyncGenerator<SealRow> {
  type Flat = Omit<SealRow, 'event'> & Omit<EventRow, 'id'> & { id: string | null }
  const rows = fromCursor<Flat>(
    client,
    'audit_seals',
    `SELECT seal.position::text AS position, seal.era::text AS era, seal.previous, seal.hash,
       (extract(epoch FROM seal.sealed_at) * 1000000)::bigint::text AS "sealedAt", seal.event_id::text AS "sealedEventId",
       ${EVENT_COLUMNS}
     FROM audit_seal seal LEFT JOIN audit_event event ON event.id = seal.event_id
     ORDER BY seal.position`,
  )
  for await (const { position, era, previous, hash, sealedAt, sealedEventId, id, ...event } of rows) {
    const seal = { position, era, previous, hash, sealedAt, sealedEventId }
    yield { ...seal, event: id === null ? null : { id, ...event } }
  }
}

/** Every event without a seal, in the order in which it would get one. Inside a transaction. */
export async function* streamUnsealed(client: pg.PoolClient): AsyncGenerator<EventRow> {
  yield* fromCursor<EventRow>(
    client,
    'audit_unsealed',
    `SELECT ${EVENT_COLUMNS} FROM audit_event event
     WHERE NOT EXISTS (SELECT FROM audit_seal seal WHERE seal.event_id = event.id)
     ORDER BY event.xid, event.id`,
  )
}

/** The last seal of those that stand before every event of a moment or later. */
export async function findLastBefore(
  client: pg.PoolClient,
  before: Date,
): Promise<{ position: bigint; hash: string; era: number } | null> {
  const { rows } = await client.query<{ position: string; hash: string; era: number }>(
    `SELECT seal.position::text AS position, seal.hash, seal.era FROM audit_seal seal
     WHERE seal.position < coalesce((
       SELECT min(kept.position) FROM audit_seal kept JOIN audit_event event ON event.id = kept.event_id WHERE event.at >= $1
     ), 9223372036854775807)
     ORDER BY seal.position DESC LIMIT 1`,
    [before],
  )
  const [row] = rows
  return row === undefined ? null : { ...row, position: BigInt(row.position) }
}
