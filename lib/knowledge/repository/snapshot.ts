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
  upstreamId: true,
  position: true,
  firstSeenAt: true,
  goneAt: true,
} as const

/** A space's rows whole, tombstones included. The space's row is locked by the caller. */
export async function loadStored(tx: Tx, spaceId: string): Promise<StoredDatabase[]> {
  const databases = await tx.kbDatabase.findMany({ where: { spaceId }, orderBy: { id: 'asc' } })
  const fields = await tx.kbField.findMany({
    where: { database: { spaceId } },
    select: FIELD,
    orderBy: [{ databaseId: 'asc' }, { position: 'asc' }],
  })
  const fieldsOf = new Map<string, StoredField[]>(databases.map(({ id }) => [id, []]))
  for (const { databaseId, ...field } of fields) fieldsOf.get(databaseId)?.push(field)
  return databases.map(({ spaceId: _, ...database }) => ({
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
  for (const database of databases) {
    const { id, fields, ...row } = database
    const was = id === null ? undefined : before.get(id)
    if (id === null || was === undefined) {
      const { id: databaseId } = await tx.kbDatabase.create({
        data: { ...row, spaceId },
        select: { id: true },
      })
      rewritten.push({ databaseId, fields })
      continue
    }
    const { id: _, fields: fieldsBefore, ...rowBefore } = was
    if (!isDeepStrictEqual(row, rowBefore)) await tx.kbDatabase.update({ where: { id }, data: row })
    if (isDeepStrictEqual(fields, fieldsBefore)) continue
    await tx.kbField.deleteMany({ where: { databaseId: id } })
    rewritten.push({ databaseId: id, fields })
  }
  const data = rewritten.flatMap(({ databaseId, fields }) =>
    fields.map((field) => ({ ...field, databaseId })),
  )
  if (data.length > 0) await tx.kbField.createMany({ data })
}
