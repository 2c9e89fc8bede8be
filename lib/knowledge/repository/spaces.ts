import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { KbFailure, KbOrigin } from '../model'
import { slugFor } from '../names'

/** More than any workspace has; a list never grows without end. */
const MAX_SPACES = 500
const MAX_DATABASES = 2_000

export type SpaceRow = {
  id: string
  name: string
  slug: string
  asOf: Date | null
  failure: KbFailure | null
  goneAt: Date | null
  isDemo: boolean
  origin: KbOrigin
  refreshingSince: Date | null
  liveDatabases: number
}

export type DatabaseRow = {
  id: string
  spaceId: string
  name: string
  slug: string
  rawName: string
  type: string
  finder: string
  description: string
  color: string | null
  fields: number
  entityCount: number | null
  countedAt: Date | null
  firstSeenAt: Date
  goneAt: Date | null
}

const SPACE = {
  id: true,
  name: true,
  slug: true,
  asOf: true,
  lastFailureAt: true,
  lastFailureCode: true,
  lastFailureDetail: true,
  goneAt: true,
  isDemo: true,
  origin: true,
  _count: { select: { databases: { where: { goneAt: null } } } },
} as const

const DATABASE = {
  id: true,
  spaceId: true,
  name: true,
  slug: true,
  rawName: true,
  type: true,
  finder: true,
  description: true,
  color: true,
  entityCount: true,
  countedAt: true,
  firstSeenAt: true,
  goneAt: true,
  _count: { select: { fields: { where: { goneAt: null } } } },
} as const

/** A discovery that has been under way for longer than this died: its claim is anybody's again. */
export const LEASE_MS = 3 * 60_000

/** Every space, the live ones first, then by name. */
export async function listSpaceRows(now: Date): Promise<SpaceRow[]> {
  const rows = await withDatabaseErrors(() =>
    db().kbSpace.findMany({
      select: { ...SPACE, discoveries: underWay(now) },
      orderBy: [{ goneAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
      take: MAX_SPACES,
    }),
  )
  return rows.map(toSpaceRow)
}

export async function findSpaceRow(slug: string, now: Date): Promise<SpaceRow | null> {
  const row = await withDatabaseErrors(() =>
    db().kbSpace.findUnique({ where: { slug }, select: { ...SPACE, discoveries: underWay(now) } }),
  )
  return row === null ? null : toSpaceRow(row)
}

function underWay(now: Date) {
  return {
    where: { outcome: 'running', startedAt: { gt: new Date(now.getTime() - LEASE_MS) } },
    select: { startedAt: true },
    orderBy: { startedAt: 'desc' },
    take: 1,
  } as const
}

type FoundSpace = {
  id: string
  name: string
  slug: string
  asOf: Date | null
  lastFailureAt: Date | null
  lastFailureCode: string | null
  lastFailureDetail: string | null
  goneAt: Date | null
  isDemo: boolean
  origin: string
  _count: { databases: number }
  discoveries: { startedAt: Date }[]
}

function toSpaceRow(row: FoundSpace): SpaceRow {
  const { _count, discoveries, lastFailureAt, lastFailureCode, lastFailureDetail, ...space } = row
  const failure =
    lastFailureAt === null
      ? null
      : { at: lastFailureAt, code: lastFailureCode ?? '', detail: lastFailureDetail ?? '' }
  return {
    ...space,
    // Held to these two by a check of the database.
    origin: space.origin === 'catalog' ? 'catalog' : 'introspection',
    failure,
    refreshingSince: discoveries[0]?.startedAt ?? null,
    liveDatabases: _count.databases,
  }
}

/** Databases of the spaces given, or of all; the live ones first, in the upstream's order. */
export async function listDatabaseRows(filter: { spaceId?: string; ids?: string[] }): Promise<DatabaseRow[]> {
  const rows = await withDatabaseErrors(() =>
    db().kbDatabase.findMany({
      where: {
        ...(filter.spaceId === undefined ? {} : { spaceId: filter.spaceId }),
        ...(filter.ids === undefined ? {} : { id: { in: filter.ids } }),
      },
      select: DATABASE,
      orderBy: [{ goneAt: { sort: 'asc', nulls: 'first' } }, { position: 'asc' }, { id: 'asc' }],
      take: MAX_DATABASES,
    }),
  )
  return rows.map(({ _count, ...row }) => ({ ...row, fields: _count.fields }))
}

/** Ids of the databases whose name, or the name of one of whose fields, holds the words; without regard to case and accents. */
export async function findDatabaseIdsByName(words: string): Promise<string[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: string }[]>`
      SELECT d.id::text AS id FROM kb_database d
      WHERE position(search_form(${words}) IN search_form(d.name)) > 0
         OR EXISTS (
           SELECT FROM kb_field f
           WHERE f.database_id = d.id AND f.gone_at IS NULL AND position(search_form(${words}) IN search_form(f.name)) > 0
         )
      LIMIT ${MAX_DATABASES}`,
  )
  return rows.map(({ id }) => id)
}

