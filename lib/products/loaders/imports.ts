import 'server-only'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { ImportOutcome, ProductImport } from '../import-model'
import { importPageInput } from '../schema/import'
import { getImport, type ImportView, listOwnImports } from '../service/get-import'

/** The page of imports: gate, then the reader's own. */
export async function loadImports(): Promise<{ ctx: PageCtx; imports: ProductImport[] }> {
  const ctx = await pageCtx('edit:product')
  return { ctx, imports: await listOwnImports(ctx) }
}

export type ImportPage = ImportView & { ctx: PageCtx; outcome: ImportOutcome | null; after: number }

/** One's own import with the rows that the address asks for, or the 404 page. */
export const loadImport = cache(async (id: string, outcome?: string, after?: string): Promise<ImportPage> => {
  const ctx = await pageCtx('edit:product')
  const page = importPageInput.parse({ outcome, after })
  return { ctx, ...page, ...(await orNotFound(getImport(ctx, { id, ...page }))) }
})
