import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { OwnStatement, RunningStatement } from '../ad-hoc'
import type { RunOutcome } from '../model'

type Begun = { id: string; userId: string; statement: string; askedAt: Date }

/** Rows that a portal left running when it ended are over: nothing runs for so long. */
export async function endForgotten(tx: Tx, userId: string, before: Date): Promise<void> {
  await tx.analyticsStatement.updateMany({
    where: { userId, endedAt: null, askedAt: { lt: before } },
    data: { endedAt: before, outcome: 'failed', elapsedMs: 0 },
  })
}

/** @returns false when another of theirs runs. */
export async function insertStatement(tx: Tx, begun: Begun): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT INTO analytics_statement (id, user_id, statement, asked_at)
    VALUES (${begun.id}::uuid, ${begun.userId}::uuid, ${begun.statement}, ${begun.askedAt})
    ON CONFLICT (user_id) WHERE ended_at IS NULL DO NOTHING`
  return inserted === 1
}

type Ended = {
  id: string
  userId: string
  endedAt: Date
  outcome: RunOutcome
  rows: number | null
  elapsedMs: number
}

/** Ends it, and lets go of those of theirs that are older than the newest `keep`. */
export async function endStatement(tx: Tx, { id, userId, ...rest }: Ended, keep: number): Promise<void> {
  await tx.analyticsStatement.updateMany({ where: { id, userId }, data: rest })
  await tx.$executeRaw`
    DELETE FROM analytics_statement WHERE user_id = ${userId}::uuid AND ended_at IS NOT NULL AND id NOT IN (
      SELECT id FROM analytics_statement WHERE user_id = ${userId}::uuid
       ORDER BY asked_at DESC, id DESC LIMIT ${keep})`
}

/** The newest first, each statement once. */
export async function listStatements(userId: string, limit: number): Promise<OwnStatement[]> {
  const rows = await withDatabaseErrors(() =>
    db().analyticsStatement.findMany({
      where: { userId, endedAt: { not: null } },
      select: { id: true, statement: true, askedAt: true, outcome: true, rows: true, elapsedMs: true },
      distinct: ['statement'],
      orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    }),
  )
  return rows.map(({ outcome, elapsedMs, ...row }) => ({
    ...row,
    outcome: (outcome ?? 'failed') as RunOutcome,
    elapsedMs: elapsedMs ?? 0,
  }))
}

export async function findRunning(userId: string, since: Date): Promise<RunningStatement | null> {
  return await withDatabaseErrors(() =>
    db().analyticsStatement.findFirst({
      where: { userId, endedAt: null, askedAt: { gte: since } },
      select: { id: true, statement: true, askedAt: true },
    }),
  )
}

/** @returns how many run that are now told to end. */
export async function requestStop(userId: string, at: Date): Promise<number> {
  const { count } = await withDatabaseErrors(() =>
    db().analyticsStatement.updateMany({ where: { userId, endedAt: null }, data: { stopAskedAt: at } }),
  )
  return count
}

export async function isStopRequested(id: string): Promise<boolean> {
  const row = await withDatabaseErrors(() =>
    db().analyticsStatement.findUnique({ where: { id }, select: { stopAskedAt: true } }),
  )
  return row?.stopAskedAt != null
}

/** Takes one away, or all of somebody's; what runs stays. @returns how many. */
export async function deleteStatements(userId: string, id: string | null): Promise<number> {
  const { count } = await withDatabaseErrors(() =>
    db().analyticsStatement.deleteMany({
      where: { userId, endedAt: { not: null }, ...(id === null ? {} : { id }) },
    }),
  )
  return count
}
