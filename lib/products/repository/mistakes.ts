import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { ProductId, ProductMistake } from '../model'

export async function insertMistake(
  tx: Tx,
  mistake: { productId: ProductId; reportedById: string | null; words: string; reportedAt: Date },
): Promise<string> {
  return (await tx.productMistake.create({ data: mistake, select: { id: true } })).id
}

/** Reports that nobody has settled, the oldest first. */
export async function listOpenMistakes(productId: ProductId, limit: number): Promise<ProductMistake[]> {
  const rows = await withDatabaseErrors(() =>
    db().productMistake.findMany({
      where: { productId, settledAt: null },
      select: { id: true, words: true, reportedAt: true, reportedBy: { select: { name: true } } },
      orderBy: [{ reportedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    }),
  )
  return rows.map(({ reportedBy, ...row }) => ({ ...row, by: reportedBy?.name ?? null }))
}

/**
 * How many reports of a person are open on a product, and how many they made since then on any; they take turns until the
 * transaction ends.
 */
export async function countReportsOf(
  tx: Tx,
  { productId, userId, since }: { productId: ProductId; userId: string; since: Date },
): Promise<{ open: number; lately: number }> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mistakes of ${userId}`}, 0))`
  const open = await tx.productMistake.count({ where: { productId, reportedById: userId, settledAt: null } })
  const lately = await tx.productMistake.count({
    where: { reportedById: userId, reportedAt: { gte: since } },
  })
  return { open, lately }
}

/** False when there is none, or it is settled already. */
export async function settleMistake(
  tx: Tx,
  at: { id: string; productId: ProductId; userId: string | null; now: Date },
): Promise<boolean> {
  const { count } = await tx.productMistake.updateMany({
    where: { id: at.id, productId: at.productId, settledAt: null },
    data: { settledAt: at.now, settledById: at.userId },
  })
  return count === 1
}
