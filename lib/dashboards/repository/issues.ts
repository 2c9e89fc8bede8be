import type { Tx } from '@/lib/platform/db'

/** So long the record is not told again of the same rules. */
const TOLD_FOR_HOURS = 24

/**
 * Notes under which rules a reader draws a dashboard; true when that is news: other rules than before, or the first time in
 * a day. Two tokens at once are one piece of news.
 */
export async function noteIssue(
  tx: Tx,
  {
    userId,
    dashboardId,
    fingerprint,
    at,
  }: { userId: string; dashboardId: string; fingerprint: string; at: Date },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ one: number }[]>`
    INSERT INTO dashboard_issue AS i (user_id, dashboard_id, fingerprint, at)
    VALUES (${userId}::uuid, ${dashboardId}::uuid, ${fingerprint}, ${at})
    ON CONFLICT (user_id, dashboard_id) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at
    WHERE i.fingerprint <> excluded.fingerprint OR i.at < excluded.at - ${TOLD_FOR_HOURS} * interval '1 hour'
    RETURNING 1 AS one`
  return rows.length === 1
}
