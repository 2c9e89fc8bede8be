import type { Ctx } from '@/lib/access/model'
import { PRODUCT_STATUSES, type ProductStatus, toDraft } from '../model'
import { findGroupId } from '../repository/record'
import { findStatusBeforeArchive } from '../repository/versions'
import type { ProductVersionInput } from '../schema/draft'
import { refuseLocked, refuseLockedWhole } from './locked-fields'
import { requireEditable } from './reach'
import { writeVersion } from './write-version'

type Saved = { code: string; version: number }

/** Takes a product out of use; it stays readable and can be brought back. @throws as updateProduct */
export async function archiveProduct(ctx: Ctx, input: ProductVersionInput): Promise<Saved> {
  return await setStatus(ctx, input, 'product.archived', async () => 'archived')
}

/** Brings an archived product back with the status that it had before. @throws as updateProduct */
export async function restoreProduct(ctx: Ctx, input: ProductVersionInput): Promise<Saved> {
  return await setStatus(ctx, input, 'product.restored', async (id) => {
    const before = await findStatusBeforeArchive(id)
    return PRODUCT_STATUSES.find((status) => status === before) ?? 'active'
  })
}

async function setStatus(
  ctx: Ctx,
  { code, version }: ProductVersionInput,
  action: string,
  statusOf: (id: Parameters<typeof findStatusBeforeArchive>[0]) => Promise<ProductStatus>,
): Promise<Saved> {
  const product = await requireEditable(ctx, code, action)
  refuseLockedWhole(product)
  const status = await statusOf(product.id)
  // Pressed twice, it is done once: the second is not told that somebody else was first.
  if (product.status === status) return { code: product.code, version: product.version }
  const draft = { ...toDraft(product), status }
  refuseLocked(product, draft)
  const groupId = product.group === null ? null : await findGroupId(product.group.code)
  return await writeVersion(ctx, { product, version, draft, groupId, action })
}
