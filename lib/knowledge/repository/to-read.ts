import { db, withDatabaseErrors } from '@/lib/platform/db'

const MAX_FIELDS = 2_000

/** A database by the names that people have for it and its space; the live one first, where both are known. */
export async function findDatabaseToRead(space: string, database: string) {
  return await withDatabaseErrors(() =>
    db().kbDatabase.findFirst({
      where: { name: database, space: { name: space } },
      select: {
        name: true,
        slug: true,
        rawName: true,
        finder: true,
        goneAt: true,
        space: { select: { name: true, slug: true, asOf: true, goneAt: true } },
        fields: {
          select: {
            name: true,
            rawName: true,
            typeText: true,
            namedType: true,
            isCollection: true,
            relation: true,
            goneAt: true,
          },
          orderBy: [{ position: 'asc' }, { name: 'asc' }],
          take: MAX_FIELDS,
        },
      },
      orderBy: { goneAt: { sort: 'desc', nulls: 'first' } },
    }),
  )
}
