import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { ReadingState } from '../model'

/** There is one Superset. */
const ID = 'superset'
/** A reading under way that is older than this died. */
const LEASE_MS = 10 * 60_000

export async function findReading(now: Date): Promise<ReadingState | null> {
  const row = await withDatabaseErrors(() => db().dashboardReading.findUnique({ where: { id: ID } }))
  if (row === null) return null
  const { lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail } = row
  const isUnderWay = row.endedAt === null && now.getTime() - row.startedAt.getTime() < LEASE_MS
  return {
    address: row.address,
    asOf: row.asOf,
    version: row.supersetVersion,
    failure: at === null ? null : { at, code: code ?? '', detail: detail ?? '' },
    since: isUnderWay ? row.startedAt : null,
  }
}

export type OwnReading = { claimant: string; startedAt: Date }

/**
 * Begins a reading by the database's clock, one for all replicas; null while another's is under way. The claimant's own is
 * begun anew: its run was taken up again.
 */
export async function claimReading(claimant: string, address: string): Promise<OwnReading | null> {
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ startedAt: Date }[]>`
      INSERT INTO dashboard_reading AS r (id, address, claimant, started_at)
      VALUES (${ID}, ${address}, ${claimant}, date_trunc('milliseconds', clock_timestamp()))
      ON CONFLICT (id) DO UPDATE SET address = excluded.address, claimant = excluded.claimant,
        started_at = excluded.started_at, ended_at = NULL
      WHERE r.ended_at IS NOT NULL OR r.claimant = excluded.claimant
        OR r.started_at < clock_timestamp() - ${LEASE_MS} * interval '1 millisecond'
      RETURNING started_at AS "startedAt"`,
  )
  return row === undefined ? null : { claimant, startedAt: row.startedAt }
}

/** Locks the reading until the transaction ends; false: a later one began. */
export async function lockReading(tx: Tx, { claimant, startedAt }: OwnReading): Promise<boolean> {
  const rows = await tx.$queryRaw<{ one: number }[]>`
    SELECT 1 AS one FROM dashboard_reading
    WHERE id = ${ID} AND claimant = ${claimant} AND started_at = ${startedAt} AND ended_at IS NULL FOR UPDATE`
  return rows.length === 1
}

export async function savePublishedReading(
  tx: Tx,
  { startedAt }: OwnReading,
  version: string | null,
): Promise<void> {
  await tx.dashboardReading.update({
    where: { id: ID },
    data: {
      endedAt: new Date(),
      asOf: startedAt,
      supersetVersion: version,
      lastFailureAt: null,
      lastFailureCode: null,
      lastFailureDetail: null,
    },
  })
}

/** Ends a reading that failed: what was read before stays. Not when a later one has begun. */
export async function saveFailedReading(
  { claimant, startedAt }: OwnReading,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  const now = new Date()
  await withDatabaseErrors(() =>
    db().dashboardReading.updateMany({
      where: { id: ID, claimant, startedAt, endedAt: null },
      data: { endedAt: now, lastFailureAt: now, lastFailureCode: code, lastFailureDetail: detail },
    }),
  )
}

/** True once Superset was read. */
export async function hasReading(): Promise<boolean> {
  const where = { id: ID, asOf: { not: null } }
  return (await withDatabaseErrors(() => db().dashboardReading.count({ where }))) > 0
}
