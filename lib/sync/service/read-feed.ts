import type { Ctx } from '@/lib/access/model'
import { isOfQuery, type Mapping } from '../model'
import type { StoredFeed } from '../repository/readings'
import { readDatabase } from './read-database'
import { readQuery } from './read-query'
import { kindOf } from './record-kinds'
import { requireSourceRights } from './source-rights'

/**
 * Asks for all that feeds a mapping. Needs what the source needs.
 * @throws AppError FORBIDDEN; as readDatabase, as readQuery
 */
export async function readFeed(
  ctx: Ctx,
  mapping: Mapping,
  { asOf, signal }: { asOf: Date; signal?: AbortSignal | undefined },
): Promise<StoredFeed> {
  await requireSourceRights(ctx, mapping)
  const kind = kindOf(mapping.record)
  const how = { most: kind.most, signal }
  const { source, isDemo, names, entities } = isOfQuery(mapping)
    ? await readQuery(ctx, mapping, how)
    : await readDatabase(ctx, mapping, how)
  return {
    record: mapping.record,
    source,
    fields: kind.fields(mapping),
    tags: mapping.tags,
    isDemo,
    asOf,
    rows: entities.map(({ entity, faults }) => {
      const fed = kind.toFed(mapping, names, entity)
      return { ...fed, faults: [...faults, ...fed.faults] }
    }),
  }
}
