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
  isDemo: true,
  version: true,
  updatedAt: true,
} as const

/**
 * The product of a code, whatever its case, or null. Without a scope in its WHERE: the service asks the policy, and
 * what is out of reach takes as long as what is not there.
 */
export async function findByCode(code: string, client: Tx = db()): Promise<Product | null> {
  const row = await withDatabaseErrors(() =>
    client.product.findUnique({ where: { codeKey: code.toLowerCase() }, select: SELECT }),
  )
  if (row === null) return null
  const { productGroup, owner, attributes, links, ...plain } = row
  return {
    ...plain,
    id: row.id as ProductId,
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

/** Writes a draft over the version that it started from; false when that version is no longer the present one. */
export async function updateAt(
  tx: Tx,
  at: { id: ProductId; version: number; now: Date },
  draft: Omit<ProductDraft, 'groupCode'> & { groupId: string | null },
): Promise<boolean> {
  const { groupId, tags, ...fields } = draft
  const { count } = await tx.product.updateMany({
    where: { id: at.id, version: at.version },
    data: {
      ...fields,
      tags: [...tags],
      productGroupId: groupId,
      version: { increment: 1 },
      updatedAt: at.now,
    },
  })
  return count === 1
}
