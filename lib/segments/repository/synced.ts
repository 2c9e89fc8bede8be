import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Origin } from '@/lib/synced/model'
import { MAX_SEGMENTS, type SegmentDraft, type SegmentId } from '../model/segment'
import { storedParameters } from '../model/stored'
import type { PresentSegment } from '../sync-plan'

const PRESENT = {
  id: true,
  code: true,
  name: true,
  description: true,
  tags: true,
  parameters: true,
  duration: true,
  version: true,
  source: true,
  upstreamId: true,
  syncedFields: true,
  goneAt: true,
  parentId: true,
} as const

/** Every segment there is, as a sync looks at it: by code, one more than the portal holds at most. */
export async function listPresent(client: Tx = db()): Promise<PresentSegment[]> {
  const rows = await withDatabaseErrors(() =>
    client.processSegment.findMany({
      select: PRESENT,
      orderBy: { codeKey: 'asc' },
      take: 2 * MAX_SEGMENTS + 1,
    }),
  )
  return rows.map(({ id, parentId, parameters, ...row }) => ({
    ...row,
    id: id as SegmentId,
    parentId: parentId as SegmentId | null,
    parameters: storedParameters(parameters),
  }))
}

export type FedWrite = SegmentDraft & { code: string; upstreamId: string }

/** Adds segments at the top, in one statement; answers their ids by lower-case code. @throws the unique violation */
export async function insertFed(
  tx: Tx,
  segments: readonly FedWrite[],
  origin: Origin & { isDemo: boolean; now: Date },
): Promise<Map<string, SegmentId>> {
  const { syncedFields, now, ...common } = origin
  const rows = await tx.processSegment.createManyAndReturn({
    data: segments.map((segment) => ({
      ...segment,
      ...common,
      tags: [...segment.tags],
      parameters: [...segment.parameters],
      syncedFields: [...syncedFields],
      codeKey: segment.code.toLowerCase(),
      createdAt: now,
      updatedAt: now,
    })),
    select: { id: true, codeKey: true },
  })
  return new Map(rows.map(({ id, codeKey }) => [codeKey, id as SegmentId]))
}

export type FedOverwrite = FedWrite & { id: SegmentId; version: number }

/**
 * Writes over the versions that they started from, in one statement; what the portal owns (tags, owner, status) stays.
 * @returns the segments that were written: those whose version was the present one
 */
export async function updateFed(
  tx: Tx,
  writes: readonly FedOverwrite[],
  { syncedFields, asOf, now }: Origin & { now: Date },
): Promise<ReadonlySet<SegmentId>> {
  if (writes.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE process_segment s SET code = w.code, code_key = lower(w.code), name = w.name, description = w.description,
      parameters = w.parameters, duration = w.duration, upstream_id = w."upstreamId", gone_at = NULL,
      synced_fields = ${[...syncedFields]}::text[], as_of = ${asOf.toISOString()}::timestamptz,
      version = s.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(writes)}::jsonb) AS w (id uuid, version int, code text, name text,
      description text, parameters jsonb, duration text, "upstreamId" text)
    WHERE s.id = w.id AND s.version = w.version RETURNING s.id::text AS id`
  return new Set(rows.map(({ id }) => id as SegmentId))
}

/** They were told as they are here: only their age changes. */
export async function markSeen(tx: Tx, ids: readonly SegmentId[], asOf: Date): Promise<void> {
  if (ids.length === 0) return
  await tx.processSegment.updateMany({ where: { id: { in: [...ids] } }, data: { asOf } })
}

/** They are no longer told. */
export async function markGone(
  tx: Tx,
  ids: readonly SegmentId[],
  at: { goneAt: Date; now: Date },
): Promise<void> {
  if (ids.length === 0) return
  await tx.processSegment.updateMany({
    where: { id: { in: [...ids] } },
    data: { goneAt: at.goneAt, version: { increment: 1 }, updatedAt: at.now },
  })
}

/** They are the portal's own from now on, as they are. @returns each with the version that it had */
export async function releaseOfSource(
  tx: Tx,
  source: string,
  now: Date,
): Promise<{ id: SegmentId; version: number }[]> {
  const rows = await tx.$queryRaw<{ id: string; version: number }[]>`
    UPDATE process_segment SET source = 'portal', upstream_id = NULL, synced_fields = '{}', as_of = NULL, gone_at = NULL,
      version = version + 1, updated_at = ${now.toISOString()}::timestamptz
    WHERE source = ${source} RETURNING id::text AS id, version - 1 AS version`
  return rows.map(({ id, version }) => ({ id: id as SegmentId, version }))
}
