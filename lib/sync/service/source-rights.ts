import type { Ctx, Right } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { isOfQuery, type Mapping } from '../model'
import { requireMapping } from './load-mappings'

const DATABASE_RIGHTS: readonly Right[] = ['refresh:knowledge', 'read:knowledge']
export const QUERY_RIGHTS: readonly Right[] = ['read:query', 'export:query']

/** What reading the source of a mapping needs. */
export function sourceRights(mapping: Mapping): readonly Right[] {
  return isOfQuery(mapping) ? QUERY_RIGHTS : DATABASE_RIGHTS
}

/** @throws AppError FORBIDDEN, recorded */
export async function requireSourceRights(ctx: Ctx, mapping: Mapping): Promise<void> {
  for (const right of sourceRights(mapping)) {
    await requireRight(ctx, right, { kind: 'mapping', id: mapping.key, action: 'sync.read' })
  }
}

/**
 * A mapping, for those who may read its source. Who may read none of the kinds is told nothing of which there are.
 * @throws AppError FORBIDDEN, recorded; NOT_FOUND; VALIDATION for a file that does not hold
 */
export async function requireReadable(ctx: Ctx, key: string, action: string): Promise<Mapping> {
  const subject = { kind: 'mapping', id: key, action }
  if (!canSome(ctx.actor, 'export:query')) await requireRight(ctx, 'refresh:knowledge', subject)
  const mapping = await requireMapping(key)
  for (const right of sourceRights(mapping)) await requireRight(ctx, right, subject)
  return mapping
}
