import { askPrepared, pool, withDatabaseErrors } from '@/lib/platform/db'
import type { QueryKey, RunPurpose } from '../model'
import type { StoredFault } from './answers'

/** A holder that has not renewed for so long is dead; one that lives renews several times in that. */
const LEASE = '5 seconds'
/** Readers elsewhere say so often that they wait; one that has not for so long has left. */
const WANTED = '3 seconds'

export type NewFlight = {
  key: string
  flight: string
  queryKey: QueryKey
  /** Where places are counted. */
  place: string
  purpose: RunPurpose
  askedBy: string
}

/** Begins a flight, where none is under way or its holder is dead. False when another holds it. */
export async function takeFlight(flight: NewFlight): Promise<boolean> {
  const rows = await askPrepared({
    text: `INSERT INTO analytics_flight AS f
        (key, flight, query_key, engine, purpose, asked_by, queued_at, lease_until)
      VALUES ($1, $2::uuid, $3, $4, $5, $6, clock_timestamp(), clock_timestamp() + interval '${LEASE}')
      ON CONFLICT (key) DO UPDATE SET flight = EXCLUDED.flight, engine = EXCLUDED.engine, purpose = EXCLUDED.purpose,
        asked_by = EXCLUDED.asked_by, queued_at = EXCLUDED.queued_at, lease_until = EXCLUDED.lease_until,
        began_at = NULL, wanted_until = NULL, ended_at = NULL, fault = NULL
      WHERE f.ended_at IS NOT NULL OR f.lease_until < clock_timestamp()
      RETURNING 1`,
    values: [flight.key, flight.flight, flight.queryKey, flight.place, flight.purpose, flight.askedBy],
  })
  return rows.length === 1
}

export type Places = { ofEngine: number; ofReader: number }

/** `began`: go. Otherwise for whose sake a flight still waits. */
export type Admission = { state: 'began'; at: Date } | { state: 'engine' | 'reader'; before: number }

/**
 * Lets a flight begin when its engine and its reader have a place free, in the order in which flights queued (one whose
 * reader has too many holds up nobody, and an export, which may not have the last place, no page). Places are counted over all replicas, one admission at a time.
 */
export async function admitFlight(
  { flight, place, askedBy }: Pick<NewFlight, 'flight' | 'place' | 'askedBy'>,
  { ofEngine, ofReader }: Places,
): Promise<Admission> {
  return await withDatabaseErrors(async () => {
    const client = await pool().connect()
    try {
      await client.query('BEGIN')
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('analytics ' || $1, 0))`, [place])
      const { rows } = await client.query<{ began_at: Date | null; engine: number; reader: number }>(ADMIT, [
        flight,
        place,
        askedBy,
        ofEngine,
        ofReader,
      ])
      await client.query('COMMIT')
      const row = rows[0]
      if (row?.began_at) return { state: 'began', at: row.began_at }
      const readerIsFull = (row?.reader ?? 0) >= ofReader
      return { state: readerIsFull ? 'reader' : 'engine', before: row?.engine ?? 0 }
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    } finally {
      client.release()
    }
  })
}

const ADMIT = `
  WITH alive AS (
    SELECT flight, engine, asked_by, queued_at, began_at, purpose = 'export' AS long FROM analytics_flight
    WHERE ended_at IS NULL AND lease_until >= clock_timestamp() AND (engine = $2 OR asked_by = $3)
  ), full_readers AS (
    SELECT asked_by FROM alive WHERE began_at IS NOT NULL GROUP BY asked_by HAVING count(*) >= $5
  ), counted AS (
    SELECT (SELECT count(*)::int FROM alive a WHERE a.asked_by = $3 AND a.began_at IS NOT NULL) AS reader,
      (SELECT count(*)::int FROM alive a, alive own WHERE own.flight = $1::uuid AND a.engine = $2 AND a.flight <> $1::uuid
        AND (a.began_at IS NOT NULL OR (a.queued_at, a.flight) < (own.queued_at, own.flight)
          AND (own.long OR NOT a.long) AND a.asked_by NOT IN (SELECT asked_by FROM full_readers))) AS engine
  ), begun AS (
    UPDATE analytics_flight f SET began_at = date_trunc('milliseconds', clock_timestamp()) FROM counted c
    WHERE f.flight = $1::uuid AND f.ended_at IS NULL AND c.engine < $4 AND c.reader < $5 RETURNING f.began_at
  )
  SELECT (SELECT began_at FROM begun) AS began_at, engine, reader FROM counted`

/** Renews a flight's lease. `held` is false when it was taken for dead; `wanted`: somebody elsewhere waits for it. */
export async function renewFlight(flight: string): Promise<{ held: boolean; wanted: boolean }> {
  const [row] = await askPrepared<{ wanted: boolean }>({
    text: `UPDATE analytics_flight SET lease_until = clock_timestamp() + interval '${LEASE}'
      WHERE flight = $1::uuid AND ended_at IS NULL
      RETURNING coalesce(wanted_until > clock_timestamp(), false) AS wanted`,
    values: [flight],
  })
  return { held: row !== undefined, wanted: row?.wanted ?? false }
}

/** A flight as those see it who wait for it elsewhere. */
export type SeenFlight = {
  flight: string
  queued: boolean
  lapsed: boolean
  ended: boolean
  fault: StoredFault | null
}

/** Looks at the flight of a question and says that it is waited for. Null when there is none, or none any more. */
export async function watchFlight(key: string): Promise<SeenFlight | null> {
  const [row] = await askPrepared<SeenFlight>({
    text: `UPDATE analytics_flight SET wanted_until = clock_timestamp() + interval '${WANTED}' WHERE key = $1
      RETURNING flight::text AS flight, began_at IS NULL AS queued, ended_at IS NOT NULL AS ended, fault,
        ended_at IS NULL AND lease_until < clock_timestamp() AS lapsed`,
    values: [key],
  })
  return row ?? null
}

/** Ends a flight that came to nothing; those who wait for it are told why, and the next who asks begins anew. */
export async function failFlight(flight: string, fault: StoredFault): Promise<void> {
  await askPrepared({
    text: `UPDATE analytics_flight SET ended_at = clock_timestamp(), fault = $2::jsonb
      WHERE flight = $1::uuid AND ended_at IS NULL`,
    values: [flight, JSON.stringify(fault)],
  })
}

/** Ends a flight without a word: nobody waits for it, or it was no use. */
export async function dropFlight(flight: string): Promise<void> {
  await askPrepared({ text: `DELETE FROM analytics_flight WHERE flight = $1::uuid`, values: [flight] })
}

/** What failed a while ago, and what the dead have left. */
export async function sweepFlights(): Promise<void> {
  await askPrepared({
    text: `DELETE FROM analytics_flight WHERE key IN (
      SELECT key FROM analytics_flight
      WHERE coalesce(ended_at, lease_until) < clock_timestamp() - interval '1 minute' LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    values: [],
  })
}
