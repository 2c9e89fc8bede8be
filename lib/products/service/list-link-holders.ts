import type { Ctx } from '@/lib/access/model'
import { type LinkHolderRow, listLinkHolders as listRows } from '../repository/links'
import { readScope } from './reach'

export type ProductWithLinks = LinkHolderRow

const BATCH = 500

/** The products in reach that may hold addresses, a batch at a time. Needs `read:product`. */
export async function* eachWithLinks(ctx: Ctx): AsyncGenerator<ProductWithLinks[]> {
  const of = await readScope(ctx)
  for (let after: string | null = null; ; ) {
    const rows: ProductWithLinks[] = await listRows({ after, limit: BATCH }, of)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    after = last.id
  }
}

/** Of these products, those in reach that may hold addresses. Needs `read:product`. */
export async function listWithLinks(ctx: Ctx, ids: readonly string[]): Promise<ProductWithLinks[]> {
  return ids.length === 0 ? [] : await listRows({ ids }, await readScope(ctx))
}
