import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { namesOf } from '@/lib/access/service/list-names'
import { AppError } from '@/lib/platform/errors'
import type { Product, ProductDraft } from '../model'
import { canEdit, shownGroup } from '../policy'
import { findVersion } from '../repository/versions'
import { requireReadable } from './reach'

export type ProductVersion = {
  version: number
  at: Date
  content: ProductDraft
  /** The owner's name today; null for none, or somebody who is gone. */
  ownerName: string | null
}

export type VersionPage = { product: Product; shown: ProductVersion; mayEdit: boolean }

/**
 * A version of a product as it was, for who may read the product now. A group that the reader has no right to know of is
 * not named.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function getProductVersion(ctx: Ctx, code: string, version: number): Promise<VersionPage> {
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action: 'product.read' })
  const product = await requireReadable(ctx, code, 'product.read')
  const found = await findVersion(product.id, version)
  if (found === null) throw new AppError('NOT_FOUND', { details: { kind: 'product' } })
  const { ownerId, groupCode } = found.content
  const names = await namesOf(ownerId === null ? [] : [ownerId])
  const content = { ...found.content, groupCode: shownGroup(ctx.actor, product, groupCode) }
  const ownerName = ownerId === null ? null : (names.get(ownerId) ?? null)
  return { product, shown: { ...found, content, ownerName }, mayEdit: canEdit(ctx.actor, product) }
}
