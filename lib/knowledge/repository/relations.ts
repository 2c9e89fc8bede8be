import type { Prisma } from '@/generated/prisma/client'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { KnownDatabase, RelationField } from '../relations/graph'

/** More than any space has; a list never grows without end. */
const MAX_FIELDS = 10_000
const MAX_DATABASES = 4_000

/** Whose relations: those of all databases of a space, or of one. */
export type RelationsOf = { spaceId: string } | { databaseId: string }

export type RelationRows = { fields: RelationField[]; databases: KnownDatabase[] }

/**
 * The fields that lead from these databases or to them, from other spaces too, and every database at one of their ends
 * that the portal knows; live ones first, in the upstream's order.
 */
export async function listRelationRows(of: RelationsOf): Promise<RelationRows> {
  const own = 'spaceId' in of ? { spaceId: of.spaceId } : { id: of.databaseId }
  return await withDatabaseErrors(async () => {
    const names = await db().kbDatabase.findMany({
      where: own,
      select: { rawName: true },
      orderBy: { id: 'asc' },
      take: MAX_DATABASES,
    })
    const fields = await listFields({
      relation: { not: null },
      OR: [{ database: own }, { relation: { in: names.map(({ rawName }) => rawName) } }],
    })
    const ids = [...new Set(fields.map(({ databaseId }) => databaseId))]
    const rawNames = [...new Set(fields.map(({ relation }) => relation))]
    return { fields, databases: await listEnds({ OR: [{ id: { in: ids } }, { rawName: { in: rawNames } }] }) }
  })
}

async function listFields(where: Prisma.KbFieldWhereInput): Promise<RelationField[]> {
  const rows = await db().kbField.findMany({
    where,
    select: {
      databaseId: true,
      name: true,
      rawName: true,
      isCollection: true,
      relation: true,
      goneAt: true,
    },
    orderBy: [
      { goneAt: { sort: 'asc', nulls: 'first' } },
      { database: { position: 'asc' } },
      { databaseId: 'asc' },
      { position: 'asc' },
    ],
    take: MAX_FIELDS,
  })
  return rows.flatMap(({ relation, ...row }) => (relation === null ? [] : [{ ...row, relation }]))
}

async function listEnds(where: Prisma.KbDatabaseWhereInput): Promise<KnownDatabase[]> {
  const rows = await db().kbDatabase.findMany({
    where,
    select: {
      id: true,
      rawName: true,
      name: true,
      slug: true,
      color: true,
      goneAt: true,
      space: { select: { name: true, slug: true, goneAt: true } },
    },
    orderBy: [{ goneAt: { sort: 'asc', nulls: 'first' } }, { position: 'asc' }, { id: 'asc' }],
    take: MAX_DATABASES,
  })
  // What stands in a space that is gone is gone with it.
  return rows.map(({ space: { goneAt, ...space }, ...row }) => ({
    ...row,
    goneAt: row.goneAt ?? goneAt,
    space,
  }))
}
