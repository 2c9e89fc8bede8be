import type { Column } from '@/lib/connectors/tabular'
import { askPrepared } from '@/lib/platform/db'
import type { QueryKey } from '../model'

/** A fault as it is kept: what it takes to tell it again, to each reader what they may know. */
export type StoredFault = {
  layer: string
  code: string
  system: string
  operation: string
  detail: string
}

/** An answer as it lies there. Ages are by the database's clock. */
export type StoredAnswer = {
  columns: readonly Column[]
  /** Null where the caller has the rows of this very answer. */
  body: Buffer | null
  rows: number
  truncated: boolean
  bytes: number
  asOf: Date
  ageMs: number
  elapsedMs: number
  /** Somebody has asked for a newer one. */
  wanted: boolean
  fault: (StoredFault & { at: Date; ageMs: number }) | null
}

type AnswerRow = {
  columns: Column[] | null
  body: Buffer | null
  rows: number
  truncated: boolean
  bytes: number
  as_of: Date
  age_ms: number
  elapsed_ms: number
  wanted: boolean
  fault: StoredFault | null
  failed_at: Date | null
  failed_ms: number | null
}

/** The answer to a question. `heldAsOf`: the caller has the rows of the answer of that moment. */
export async function findAnswer(key: string, heldAsOf: Date | null): Promise<StoredAnswer | null> {
  const [row] = await askPrepared<AnswerRow>({
    text: `SELECT columns, CASE WHEN as_of = $2::timestamptz(3) THEN NULL ELSE body END AS body,
        rows, truncated, bytes, as_of, (extract(epoch FROM clock_timestamp() - as_of) * 1000)::float8 AS age_ms,
        elapsed_ms, coalesce(wanted_after > as_of, false) AS wanted, fault, failed_at,
        (extract(epoch FROM clock_timestamp() - failed_at) * 1000)::float8 AS failed_ms
      FROM analytics_answer WHERE key = $1`,
    values: [key, heldAsOf],
  })
  if (row === undefined) return null
  const { columns, body, rows, truncated, bytes, wanted, fault, failed_at: at } = row
  return {
    columns: columns ?? [],
    body,
    rows,
    truncated,
    bytes,
    wanted,
    asOf: row.as_of,
    ageMs: row.age_ms,
    elapsedMs: row.elapsed_ms,
    fault: fault === null || at === null ? null : { ...fault, at, ageMs: row.failed_ms ?? 0 },
  }
}

export type NewAnswer = {
  key: string
  flight: string
  queryKey: QueryKey
  engine: string
  columns: readonly Column[]
  body: Buffer
  rows: number
  truncated: boolean
  bytes: number
  asOf: Date
  elapsedMs: number
}

/** Keeps an answer and ends its flight, at once. One that began later is not replaced by one that came late. */
export async function saveAnswer(answer: NewAnswer): Promise<void> {
  const { key, flight, queryKey, engine, columns, body, rows, truncated, bytes, asOf, elapsedMs } = answer
  await askPrepared({
    text: `WITH landed AS (DELETE FROM analytics_flight WHERE key = $1 AND flight = $2::uuid)
      INSERT INTO analytics_answer AS a
        (key, query_key, engine, columns, body, rows, truncated, bytes, as_of, elapsed_ms, asked_at)
      VALUES ($1, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, clock_timestamp())
      ON CONFLICT (key) DO UPDATE SET columns = EXCLUDED.columns, body = EXCLUDED.body, rows = EXCLUDED.rows,
        truncated = EXCLUDED.truncated, bytes = EXCLUDED.bytes, as_of = EXCLUDED.as_of,
        elapsed_ms = EXCLUDED.elapsed_ms, asked_at = EXCLUDED.asked_at, failed_at = NULL, fault = NULL
      WHERE a.as_of <= EXCLUDED.as_of`,
    values: [
      ...[key, flight, queryKey, engine, JSON.stringify(columns)],
      ...[body, rows, truncated, bytes, asOf, elapsedMs],
    ],
  })
}

/** Beside an answer that is kept: how asking for a newer one failed. */
export async function noteFault(key: string, fault: StoredFault): Promise<void> {
  await askPrepared({
    text: `UPDATE analytics_answer SET failed_at = clock_timestamp(), fault = $2::jsonb WHERE key = $1`,
    values: [key, JSON.stringify(fault)],
  })
}

/** Wants a newer answer from now on. `young`: the one that is there is younger than `leastAgeMs`. `none`: none is there. */
export async function wantNewer(key: string, leastAgeMs: number): Promise<'wanted' | 'young' | 'none'> {
  const [row] = await askPrepared<{ wanted: boolean }>({
    text: `WITH found AS (SELECT as_of FROM analytics_answer WHERE key = $1), wanted AS (
        UPDATE analytics_answer SET wanted_after = clock_timestamp(), failed_at = NULL, fault = NULL
        WHERE key = $1 AND as_of < clock_timestamp() - $2::float8 * interval '1 millisecond' RETURNING 1
      )
      SELECT EXISTS (SELECT FROM wanted) AS wanted FROM found`,
    values: [key, leastAgeMs],
  })
  if (row === undefined) return 'none'
  return row.wanted ? 'wanted' : 'young'
}

/** These were asked for: they are kept longer. */
export async function touchAnswers(keys: readonly string[]): Promise<void> {
  await askPrepared({
    text: `UPDATE analytics_answer SET asked_at = clock_timestamp()
      WHERE key = ANY($1) AND asked_at < clock_timestamp() - interval '10 minutes'`,
    values: [keys],
  })
}

/** `bytes`: of all answers together, compressed. */
export type Retention = { days: number; bytes: number }

/**
 * Takes away answers that nobody has asked for in `days`, and beyond `bytes` in all those asked for longest ago; a few at
 * a time, so that nobody waits for it. @returns how many went
 */
export async function sweepAnswers({ days, bytes }: Retention, atMost = 100): Promise<number> {
  const rows = await askPrepared({
    text: `WITH kept AS (
        SELECT key, asked_at, sum(octet_length(body)::bigint) OVER (ORDER BY asked_at DESC, key) AS upto FROM analytics_answer
      ), old AS (
        SELECT key FROM kept WHERE upto > $2::bigint OR asked_at < clock_timestamp() - $1::float8 * interval '1 day'
        ORDER BY asked_at LIMIT $3
      )
      DELETE FROM analytics_answer WHERE key IN (
        SELECT key FROM analytics_answer WHERE key IN (SELECT key FROM old) FOR UPDATE SKIP LOCKED) RETURNING 1`,
    values: [days, bytes, atMost],
  })
  return rows.length
}
