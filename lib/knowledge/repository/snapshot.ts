import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '@/lib/platform/db'
import type { Projection, StoredDatabase, StoredField } from '../projection'

const FIELD = {
  databaseId: true,
  name: true,
  rawName: true,
  typeText: true,
  namedType: true,
  isCollection: true,
  relation: true,
  description: true,
  upstreamId: true,
  position: true,
  firstSeenAt: true,
  goneAt: true,
} as const

const DATABASE = {
  id: true,
  rawName: true,
  name: true,
  slug: true,
  type: true,
  finder: true,
  description: true,
  color: true,
  upstreamId: true,
  position: true,
  firstSeenAt: true,
  goneAt: true,
} as const

/** A space's rows whole, tombstones included. The space's row is locked by the caller. */
export async function loadStored(tx: Tx, spaceId: string): Promise<StoredDatabase[]> {
  const databases = await tx.kbDatabase.findMany({
    where: { spaceId },
    select: DATABASE,
    orderBy: { id: 'asc' },
  })
  const fields = await tx.kbField.findMany({
    where: { database: { spaceId } },
    select: FIELD,
    orderBy: [{ databaseId: 'asc' }, { position: 'asc' }],
  })
  const fieldsOf = new Map<string, StoredField[]>(databases.map(({ id }) => [id, []]))
  for (const { databaseId, ...field } of fields) fieldsOf.get(databaseId)?.push(field)
  return databases.map((database) => ({
    ...database,
    fields: fieldsOf.get(database.id) ?? [],
  }))
}

/** Writes what differs between the rows stored and the rows wanted. */
export async function saveProjection(
  tx: Tx,
  spaceId: string,
  stored: readonly StoredDatabase[],
  { databases, replaced }: Projection,
): Promise<void> {
  const before = new Map(stored.map((row) => [row.id, row]))
  if (replaced.length > 0) await tx.kbDatabase.deleteMany({ where: { id: { in: replaced } } })
  // Two that swap their names would meet under one: those renamed step aside first.
  const renamed = databases.filter(({ id, rawName }) => id !== null && before.get(id)?.rawName !== rawName)
  for (const { id } of renamed) {
    if (id !== null) await tx.kbDatabase.update({ where: { id }, data: { rawName: `\u{1}${id}` } })
  }
  const rewritten: { databaseId: string; fields: StoredField[] }[] = []
  const added: StoredDatabase[] = []
  for (const database of databases) {
    const { id, fields, ...row } = database
    const was = id === null ? undefined : before.get(id)
    if (id === null || was === undefined) {
      added.push(database)
      continue
    }
    const { id: _, fields: fieldsBefore, ...rowBefore } = was
    if (!isDeepStrictEqual(row, rowBefore)) await tx.kbDatabase.update({ where: { id }, data: row })
    if (!isDeepStrictEqual(fields, fieldsBefore)) rewritten.push({ databaseId: id, fields })
  }
  await tx.kbField.deleteMany({
    where: { databaseId: { in: rewritten.map(({ databaseId }) => databaseId) } },
  })
  await insertFields(tx, [...rewritten, ...(await insertDatabases(tx, spaceId, added))])
}

async function insertDatabases(
  tx: Tx,
  spaceId: string,
  added: readonly StoredDatabase[],
): Promise<{ databaseId: string; fields: StoredField[] }[]> {
  if (added.length === 0) return []
  const given = added.map((database) => ({
    raw_name: database.rawName,
    name: database.name,
    slug: database.slug,
    type: database.type,
    finder: database.finder,
    description: database.description,
    color: database.color,
    upstream_id: database.upstreamId,
    position: database.position,
    first_seen_at: database.firstSeenAt,
    gone_at: database.goneAt,
  }))
  const rows = await tx.$queryRaw<{ id: string; rawName: string }[]>`
    INSERT INTO kb_database (id, space_id, raw_name, name, slug, type, finder, description, color, upstream_id, position,
      first_seen_at, gone_at)
    SELECT gen_random_uuid(), ${spaceId}::uuid, r.* FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS r (
      raw_name text, name text, slug text, type text, finder text, description text, color text, upstream_id text,
      position integer, first_seen_at timestamptz, gone_at timestamptz
    )
    RETURNING id::text AS id, raw_name AS "rawName"`
  const idOf = new Map(rows.map(({ id, rawName }) => [rawName, id]))
  return added.flatMap(({ rawName, fields }) => {
    const databaseId = idOf.get(rawName)
    return databaseId === undefined ? [] : [{ databaseId, fields }]
  })
}

/** Thousands of rows in one statement with one parameter: with one each, a large space took seconds. */
async function insertFields(
  tx: Tx,
  owned: readonly { databaseId: string; fields: readonly StoredField[] }[],
): Promise<void> {
  const rows = owned.flatMap(({ databaseId, fields }) =>
    fields.map((field) => ({
      database_id: databaseId,
      name: field.name,
      raw_name: field.rawName,
      type_text: field.typeText,
      named_type: field.namedType,
      is_collection: field.isCollection,
      relation: field.relation,
      description: field.description,
      upstream_id: field.upstreamId,
      position: field.position,
      first_seen_at: field.firstSeenAt,
      gone_at: field.goneAt,
    })),
  )
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO kb_field (id, database_id, name, raw_name, type_text, named_type, is_collection, relation, description,
      upstream_id, position, first_seen_at, gone_at)
    SELECT gen_random_uuid(), r.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (
      database_id uuid, name text, raw_name text, type_text text, named_type text, is_collection boolean, relation text,
      description text, upstream_id text, position integer, first_seen_at timestamptz, gone_at timestamptz
    )`
}
