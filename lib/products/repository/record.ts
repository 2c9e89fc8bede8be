import type { Prisma } from '@/generated/prisma/client'
import type { UserId } from '@/lib/access/model'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Product, ProductDraft, ProductId } from '../model'
import { storedAttributes, storedLinks } from '../stored'

const SELECT = {
  id: true,
  code: true,
  name: true,
  description: true,
  status: true,
  productGroup: { select: { code: true, name: true } },
  owner: { select: { id: true, name: true } },
  tags: true,
  attributes: true,
  links: true,
  source: true,
  asOf: true,
  syncedFields: true,
  goneAt: true,
  isDemo: true,
  version: true,
  updatedAt: true,
} as const

/**
 * The product that has a code or had it once, whatever its case, or null. Without a scope in its WHERE: the service asks
 * the policy, and what is out of reach takes as long as what is not there.
 */
export async function findByCode(code: string, client: Tx = db()): Promise<Product | null> {
  const found = await withDatabaseErrors(() =>
    client.productCode.findUnique({
      where: { codeKey: code.toLowerCase() },
      select: { product: { select: SELECT } },
    }),
  )
  if (found === null) return null
  const { productGroup, owner, attributes, links, ...plain } = found.product
  return {
    ...plain,
    id: plain.id as ProductId,
    group: productGroup,
    owner: owner === null ? null : { id: owner.id as UserId, name: owner.name },
    attributes: storedAttributes(attributes),
    links: storedLinks(links),
  }
}

export async function findGroupId(code: string, client: Tx = db()): Promise<string | null> {
  const row = await withDatabaseErrors(() =>
    client.productGroup.findUnique({ where: { code }, select: { id: true } }),
  )
  return row?.id ?? null
}

/** A draft with its group found. */
export type RowDraft = Omit<ProductDraft, 'groupCode'> & { groupId: string | null }

function toRow({ groupId, code, tags, attributes, links, ...fields }: RowDraft) {
  return {
    ...fields,
    code,
    codeKey: code.toLowerCase(),
    tags: [...tags],
    attributes: attributes as unknown as Prisma.InputJsonArray,
    links: links as unknown as Prisma.InputJsonArray,
    productGroupId: groupId,
  }
}

/** @throws the unique violation when a product has or had the code */
export async function insertProduct(tx: Tx, draft: RowDraft, now: Date): Promise<ProductId> {
  const { id } = await tx.product.create({
    data: { ...toRow(draft), createdAt: now, updatedAt: now },
    select: { id: true },
  })
  return id as ProductId
}

/**
 * Writes a draft over the version that it started from; false when that version is no longer the present one.
 * @throws the unique violation when another product has or had the code
 */
export async function updateAt(
  tx: Tx,
  at: { id: ProductId; version: number; now: Date },
  draft: RowDraft,
): Promise<boolean> {
  const { count } = await tx.product.updateMany({
    where: { id: at.id, version: at.version },
    data: { ...toRow(draft), version: { increment: 1 }, updatedAt: at.now },
  })
  return count === 1
}
