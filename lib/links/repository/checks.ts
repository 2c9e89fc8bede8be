import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { LastCheck } from '../model'

/** Longer than a probe may take: who has not written for so long is dead. */
const LEASE = '5 minutes'
const KEPT = '90 days'

export type OpenCheck = { id: string; claimant: string }

/** The check under way: the claimant's own, a new one, or somebody else's. What a dead one left open is closed first. */
export async function openCheck(claimant: string, startedAt: Date): Promise<OpenCheck> {
  return await withDatabaseErrors(() =>
    db().$transaction(async (tx) => {
      await tx.$executeRaw`
        UPDATE link_check SET finished_at = clock_timestamp(), outcome = 'abandoned'
        WHERE finished_at IS NULL AND claimant <> ${claimant} AND lease_until < clock_timestamp()`
      await tx.$executeRaw`
        INSERT INTO link_check (claimant, started_at, lease_until)
        VALUES (${claimant}, ${startedAt}, clock_timestamp() + ${LEASE}::text::interval)
        ON CONFLICT DO NOTHING`
      const [open] = await tx.$queryRaw<OpenCheck[]>`
        SELECT id::text AS id, claimant FROM link_check WHERE finished_at IS NULL`
      // Another one that ended at this very moment: nothing is under way, and nothing was begun.
      return open ?? { id: '', claimant: '' }
    }),
  )
}

/** False when the check was closed: its claimant had been taken for dead. */
export async function renewCheck(id: string): Promise<boolean> {
  const renewed = await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE link_check SET lease_until = clock_timestamp() + ${LEASE}::text::interval
      WHERE id = ${id}::uuid AND finished_at IS NULL`,
  )
  return renewed === 1
}

/** Closes a check, once. @returns false when it is closed already. */
export async function closeCheck(
  tx: Tx,
  id: string,
  end: { at: Date; outcome: 'done' | 'offline'; held: number; asked: number; broken: number },
): Promise<boolean> {
  const { at: finishedAt, ...counts } = end
  const { count } = await tx.linkCheck.updateMany({
    where: { id, finishedAt: null },
    data: { ...counts, finishedAt },
  })
  await tx.$executeRaw`DELETE FROM link_check WHERE started_at < clock_timestamp() - ${KEPT}::text::interval`
  return count === 1
}

/** The latest check that came to an end, or is under way. */
export async function findLastCheck(): Promise<LastCheck | null> {
  return await withDatabaseErrors(() =>
    db().linkCheck.findFirst({
      where: { OR: [{ outcome: null }, { outcome: { not: 'abandoned' } }] },
      select: { startedAt: true, finishedAt: true, asked: true, broken: true },
      orderBy: { startedAt: 'desc' },
    }),
  )
}

/** Turns at hosts that nobody has asked for a day. */
export async function forgetTurns(prefix: string): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      DELETE FROM rate_slot WHERE starts_with(key, ${prefix}) AND next_at < clock_timestamp() - interval '1 day'`,
  )
}
