import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { FoundEntity } from '../entity-columns'
import { type EntityKey, toEntityKey } from '../entity-key'
import type { EntitySort } from '../schema'

export type EntityRow = {
  id: string
  upstreamId: string
  publicId: string | null
  title: string
  createdAt: Date | null
  modifiedAt: Date | null
  firstSeenAt: Date
  goneAt: Date | null
}

const ENTITY = {
  id: true,
  upstreamId: true,
  publicId: true,
  title: true,
  createdAt: true,
  modifiedAt: true,
  firstSeenAt: true,
  goneAt: true,
} as const

const COLUMNS = Prisma.raw(`id::text AS id, upstream_id AS "upstreamId", public_id AS "publicId", title,
  created_at AS "createdAt", modified_at AS "modifiedAt", first_seen_at AS "firstSeenAt", gone_at AS "goneAt"`)

/** Titles stand as people sort them, numbers by their size, and what has none stands at the end. */
const ORDERS: Record<EntitySort, string[]> = {
  title: [`title_form COLLATE names`],
  number: [`length(public_id)`, `public_id`],
  created: [`created_at`],
  modified: [`modified_at`],
}

export type EntityFilter = { words: string; gone: boolean }

/** A page of a database's entities; those that are live, or those that are gone. */
export async function listEntityRows(
  databaseId: string,
  { words, gone }: EntityFilter,
  cut: { sort: EntitySort; direction: 'asc' | 'desc'; limit: number; offset: number },
): Promise<EntityRow[]> {
  const direction = cut.direction === 'desc' ? 'DESC' : 'ASC'
  // From the list above and from nowhere else.
  const order = Prisma.raw(
    [...ORDERS[cut.sort].map((by) => `${by} ${direction} NULLS LAST`), 'id'].join(', '),
  )
  return await withDatabaseErrors(
    () => db().$queryRaw<EntityRow[]>`
      SELECT ${COLUMNS} FROM kb_entity WHERE ${fitting(databaseId, words)} AND (gone_at IS NOT NULL) = ${gone}
      ORDER BY ${order} LIMIT ${cut.limit} OFFSET ${cut.offset}`,
  )
}

/** How many hold the words, live and gone. */
export async function countEntityRows(
  databaseId: string,
  words: string,
): Promise<{ live: number; gone: number }> {
  const [row] = await withDatabaseErrors(
    () => db().$queryRaw<{ live: number; gone: number }[]>`
      SELECT count(*) FILTER (WHERE gone_at IS NULL)::int AS live, count(*) FILTER (WHERE gone_at IS NOT NULL)::int AS gone
      FROM kb_entity WHERE ${fitting(databaseId, words)}`,
  )
  return row ?? { live: 0, gone: 0 }
}

function fitting(databaseId: string, words: string): Prisma.Sql {
  const own = Prisma.sql`database_id = ${databaseId}::uuid`
  if (words === '') return own
  return Prisma.sql`${own} AND (position(search_form(${words}) IN title_form) > 0 OR public_id = ${words})`
}

/** By its address; a live one before one that is gone. */
export async function findEntityRow(databaseId: string, key: EntityKey): Promise<EntityRow | null> {
  return await withDatabaseErrors(() =>
    db().kbEntity.findFirst({
      where: { databaseId, ...key },
      select: ENTITY,
      orderBy: [{ goneAt: { sort: 'desc', nulls: 'first' } }, { id: 'asc' }],
    }),
  )
}

/** Addresses, in the portal, of those of these entities that it knows: by their ids in the workspace. */
export async function findEntityAddresses(
  upstreamIds: readonly string[],
  rawNames: readonly string[],
): Promise<Map<string, string>> {
  if (upstreamIds.length === 0 || rawNames.length === 0) return new Map()
  const rows = await withDatabaseErrors(() =>
    db().kbEntity.findMany({
      where: {
        upstreamId: { in: [...upstreamIds] },
        database: { rawName: { in: [...rawNames] }, goneAt: null },
        goneAt: null,
      },
      select: {
        id: true,
        publicId: true,
        upstreamId: true,
        database: { select: { slug: true, space: { select: { slug: true } } } },
      },
      orderBy: { id: 'asc' },
      take: 5_000,
    }),
  )
  return new Map(
    rows.map(({ upstreamId, database, ...row }) => [
      upstreamId,
      `/kb/${database.space.slug}/${database.slug}/${toEntityKey(row)}`,
    ]),
  )
}

const BATCH = 1_000

/** Adds what is new, changes what changed and nothing else: what is as it was costs no write and no document of search. */
export async function saveEntities(
  tx: Tx,
  databaseId: string,
  entities: readonly FoundEntity[],
  at: Date,
): Promise<{ added: number; changed: number }> {
  let added = 0
  let changed = 0
  for (let from = 0; from < entities.length; from += BATCH) {
    const given = entities.slice(from, from + BATCH).map((entity) => ({
      upstream_id: entity.upstreamId,
      public_id: entity.publicId,
      title: entity.title,
      created_at: entity.createdAt,
      modified_at: entity.modifiedAt,
    }))
    const [written] = await tx.$queryRaw<{ added: number; changed: number }[]>`
      WITH written AS (
        INSERT INTO kb_entity AS e (id, database_id, upstream_id, public_id, title, created_at, modified_at, first_seen_at)
        SELECT gen_random_uuid(), ${databaseId}::uuid, r.*, ${at}::timestamptz FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          AS r (upstream_id text, public_id text, title text, created_at timestamptz, modified_at timestamptz)
        ON CONFLICT (database_id, upstream_id) DO UPDATE SET public_id = excluded.public_id, title = excluded.title,
          created_at = excluded.created_at, modified_at = excluded.modified_at, gone_at = NULL
        WHERE (e.public_id, e.title, e.created_at, e.modified_at, e.gone_at) IS DISTINCT FROM
          (excluded.public_id, excluded.title, excluded.created_at, excluded.modified_at, NULL::timestamptz)
        RETURNING xmax = 0 AS is_new
      )
      SELECT count(*) FILTER (WHERE is_new)::int AS added, count(*) FILTER (WHERE NOT is_new)::int AS changed FROM written`
    added += written?.added ?? 0
    changed += written?.changed ?? 0
  }
  return { added, changed }
}

/** Puts a tombstone on those that a whole reading did not find; answers how many. */
export async function buryEntities(
  tx: Tx,
  databaseId: string,
  found: readonly FoundEntity[],
  at: Date,
): Promise<number> {
  const ids = found.map(({ upstreamId }) => upstreamId)
  return await tx.$executeRaw`
    UPDATE kb_entity SET gone_at = ${at}
    WHERE database_id = ${databaseId}::uuid AND gone_at IS NULL AND upstream_id <> ALL(${ids}::text[])`
}
