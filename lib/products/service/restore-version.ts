import type { Ctx } from '@/lib/access/model'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { AppError } from '@/lib/platform/errors'
import { findVersion } from '../repository/versions'
import type { RestoreVersionInput } from '../schema/draft'
import { requireGroup } from './draft-checks'
import { requireEditable } from './reach'
import { requireOwnRecord, writeVersion } from './write-version'

const GROUP_GONE =
  'This version was in a group that is gone, or in which you may not edit products. Take what you need from it by editing the product.'

/**
 * Makes a new version with the content of an earlier one, its code too: a code that the product had is always free for it.
 * An owner who is gone stays away. Values are taken as they were, whatever the group asks for today.
 * @throws as updateProduct; NOT_FOUND when there is no such version
 */
export async function restoreVersion(
  ctx: Ctx,
  input: RestoreVersionInput,
): Promise<{ code: string; version: number }> {
  const action = 'product.versionRestored'
  const product = await requireEditable(ctx, input.code, action)
  requireOwnRecord(product)
  const earlier = await findVersion(product.id, input.restore)
  if (earlier === null) throw new AppError('NOT_FOUND', { details: { kind: 'product' } })
  const { ownerId } = earlier.content
  const kept = ownerId !== null && (ownerId === product.owner?.id || (await isPersonToChoose(ownerId)))
  const draft = { ...earlier.content, ownerId: kept ? ownerId : null }
  const groupId = await requireGroup(ctx, 'edit:product', draft, GROUP_GONE)
  return await writeVersion(ctx, { product, version: input.version, draft, groupId, action })
}
