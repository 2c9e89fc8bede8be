import type { Ctx } from '@/lib/access/model'
import { isLocked } from '@/lib/synced/model'
import type { ProductDraft } from '../model'
import { syncedAttribute } from '../model/fed'
import type { UpdateProductInput } from '../schema/draft'
import { requireAttributes, requireGroup, requireOwner } from './draft-checks'
import { refuseLocked, refuseLockedWhole } from './locked-fields'
import { requireEditable } from './reach'
import { versionConflict, writeVersion } from './write-version'

/**
 * Saves a draft over the version that it started from, with what changed in the audit record. What the input does not
 * name (code, owner, attributes, links) stays as it is. A draft without a change writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (a code that is taken, an unknown group or one out of the actor's own
 * reach, an owner who is not there, a value that is not of its attribute's type, a field that comes from another system),
 * VERSION_CONFLICT when somebody saved in between, CONFLICT when another system owns the record whole
 */
export async function updateProduct(
  ctx: Ctx,
  input: UpdateProductInput,
): Promise<{ code: string; version: number }> {
  const product = await requireEditable(ctx, input.code)
  refuseLockedWhole(product)
  const { version, name, description, status, groupCode, tags } = input
  // First, so that what others did meanwhile is not taken for a mistake in what was typed.
  if (product.version !== version) throw versionConflict(version, product.version)
  const before = product.owner?.id ?? null
  const ownerId = input.ownerId === undefined ? before : input.ownerId
  await requireOwner(ownerId, before)
  const groupId = await requireGroup(ctx, 'edit:product', { groupCode, tags, ownerId })
  // Whoever moves a product is asked for what the new group needs, by a form too that did not have its fields.
  const stays = groupCode === (product.group?.code ?? null)
  const given = stays ? input.attr : (input.attr ?? {})
  const draft: ProductDraft = {
    code: input.newCode ?? product.code,
    name,
    description: keptText(product.description, description),
    status,
    groupCode,
    ownerId,
    tags,
    attributes: await requireAttributes(groupCode, product.attributes, {
      given,
      stays,
      isTheirs: (key) => isLocked(product, syncedAttribute(key)),
    }),
    links: input.link ?? product.links,
  }
  refuseLocked(product, draft)
  return await writeVersion(ctx, { product, version, draft, groupId, action: 'product.updated' })
}

/** A browser sends lines as its own kind; what is the same but for that was not changed. */
function keptText(before: string, after: string): string {
  const plain = (text: string) => text.replaceAll('\r\n', '\n')
  return plain(before).trim() === plain(after) ? before : after
}
