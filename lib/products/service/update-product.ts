import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { draftChanges, type Product, type ProductDraft, toDraft } from '../model'
import { canSaveAs } from '../policy'
import { findGroupId, updateAt } from '../repository/record'
import type { UpdateProductInput } from '../schema/draft'
import { requireEditable } from './reach'

/**
 * Saves a draft over the version that it started from, with what changed in the audit record. A draft without a change
 * writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (unknown group; a group out of the actor's own reach),
 * VERSION_CONFLICT when somebody saved in between, CONFLICT when a sync owns the record
 */
export async function updateProduct(ctx: Ctx, input: UpdateProductInput): Promise<{ code: string }> {
  const product = await requireEditable(ctx, input.code)
  if (product.source !== 'portal') {
    throw new AppError('CONFLICT', { details: { reason: 'synced', source: product.source } })
  }
  const { code, version, ...draft } = input
  const groupId = await requireGroup(ctx, product, draft)
  if (product.version !== version) throw conflict(version, product.version)
  const changes = draftChanges(toDraft(product), draft)
  if (Object.keys(changes).length === 0) return { code: product.code }
  const { groupCode: _code, ...fields } = draft
  await inTransaction(async (tx) => {
    const saved = await updateAt(tx, { id: product.id, version, now: ctx.now() }, { ...fields, groupId })
    if (!saved) throw conflict(version, null)
    await recordChange(tx, ctx, {
      action: 'product.updated',
      subject: { kind: 'product', id: product.id },
      changes,
    })
  })
  return { code: product.code }
}

function conflict(yours: number, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

/** The chosen group's id. The answer is the same for a group that is not there and one that is out of reach. */
async function requireGroup(ctx: Ctx, product: Product, draft: ProductDraft): Promise<string | null> {
  const groupId = draft.groupCode === null ? null : await findGroupId(draft.groupCode)
  const known = draft.groupCode === null || groupId !== null
  if (known && canSaveAs(ctx.actor, product, draft)) return groupId
  const words = 'Choose a group that you may edit products in.'
  throw new AppError('VALIDATION', { fieldErrors: { groupCode: [words] } })
}
