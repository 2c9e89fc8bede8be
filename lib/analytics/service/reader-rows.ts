import type { Ctx } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import type { RowAccess } from '../model'
import { rowAccess } from '../policy'

/**
 * The rows that a reader may read of something with these tags that tells rows of product groups apart: as of a query with
 * them (docs/adr/0022). For what other systems draw over the same tables.
 */
export function readerRows({ actor }: Ctx, tags: readonly string[]): RowAccess {
  return rowAccess(scopeFor(actor, 'read:query'), { rowScope: 'productGroup', tags })
}
