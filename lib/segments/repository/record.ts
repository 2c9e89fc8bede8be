import type { UserId } from '@/lib/access/model'
import { db, isUniqueViolation, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import {
  MAX_SEGMENTS,
  type Segment,
  type SegmentDraft,
  type SegmentId,
  type SegmentStatus,
} from '../model/segment'
import { storedParameters } from '../model/stored'

const PARENT = { select: { id: true, code: true, name: true, tags: true, ownerId: true } } as const

const SELECT = {
  id: true,
  code: true,
  name: true,
  description: true,
  status: true,
  parent: PARENT,
  owner: { select: { id: true, name: true } },
  tags: true,
  parameters: true,
  duration: true,
  source: true,
  asOf: true,
  syncedFields: true,
  goneAt: true,
  isDemo: true,
  version: true,
  updatedAt: true,
} as const

/** A segment, and what rights look at in the one that it stands below. */
export type StoredSegment = Omit<Segment, 'parent'> & {
  parent: {
    id: SegmentId
    code: string
    name: string
    tags: readonly string[]
    ownerId: string | null
  } | null
}

type Row = Omit<StoredSegment, 'id' | 'parent' | 'owner' | 'parameters'> & {
  id: string
  parent: { id: string; code: string; name: string; tags: string[]; ownerId: string | null } | null
  owner: { id: string; name: string } | null
  parameters: unknown
}

function toSegment({ parent, owner, parameters, ...plain }: Row): StoredSegment {
  return {
    ...plain,
    id: plain.id as SegmentId,
    parent: parent === null ? null : { ...parent, id: parent.id as SegmentId },
    owner: owner === null ? null : { id: owner.id as UserId, name: owner.name },
    parameters: storedParameters(parameters),
  }
}

/**
 * The segment of a code, whatever its case, or null. Without a scope in its WHERE: the service asks the policy, and what
 * is out of reach takes as long as what is not there.
 */
export async function findByCode(code: string, client: Tx = db()): Promise<StoredSegment | null> {
  const row = await withDatabaseErrors(() =>
    client.processSegment.findUnique({ where: { codeKey: code.toLowerCase() }, select: SELECT }),
  )
  return row === null ? null : toSegment(row)
}

/** All of these codes, or every segment there is, by code; the caller holds them to a scope. */
export async function listWhole(
  codes: readonly string[] | null,
  client: Tx = db(),
): Promise<StoredSegment[]> {
  const rows = await withDatabaseErrors(() =>
    client.processSegment.findMany({
      where: codes === null ? {} : { codeKey: { in: codes.map((code) => code.toLowerCase()) } },
      select: SELECT,
      orderBy: { codeKey: 'asc' },
      take: codes === null ? MAX_SEGMENTS + 1 : codes.length,
    }),
  )
  return rows.map(toSegment)
}

export type NewSegment = SegmentDraft & {
  code: string
  parentId: SegmentId | null
  ownerId: string | null
  status: SegmentStatus
}

/** Adds a segment; null when there is one of that code already. */
export async function insertSegment(tx: Tx, segment: NewSegment, now: Date): Promise<SegmentId | null> {
  try {
    const row = await tx.processSegment.create({
      data: {
        ...segment,
        tags: [...segment.tags],
        parameters: [...segment.parameters],
        codeKey: segment.code.toLowerCase(),
        createdAt: now,
        updatedAt: now,
      },
      select: { id: true },
    })
    return row.id as SegmentId
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** Adds segments at the top, in one statement; answers their ids by lower-case code. @throws the unique violation */
export async function insertSegments(
  tx: Tx,
  segments: readonly Omit<NewSegment, 'parentId'>[],
  now: Date,
): Promise<Map<string, SegmentId>> {
  const rows = await tx.processSegment.createManyAndReturn({
    data: segments.map((segment) => ({
      ...segment,
      tags: [...segment.tags],
      parameters: [...segment.parameters],
      codeKey: segment.code.toLowerCase(),
      createdAt: now,
      updatedAt: now,
    })),
    select: { id: true, codeKey: true },
  })
  return new Map(rows.map(({ id, codeKey }) => [codeKey, id as SegmentId]))
}

export type SegmentWrite = Partial<SegmentDraft> & {
  status?: SegmentStatus
  parentId?: SegmentId | null
  ownerId?: string | null
}

/**
 * Writes over the version that a change started from; false when that version is no longer the present one.
 * @throws what `isCircle` knows, when a segment would become its own ancestor
 */
export async function updateAt(
  tx: Tx,
  at: { id: SegmentId; version: number; now: Date },
  { tags, parameters, ...fields }: SegmentWrite,
): Promise<boolean> {
  const { count } = await tx.processSegment.updateMany({
    where: { id: at.id, version: at.version },
    data: {
      ...fields,
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(parameters === undefined ? {} : { parameters: [...parameters] }),
      version: { increment: 1 },
      updatedAt: at.now,
    },
  })
  return count === 1
}

export type SegmentOverwrite = SegmentDraft & { id: SegmentId; version: number; status: SegmentStatus }

/**
 * Writes whole drafts over the versions that they started from, in one statement.
 * @returns the segments that were written: those whose version was the present one
 */
export async function updateAll(
  tx: Tx,
  writes: readonly SegmentOverwrite[],
  now: Date,
): Promise<ReadonlySet<SegmentId>> {
  if (writes.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE process_segment s SET name = w.name, description = w.description, status = w.status::segment_status,
      tags = ARRAY(SELECT jsonb_array_elements_text(w.tags)), parameters = w.parameters, duration = w.duration,
      version = s.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(writes)}::jsonb) AS w (id uuid, version int, name text, description text,
      status text, tags jsonb, parameters jsonb, duration text)
    WHERE s.id = w.id AND s.version = w.version RETURNING s.id::text AS id`
  return new Set(rows.map(({ id }) => id as SegmentId))
}

/** The tree stays as it is till the transaction ends: taken before any row, so that two movers wait and do not lock. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('process segment tree', 0))`
}

/** True when the database refused to close a circle in the tree (migration segments). */
export function isCircle(error: unknown, depth = 0): boolean {
  if (depth > 6 || typeof error !== 'object' || error === null) return false
  const { code, originalCode, cause, meta } = error as Record<string, unknown>
  if (code === 'PS001' || originalCode === 'PS001') return true
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: unknown }
  return isCircle(cause, depth + 1) || isCircle(driverAdapterError, depth + 1)
}

/** Puts segments below others in one statement, which the tree's rule judges as a whole. Keys are lower-case codes. */
export async function placeAll(
  tx: Tx,
  places: readonly { key: string; parentKey: string | null }[],
): Promise<void> {
  if (places.length === 0) return
  const [keys, parents] = [places.map(({ key }) => key), places.map(({ parentKey }) => parentKey)]
  await tx.$executeRaw`
    UPDATE process_segment s SET parent_id = parent.id
    FROM unnest(${keys}::text[], ${parents}::text[]) AS place (key, parent_key)
    LEFT JOIN process_segment parent ON parent.code_key = place.parent_key
    WHERE s.code_key = place.key`
}