/** Ids of the spaces whose name holds the words. */
export async function findSpaceIdsByName(words: string): Promise<string[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: string }[]>`
      SELECT id::text AS id FROM kb_space WHERE position(search_form(${words}) IN search_form(name)) > 0 LIMIT ${MAX_SPACES}`,
  )
  return rows.map(({ id }) => id)
}

export type FieldRow = {
  name: string
  rawName: string
  typeText: string
  namedType: string
  isCollection: boolean
  relation: string | null
  description: string
  firstSeenAt: Date
  goneAt: Date | null
}

const MAX_FIELDS = 2_000

/** A database's fields, the live ones first, in the upstream's order. */
export async function listFieldRows(databaseId: string): Promise<FieldRow[]> {
  return await withDatabaseErrors(() =>
    db().kbField.findMany({
      where: { databaseId },
      select: {
        name: true,
        rawName: true,
        typeText: true,
        namedType: true,
        isCollection: true,
        relation: true,
        description: true,
        firstSeenAt: true,
        goneAt: true,
      },
      orderBy: [{ goneAt: { sort: 'asc', nulls: 'first' } }, { position: 'asc' }, { name: 'asc' }],
      take: MAX_FIELDS,
    }),
  )
}

export async function findDatabaseRow(spaceId: string, slug: string): Promise<DatabaseRow | null> {
  const row = await withDatabaseErrors(() =>
    db().kbDatabase.findUnique({ where: { spaceId_slug: { spaceId, slug } }, select: DATABASE }),
  )
  if (row === null) return null
  const { _count, ...database } = row
  return { ...database, fields: _count.fields }
}

/** A database's page in the portal, and since when it is gone. */
export type DatabasePlace = { href: string; goneAt: Date | null }

/** Where the databases with these raw names live in the portal; a live one before a gone one of the same name. */
export async function findDatabasePlaces(rawNames: string[]): Promise<Map<string, DatabasePlace>> {
  const rows = await withDatabaseErrors(() =>
    db().kbDatabase.findMany({
      where: { rawName: { in: rawNames } },
      select: { rawName: true, slug: true, goneAt: true, space: { select: { slug: true, goneAt: true } } },
      // The last of a name stands.
      orderBy: [{ goneAt: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
      take: MAX_DATABASES,
    }),
  )
  return new Map(
    rows.map(({ rawName, slug, goneAt, space }) => [
      rawName,
      { href: `/kb/${space.slug}/${slug}`, goneAt: goneAt ?? space.goneAt },
    ]),
  )
}

/** True once any space has a snapshot. */
export async function hasSnapshot(): Promise<boolean> {
  const row = await withDatabaseErrors(() =>
    db().kbSpace.findFirst({ where: { currentDiscoveryId: { not: null } }, select: { id: true } }),
  )
  return row !== null
}

export type SpacesSynced = { added: string[]; gone: string[]; returned: string[] }

/**
 * Holds the spaces to the list: new ones get a row, missing ones a tombstone, returned ones lose theirs. Two at once take
 * turns until the transaction ends.
 */
export async function syncSpaces(
  tx: Tx,
  { names, at, isDemo }: { names: string[]; at: Date; isDemo: boolean },
): Promise<SpacesSynced> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('knowledge spaces'))::text`
  const rows = await tx.kbSpace.findMany({
    // Whole: a space that is known and left out here would be made a second time.
    select: { id: true, name: true, slug: true, goneAt: true },
    orderBy: { id: 'asc' },
  })
  const slugs = new Set(rows.map((row) => row.slug))
  const known = new Map(rows.map((row) => [row.name, row]))
  const wanted = new Set(names)
  const added = [...wanted].filter((name) => !known.has(name))
  const gone = rows.filter((row) => row.goneAt === null && !wanted.has(row.name))
  const returned = rows.filter((row) => row.goneAt !== null && wanted.has(row.name))
  for (const name of added) {
    const slug = slugFor(name, slugs, 'space')
    slugs.add(slug)
    await tx.kbSpace.create({ data: { name, slug, isDemo } })
  }
  const idsOf = (some: { id: string }[]) => ({ id: { in: some.map(({ id }) => id) } })
  if (gone.length > 0) await tx.kbSpace.updateMany({ where: idsOf(gone), data: { goneAt: at } })
  if (returned.length > 0) await tx.kbSpace.updateMany({ where: idsOf(returned), data: { goneAt: null } })
  return { added, gone: gone.map(({ name }) => name), returned: returned.map(({ name }) => name) }
}
