import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { ProductDraft, ProductId } from '../model'
import { storedContent } from '../stored'

export type VersionRow = { version: number; at: Date; content: ProductDraft }

/** One version of a product as it was; null when there is none of that number. */
export async function findVersion(productId: ProductId, version: number): Promise<VersionRow | null> {
  const row = await withDatabaseErrors(() =>
    db().productVersion.findUnique({
      where: { productId_version: { productId, version } },
      select: { version: true, at: true, content: true },
    }),
  )
  return row === null ? null : { ...row, content: storedContent(row.content) }
}

/** The status that a product had before it was last archived; null when no version tells. */
export async function findStatusBeforeArchive(productId: ProductId): Promise<string | null> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ status: string }[]>`
      SELECT content->>'status' AS status FROM product_version
      WHERE product_id = ${productId}::uuid AND content->>'status' <> 'archived'
      ORDER BY version DESC LIMIT 1`,
  )
  return rows[0]?.status ?? null
}
