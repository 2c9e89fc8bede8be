import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { QueryKey } from '../model'
import type { DayPerformance, QueryPerformance } from '../performance'

const MOST_QUERIES = 500

type QueryRow = Omit<QueryPerformance, 'key' | 'bytes'> & { key: string; bytes: bigint | null }

/** How each query did since then; those asked most, 500 at most. */
export async function listQueryPerformance(since: Date): Promise<QueryPerformance[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<QueryRow[]>`
      SELECT query_key AS key, sum(times)::int AS asks, count(DISTINCT (actor_kind, actor_id))::int AS readers,
        count(*) FILTER (WHERE answer = 'fresh')::int AS runs,
        count(*) FILTER (WHERE answer = 'fresh' AND outcome = 'failed')::int AS failed,
        count(*) FILTER (WHERE answer = 'fresh' AND outcome = 'timeout')::int AS "timedOut",
        count(*) FILTER (WHERE answer = 'fresh' AND outcome = 'cancelled')::int AS cancelled,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY elapsed_ms)
          FILTER (WHERE answer = 'fresh' AND outcome = 'done') AS "p50Ms",
        percentile_disc(0.95) WITHIN GROUP (ORDER BY elapsed_ms)
          FILTER (WHERE answer = 'fresh' AND outcome = 'done') AS "p95Ms",
        percentile_disc(0.95) WITHIN GROUP (ORDER BY queue_ms) FILTER (WHERE answer = 'fresh') AS "queueP95Ms",
        sum(bytes) FILTER (WHERE answer = 'fresh')::bigint AS bytes,
        max(started_at) FILTER (WHERE answer = 'fresh' AND outcome IN ('failed', 'timeout')) AS "lastFailureAt"
      FROM analytics_run WHERE started_at >= ${since}
      GROUP BY query_key ORDER BY asks DESC, key LIMIT ${MOST_QUERIES}`,
  )
  return rows.map((row) => ({
    ...row,
    key: row.key as QueryKey,
    bytes: row.bytes === null ? null : Number(row.bytes),
  }))
}

/** The same of all queries together, a row a day of that time zone, those without an ask among them. */
export async function listDayPerformance(
  { since, until }: { since: Date; until: Date },
  timeZone: string,
): Promise<DayPerformance[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<DayPerformance[]>`
      WITH days AS (
        SELECT generate_series(date_trunc('day', ${since}::timestamptz AT TIME ZONE ${timeZone}),
          ${until}::timestamptz AT TIME ZONE ${timeZone}, interval '1 day')::date AS day
      ), ran AS (
        SELECT (started_at AT TIME ZONE ${timeZone})::date AS day, times, answer, outcome, elapsed_ms
        FROM analytics_run WHERE started_at >= ${since} AND started_at <= ${until}
      )
      SELECT days.day::text AS day, coalesce(sum(times), 0)::int AS asks,
        count(*) FILTER (WHERE answer = 'fresh')::int AS runs,
        count(*) FILTER (WHERE answer = 'fresh' AND outcome IN ('failed', 'timeout'))::int AS failed,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY elapsed_ms)
          FILTER (WHERE answer = 'fresh' AND outcome = 'done') AS "p95Ms"
      FROM days LEFT JOIN ran USING (day) GROUP BY days.day ORDER BY days.day`,
  )
}
