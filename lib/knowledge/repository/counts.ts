import { db, withDatabaseErrors } from '@/lib/platform/db'

const MAX_COUNTED = 2_000

/** Raw names of the live databases of live spaces, those whose number is oldest first. */
export async function listCountable(): Promise<string[]> {
  const rows = await withDatabaseErrors(() =>
    db().kbDatabase.findMany({
      // Without a slash it is a GraphQL type's name: commands know databases by their raw names alone.
      where: { goneAt: null, space: { goneAt: null }, rawName: { contains: '/' } },
      select: { rawName: true },
      orderBy: [{ countedAt: { sort: 'asc', nulls: 'first' } }, { id: 'asc' }],
      take: MAX_COUNTED,
    }),
  )
  return [...new Set(rows.map(({ rawName }) => rawName))]
}

/** One statement: a workspace may have a thousand databases. */
export async function saveCounts(counts: ReadonlyMap<string, number>, at: Date): Promise<void> {
  if (counts.size === 0) return
  const rows = JSON.stringify([...counts].map(([raw_name, count]) => ({ raw_name, count })))
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE kb_database d SET entity_count = least(r.count, 2147483647), counted_at = ${at}
      FROM jsonb_to_recordset(${rows}::jsonb) AS r (raw_name text, count bigint)
      WHERE d.raw_name = r.raw_name AND d.gone_at IS NULL`,
  )
}
