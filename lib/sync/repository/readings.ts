import { z } from 'zod'
import { db, inTransaction, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Feed } from '@/lib/synced/model'
import type { Reading, ReadingOutcome, RecordName, SyncSummary } from '../model'

/** All that a mapping's database told at one time, and what kind of records that are. */
export type StoredFeed = Feed & { record: RecordName }

/** A reading that has been under way for longer than this died: its claim is anybody's again. */
const LEASE_MS = 3 * 60_000
const MAX_KEPT = 50

const READING = {
  id: true,
  mapping: true,
  startedAt: true,
  finishedAt: true,
  outcome: true,
  summary: true,
  failureCode: true,
  failureDetail: true,
} as const

type Row = Omit<Reading, 'outcome' | 'summary' | 'failure'> & {
  outcome: string
  summary: unknown
  failureCode: string | null
  failureDetail: string | null
}

function toReading({ failureCode, failureDetail, outcome, summary, ...row }: Row): Reading {
  return {
    ...row,
    // Held to these by a check of the database.
    outcome: outcome as ReadingOutcome,
    summary: summary as SyncSummary | null,
    failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' },
  }
}

async function lockMapping(tx: Tx, mapping: string): Promise<Date> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sync of ${mapping}`}, 0))`
  // The database's clock: the order of beginnings decides what is in force, and replicas' own clocks may differ.
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  return rows[0]?.now ?? new Date()
}

export type Claim = { mine: boolean; reading: Reading }

/**
 * Begins a reading of what feeds a mapping, unless one is under way: then that one is answered (`mine` when it is the
 * claimant's own, taken up again). One that has been under way for longer than the lease is put down as failed.
 */
export async function claimReading(mapping: string, claimant: string): Promise<Claim> {
  return await inTransaction(async (tx) => {
    const now = await lockMapping(tx, mapping)
    const lapsed = new Date(now.getTime() - LEASE_MS)
    const open = { mapping, outcome: { in: ['running', 'read'] } }
    const own = await tx.syncReading.findFirst({
      where: { ...open, claimant },
      select: READING,
      orderBy: { startedAt: 'desc' },
    })
    if (own !== null) return { mine: true, reading: toReading(own) }
    const other = await tx.syncReading.findFirst({
      where: { ...open, startedAt: { gt: lapsed } },
      select: READING,
      orderBy: { startedAt: 'desc' },
    })
    if (other !== null) return { mine: false, reading: toReading(other) }
    const died = {
      outcome: 'failed',
      finishedAt: now,
      failureCode: 'ABANDONED',
      failureDetail: 'its run died',
    }
    await tx.syncReading.updateMany({ where: open, data: died })
    const reading = await tx.syncReading.create({
      data: { mapping, claimant, startedAt: now, outcome: 'running' },
      select: READING,
    })
    return { mine: true, reading: toReading(reading) }
  })
}

/** Keeps what was read, whole and not yet carried out. Past Prisma, which would walk through all of it. */
export async function saveRead(id: string, feed: StoredFeed): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE sync_reading SET outcome = 'read', content = ${JSON.stringify(feed)}::jsonb
      WHERE id = ${id}::uuid AND outcome = 'running'`,
  )
}

export async function saveFailed(id: string, failure: { code: string; detail: string }): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE sync_reading SET outcome = 'failed', content = NULL, finished_at = clock_timestamp(),
        failure_code = ${failure.code}, failure_detail = ${failure.detail}
      WHERE id = ${id}::uuid AND outcome IN ('running', 'read')`,
  )
}

const dated = z.object({ asOf: z.coerce.date() })

/** A reading under the lock of its mapping, what it holds, and whether one that began later was carried out before. */
export async function lockReading(
  tx: Tx,
  id: string,
): Promise<{ reading: Reading; feed: StoredFeed | null; isLate: boolean } | null> {
  const found = await tx.syncReading.findUnique({ where: { id }, select: { mapping: true } })
  if (found === null) return null
  await lockMapping(tx, found.mapping)
  const row = await tx.syncReading.findUniqueOrThrow({ where: { id }, select: { ...READING, content: true } })
  const { content, ...reading } = row
  const later = await tx.syncReading.findFirst({
    where: { mapping: row.mapping, outcome: 'applied', startedAt: { gt: row.startedAt } },
    select: { id: true },
  })
  return { reading: toReading(reading), feed: toFeed(content), isLate: later !== null }
}

/** What `saveRead` alone has written: JSON but for its day. One that names no kind was read when there were segments alone. */
function toFeed(content: unknown): StoredFeed | null {
  return content === null ? null : { record: 'segment', ...(content as Feed), ...dated.parse(content) }
}

export async function saveApplied(tx: Tx, reading: Reading, summary: SyncSummary): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_reading SET outcome = 'applied', content = NULL, summary = ${JSON.stringify(summary)}::jsonb,
      finished_at = clock_timestamp()
    WHERE id = ${reading.id}::uuid`
  await tx.$executeRaw`
    DELETE FROM sync_reading WHERE mapping = ${reading.mapping} AND outcome <> 'running' AND id NOT IN (
      SELECT id FROM sync_reading WHERE mapping = ${reading.mapping} ORDER BY started_at DESC LIMIT ${MAX_KEPT})`
}

export async function saveSuperseded(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_reading SET outcome = 'superseded', content = NULL, finished_at = clock_timestamp()
    WHERE id = ${id}::uuid`
}

/** The last reading of a mapping, of any outcome or of one. */
export async function findLatest(mapping: string, outcome?: ReadingOutcome): Promise<Reading | null> {
  const row = await withDatabaseErrors(() =>
    db().syncReading.findFirst({
      where: { mapping, ...(outcome === undefined ? {} : { outcome }) },
      select: READING,
      orderBy: { startedAt: 'desc' },
    }),
  )
  return row === null ? null : toReading(row)
}
