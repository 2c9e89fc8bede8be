import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { FileId, ProductFile, ProductId } from '../model'

const SELECT = {
  id: true,
  name: true,
  mediaType: true,
  size: true,
  width: true,
  height: true,
  thumbnailKey: true,
  addedAt: true,
  addedBy: { select: { name: true } },
} as const

export type NewFile = Omit<ProductFile, 'id' | 'isPicture' | 'addedBy'> & {
  productId: ProductId
  contentKey: string
  thumbnailKey: string | null
  addedById: string | null
}

export async function insertFile(tx: Tx, file: NewFile): Promise<FileId> {
  const { id } = await tx.productFile.create({ data: file, select: { id: true } })
  return id as FileId
}

/** How many files a product has; those who add one take turns until the transaction ends. */
export async function countFilesToAddOne(tx: Tx, productId: ProductId): Promise<number> {
  await tx.$queryRaw`SELECT 1 FROM product WHERE id = ${productId}::uuid FOR NO KEY UPDATE`
  return await tx.productFile.count({ where: { productId } })
}

export async function listFiles(productId: ProductId, limit: number): Promise<ProductFile[]> {
  const rows = await withDatabaseErrors(() =>
    db().productFile.findMany({
      where: { productId },
      select: SELECT,
      orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    }),
  )
  return rows.map(({ thumbnailKey, addedBy, ...row }) => ({
    ...row,
    id: row.id as FileId,
    isPicture: thumbnailKey !== null,
    addedBy: addedBy?.name ?? null,
  }))
}

export type StoredFile = {
  id: FileId
  name: string
  mediaType: string
  contentKey: string
  thumbnailKey: string | null
}

export async function findFile(productId: ProductId, id: string): Promise<StoredFile | null> {
  const row = await withDatabaseErrors(() =>
    db().productFile.findFirst({
      where: { id, productId },
      select: { id: true, name: true, mediaType: true, contentKey: true, thumbnailKey: true },
    }),
  )
  return row === null ? null : { ...row, id: row.id as FileId }
}

/** False when somebody else removed it first. */
export async function deleteFile(tx: Tx, id: FileId): Promise<boolean> {
  return (await tx.productFile.deleteMany({ where: { id } })).count === 1
}

/** Those of the keys that some file still has. */
export async function listUsedKeys(keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ key: string }[]>`
      SELECT content_key AS key FROM product_file WHERE content_key = ANY(${[...keys]})
      UNION SELECT thumbnail_key FROM product_file WHERE thumbnail_key = ANY(${[...keys]})`,
  )
  return new Set(rows.map(({ key }) => key))
}
