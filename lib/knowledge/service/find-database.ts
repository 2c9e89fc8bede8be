import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { DatabaseToRead } from '../model'
import { displayName, localName } from '../names'
import { findDatabaseToRead } from '../repository/to-read'

/**
 * A database of the snapshot with what is needed to read its entities, by its own name and its space's. Null: no discovery
 * has seen one of that name. Needs `read:knowledge`.
 */
export async function findDatabase(
  ctx: Ctx,
  input: { space: string; database: string },
): Promise<DatabaseToRead | null> {
  await requireRight(ctx, 'read:knowledge')
  const row = await findDatabaseToRead(input.space, input.database)
  if (row === null) return null
  const { space, slug, goneAt, fields, ...database } = row
  return {
    ...database,
    space: space.name,
    asOf: space.asOf,
    goneAt: goneAt ?? space.goneAt,
    href: `/kb/${space.slug}/${slug}`,
    fields: fields.map((field) => ({ ...field, label: displayName(localName(field.rawName, space.name)) })),
  }
}
