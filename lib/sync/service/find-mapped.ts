import type { Ctx } from '@/lib/access/model'
import type { DatabaseToRead } from '@/lib/knowledge/model'
import { findDatabase } from '@/lib/knowledge/service/find-database'
import { AppError } from '@/lib/platform/errors'
import { findMapped, type MappedDatabase } from '../database-fields'
import type { DatabaseMapping } from '../model'
import { isMeant } from './load-mappings'

export type FoundDatabase = {
  database: DatabaseToRead | null
  mapped: MappedDatabase | null
  faults: readonly string[]
}

/** The database that a mapping names and its fields in it, or why it cannot be read. Needs `read:knowledge`. */
export async function findMappedDatabase(ctx: Ctx, mapping: DatabaseMapping): Promise<FoundDatabase> {
  const { file, from } = mapping
  const database = await findDatabase(ctx, from)
  if (database === null) {
    const words = `${file}: from: the knowledge base has no database “${from.database}” in a space “${from.space}”. Discover it first, or mend the name.`
    return { database, mapped: null, faults: [words] }
  }
  const mapped = findMapped(mapping, database)
  const gone =
    database.goneAt === null
      ? []
      : [
          `${file}: from: “${from.database}” is gone from “${from.space}”, or no longer visible to the portal’s account.`,
        ]
  const sample = isMeant(mapping)
    ? []
    : [`${file}: sampleOnly: it is for the sample workspace, and another one is connected.`]
  return { database, mapped, faults: [...sample, ...gone, ...mapped.faults] }
}

/** The same, to be read. @throws AppError VALIDATION with all that stands in the way, under `_` */
export async function requireMapped(
  ctx: Ctx,
  mapping: DatabaseMapping,
): Promise<{ database: DatabaseToRead; mapped: MappedDatabase }> {
  const { database, mapped, faults } = await findMappedDatabase(ctx, mapping)
  if (database !== null && mapped !== null && faults.length === 0) return { database, mapped }
  throw new AppError('VALIDATION', { fieldErrors: { _: [...faults] } })
}
