import { db } from '@/lib/platform/db'

/** True when a session of this test's database waits for a row that another one holds. */
export async function isWaiting(): Promise<boolean> {
  const rows = await db().$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND l.locktype IN ('transactionid', 'tuple') AND a.datname = current_database()`
  return (rows[0]?.n ?? 0) > 0
}
