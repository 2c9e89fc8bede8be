import { pool, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { UserId } from '../model'

/**
 * Claims the asking for a session, for one caller of all replicas. It lapses by itself, so that a replica that died
 * while asking holds nobody up.
 */
export async function claimGroupsReread(key: string, now: Date, notSince: Date): Promise<boolean> {
  const { rowCount } = await withDatabaseErrors(() =>
    pool().query(
      `UPDATE session SET groups_asked_at = $2
        WHERE id = $1 AND (groups_asked_at IS NULL OR groups_asked_at <= $3)`,
      [key, now, notSince],
    ),
  )
  return rowCount === 1
}

/** @returns the groups before, the row locked; null when the person is gone or a later answer is stored already. */
export async function lockGroups(tx: Tx, userId: UserId, askedAt: Date): Promise<string[] | null> {
  const rows = await tx.$queryRaw<{ identity_groups: string[] }[]>`
    SELECT identity_groups FROM app_user
     WHERE id = ${userId}::uuid AND (groups_read_at IS NULL OR groups_read_at < ${askedAt})
       FOR UPDATE`
  return rows[0]?.identity_groups ?? null
}

export async function storeGroups(tx: Tx, userId: UserId, groups: string[], askedAt: Date): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { identityGroups: groups, groupsReadAt: askedAt },
    select: { id: true },
  })
}
