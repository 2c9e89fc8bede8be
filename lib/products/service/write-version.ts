import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { draftChanges } from '../changes'
import { changedWords, type Product, type ProductDraft, toDraft } from '../model'
import { updateAt } from '../repository/record'
import { withFreeCode } from './draft-checks'
import { tellWatchers } from './tell-watchers'

export type NextVersion = {
  product: Product
  /** The version that the change started from. */
  version: number
  draft: ProductDraft
  groupId: string | null
  /** `product.updated` */
  action: string
}

export function versionConflict(yours: number, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

/**
 * Writes a draft over the version that it started from: the record, its audit row and the notices to those who watch it
 * stand or fall together; the version's content is kept by the database. A draft without a change writes nothing.
 * @throws AppError VERSION_CONFLICT, VALIDATION for a code that is taken
 */
export async function writeVersion(ctx: Ctx, next: NextVersion): Promise<{ code: string; version: number }> {
  const { product, version, draft, groupId, action } = next
  if (product.version !== version) throw versionConflict(version, product.version)
  const changes = draftChanges(toDraft(product), draft)
  if (Object.keys(changes).length === 0) return { code: product.code, version }
  const { groupCode: _code, ...fields } = draft
  await withFreeCode('newCode', () =>
    inTransaction(async (tx) => {
      const saved = await updateAt(tx, { id: product.id, version, now: ctx.now() }, { ...fields, groupId })
      if (!saved) throw versionConflict(version, null)
      await tellWatchers(tx, ctx, product.id, changedWords(Object.keys(changes)))
      await recordChange(tx, ctx, {
        action,
        subject: { kind: 'product', id: product.id },
        changes: { ...changes, version: { before: version, after: version + 1 } },
      })
    }),
  )
  return { code: draft.code, version: version + 1 }
}
