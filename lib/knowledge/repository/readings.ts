import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import { type EntityField, titleFieldOf } from '../entity-columns'
import type { KbFailure } from '../model'

const FIELD = {
  name: true,
  rawName: true,
  namedType: true,
  isCollection: true,
  relation: true,
  goneAt: true,
} as const

/** How the reading of a database's entities stands. */
export type ReadingRow = {
  asOf: Date | null
  wholeAt: Date | null
  /** Set while only the first so many are read. */
  cutAt: number | null
  failure: KbFailure | null
  /** A reading is under way since then. */
  readingSince: Date | null
}

/** A reading under way that is older than this died. */
const LEASE_MS = 10 * 60_000

export async function findReading(databaseId: string, now: Date): Promise<ReadingRow | null> {
  const row = await withDatabaseErrors(() => db().kbEntityReading.findUnique({ where: { databaseId } }))
  if (row === null) return null
  const { asOf, wholeAt, cutAt, startedAt, endedAt, lastFailureAt, lastFailureCode, lastFailureDetail } = row
  const isUnderWay = endedAt === null && now.getTime() - startedAt.getTime() < LEASE_MS
  return {
    asOf,
    wholeAt,
    cutAt,
    failure:
      lastFailureAt === null
        ? null
        : { at: lastFailureAt, code: lastFailureCode ?? '', detail: lastFailureDetail ?? '' },
    readingSince: isUnderWay ? startedAt : null,
  }
}

const MAX_READ = 2_000

/**
 * Live databases that have a finder and that this run has not read to an end, those whose entities are oldest first: a run
 * that is taken up again goes on where it was.
 */
export async function listUnread(claimant: string): Promise<string[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: string }[]>`
      SELECT d.id::text AS id FROM kb_database d JOIN kb_space s ON s.id = d.space_id
        LEFT JOIN kb_entity_reading r ON r.database_id = d.id
      WHERE d.gone_at IS NULL AND s.gone_at IS NULL AND d.finder <> ''
        AND (r.claimant IS DISTINCT FROM ${claimant} OR r.ended_at IS NULL)
      ORDER BY r.as_of NULLS FIRST, d.id LIMIT ${MAX_READ}`,
  )
  return rows.map(({ id }) => id)
}

export type ReadableDatabase = {
  id: string
  space: string
  finder: string
  /** As the workspace counted them last; null while that is not known. */
  entityCount: number | null
  fields: EntityField[]
}

/** null: gone meanwhile, or without a finder. */
export async function findReadable(id: string): Promise<ReadableDatabase | null> {
  const row = await withDatabaseErrors(() =>
    db().kbDatabase.findFirst({
      where: { id, goneAt: null, space: { goneAt: null }, finder: { not: '' } },
      select: {
        id: true,
        finder: true,
        entityCount: true,
        space: { select: { name: true } },
        fields: {
          where: { goneAt: null },
          select: FIELD,
          orderBy: [{ position: 'asc' }, { name: 'asc' }],
          take: MAX_READ,
        },
      },
    }),
  )
  return row === null ? null : { ...row, space: row.space.name }
}

/** What is kept of a database, to look for changes from: how many are live, and when the latest of them was changed. */
export async function findKept(databaseId: string): Promise<{ live: number; changedAt: Date | null }> {
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ live: number; changedAt: Date | null }[]>`
      SELECT count(*)::int AS live, max(modified_at) AS "changedAt" FROM kb_entity
      WHERE database_id = ${databaseId}::uuid AND gone_at IS NULL`,
  )
  return row ?? { live: 0, changedAt: null }
}

/** How many of these are not among the live ones kept. */
export async function countNew(databaseId: string, upstreamIds: readonly string[]): Promise<number> {
  const known = await withDatabaseErrors(() =>
    db().kbEntity.count({ where: { databaseId, goneAt: null, upstreamId: { in: [...upstreamIds] } } }),
  )
  return new Set(upstreamIds).size - known
}

/** By the database's clock, one for all replicas: a reading that began earlier is never put in force after a later one. */
export async function beginReading(databaseId: string, claimant: string): Promise<Date> {
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ startedAt: Date }[]>`
      INSERT INTO kb_entity_reading (database_id, claimant, started_at) 
      VALUES (${databaseId}::uuid, ${claimant}, date_trunc('milliseconds', clock_timestamp()))
      ON CONFLICT (database_id) DO UPDATE SET claimant = excluded.claimant, started_at = excluded.started_at, ended_at = NULL
      RETURNING started_at AS "startedAt"`,
  )
  return row?.startedAt ?? new Date()
}

export type OwnReading = { databaseId: string; claimant: string; startedAt: Date }

/** Locks the reading until the transaction ends; false: a later one began, or the database is gone. */
export async function lockReading(tx: Tx, { databaseId, claimant, startedAt }: OwnReading): Promise<boolean> {
  const rows = await tx.$queryRaw<{ one: number }[]>`
    SELECT 1 AS one FROM kb_entity_reading r JOIN kb_database d ON d.id = r.database_id
    WHERE r.database_id = ${databaseId}::uuid AND r.claimant = ${claimant} AND r.started_at = ${startedAt}
      AND d.gone_at IS NULL
    FOR UPDATE OF r`
  return rows.length === 1
}

/** Ends a reading that is in force now, and takes its failure away. `whole`: all were read. */
export async function savePublishedReading(
  tx: Tx,
  { databaseId, startedAt }: OwnReading,
  how: { whole: boolean; cutAt: number | null },
): Promise<void> {
  await tx.kbEntityReading.update({
    where: { databaseId },
    data: {
      endedAt: new Date(),
      asOf: startedAt,
      cutAt: how.cutAt,
      ...(how.whole ? { wholeAt: startedAt } : {}),
      lastFailureAt: null,
      lastFailureCode: null,
      lastFailureDetail: null,
    },
  })
}

/** Ends a reading that failed: what was read before stays. Not when a later one has begun. */
export async function saveFailedReading(
  { databaseId, claimant, startedAt }: OwnReading,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  const now = new Date()
  await withDatabaseErrors(() =>
    db().kbEntityReading.updateMany({
      where: { databaseId, claimant, startedAt },
      data: { endedAt: now, lastFailureAt: now, lastFailureCode: code, lastFailureDetail: detail },
    }),
  )
}

/** The field that holds the title of what these raw names call, where the portal knows the database. */
export async function findTitleFields(rawNames: readonly string[]): Promise<Map<string, string>> {
  if (rawNames.length === 0) return new Map()
  const rows = await withDatabaseErrors(() =>
    db().kbDatabase.findMany({
      where: { rawName: { in: [...rawNames] }, goneAt: null, finder: { not: '' } },
      select: {
        rawName: true,
        fields: { where: { goneAt: null, namedType: 'String' }, select: FIELD, take: MAX_READ },
      },
      orderBy: { id: 'asc' },
      take: MAX_READ,
    }),
  )
  return new Map(
    rows.flatMap(({ rawName, fields }) => {
      const title = titleFieldOf(fields)
      return title === null ? [] : [[rawName, title] as const]
    }),
  )
}
