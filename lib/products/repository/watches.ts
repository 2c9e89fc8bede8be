import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { ProductId } from '../model'

const MAX_WATCHERS = 10_000

export async function listWatchers(tx: Tx, productIds: readonly ProductId[]): Promise<string[]> {
  const rows = await tx.productWatch.findMany({
    where: { productId: { in: [...productIds] } },
    select: { userId: true },
    take: MAX_WATCHERS,
  })
  return rows.map(({ userId }) => userId)
}

export async function isWatched(userId: string, productId: ProductId): Promise<boolean> {
  const row = await withDatabaseErrors(() =>
    db().productWatch.findUnique({
      where: { userId_productId: { userId, productId } },
      select: { userId: true },
    }),
  )
  return row !== null
}

export async function setWatch(userId: string, productId: ProductId, watched: boolean): Promise<void> {
  await withDatabaseErrors(async () => {
    if (watched) {
      await db().productWatch.createMany({ data: [{ userId, productId }], skipDuplicates: true })
    } else await db().productWatch.deleteMany({ where: { userId, productId } })
  })
}

/** Of these products those that somebody watches. */
export async function listWatched(tx: Tx, productIds: readonly ProductId[]): Promise<ReadonlySet<ProductId>> {
  const rows = await tx.productWatch.findMany({
    where: { productId: { in: [...productIds] } },
    select: { productId: true },
    distinct: ['productId'],
    take: productIds.length,
  })
  return new Set(rows.map(({ productId }) => productId as ProductId))
}
