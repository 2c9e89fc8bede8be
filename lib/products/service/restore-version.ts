import type { Ctx } from '@/lib/access/model'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { AppError } from '@/lib/platform/errors'
import { sourceName } from '@/lib/synced/model'
import { draftChanges } from '../changes'
import { withLocked } from '../locks'
import { type Product, type ProductDraft, toDraft } from '../model'
import { findVersion } from '../repository/versions'
import type { RestoreVersionInput } from '../schema/draft'
import { requireGroup } from './draft-checks'
import { refuseLockedWhole } from './locked-fields'
import { requireEditable } from './reach'
import { writeVersion } from './write-version'

const GROUP_GONE =
  'This version was in a group that is gone, or in which you may not edit products. Take what you need from it by editing the product.'

/**
 * Makes a new version with the content of an earlier one, its code too: a code that the product had is always free for it.
 * An owner who is gone stays away. Values are taken as they were, whatever the group asks for today. What comes from another
 * system stays as it is now.
 * @throws as updateProduct; NOT_FOUND when there is no such version; VALIDATION when all that differs comes from elsewhere
 */
export async function restoreVersion(
  ctx: Ctx,
  input: RestoreVersionInput,
): Promise<{ code: string; version: number }> {
  const action = 'product.versionRestored'
  const product = await requireEditable(ctx, input.code, action)
  refuseLockedWhole(product)
  const earlier = await findVersion(product.id, input.restore)
  if (earlier === null) throw new AppError('NOT_FOUND', { details: { kind: 'product' } })
  const { ownerId } = earlier.content
  const kept = ownerId !== null && (ownerId === product.owner?.id || (await isPersonToChoose(ownerId)))
  const present = toDraft(product)
  const content = { ...earlier.content, ownerId: kept ? ownerId : null }
  const draft = withLocked(product, present, content)
  requireSomeOurs(product, { present, content, draft })
  const groupId = await requireGroup(ctx, 'edit:product', draft, GROUP_GONE)
  return await writeVersion(ctx, { product, version: input.version, draft, groupId, action })
}

function requireSomeOurs(
  { source }: Product,
  { present, content, draft }: Record<'present' | 'content' | 'draft', ProductDraft>,
): void {
  const differs = (one: ProductDraft) => Object.keys(draftChanges(present, one)).length > 0
  if (!differs(content) || differs(draft)) return
  const words = `All that this version has otherwise comes from ${sourceName(source)}: change it there.`
  throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
}
