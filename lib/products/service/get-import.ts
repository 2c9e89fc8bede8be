import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { attributeColumns } from '../file-columns'
import {
  IMPORT_ROWS_PER_PAGE,
  type ImportCounts,
  type ImportOutcome,
  type ImportRow,
  type ProductImport,
} from '../import-model'
import type { AttributeDefinition } from '../model'
import { countOutcomes, listImports, listRows } from '../repository/imports'
import { requireImport, scopeKeyOf } from './import-access'
import { listImportGroups } from './import-groups'

const LATELY = 10

/** One's own imports of late. Needs `edit:product`. */
export async function listOwnImports(ctx: Ctx): Promise<ProductImport[]> {
  await requireRight(ctx, 'edit:product', { kind: 'productImport', id: '*', action: 'product.imported' })
  return await listImports({ actorKind: ctx.actor.kind, actorId: ctx.actor.id }, LATELY)
}

export type ImportView = {
  found: ProductImport
  /** What the dry run found, or what was done. */
  counts: ImportCounts
  rows: ImportRow[]
  /** The last row of the page when there are more after it. */
  next: number | null
  /** Attributes that a column may be. */
  attributes: AttributeDefinition[]
  /** The rows were checked against other rights than those held now: nothing of them is shown. */
  outdated: boolean
}

const NO_COUNTS: ImportCounts = { add: 0, change: 0, same: 0, skip: 0 }

/**
 * An import of one's own with a page of its rows. Needs `edit:product`.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function getImport(
  ctx: Ctx,
  input: { id: string; outcome: ImportOutcome | null; after: number },
): Promise<ImportView> {
  const found = await requireImport(ctx, input.id)
  const groups = await listImportGroups(ctx.actor)
  const attributes = attributeColumns(groups.flatMap((group) => group.attributes))
  const shown = found.state === 'checked' || found.state === 'done'
  const outdated = shown && found.scopeKey !== scopeKeyOf(ctx.actor)
  if (!shown || outdated) return { found, counts: NO_COUNTS, rows: [], next: null, attributes, outdated }
  const [counts, rows] = await Promise.all([
    countOutcomes(found.id),
    listRows(found.id, {
      ...input,
      limit: IMPORT_ROWS_PER_PAGE + 1,
      codeColumn: found.mapping.indexOf('code'),
    }),
  ])
  const page = rows.slice(0, IMPORT_ROWS_PER_PAGE).map(({ cells: _, ...row }) => row)
  const next = rows.length > IMPORT_ROWS_PER_PAGE ? (page.at(-1)?.n ?? null) : null
  return { found, counts, rows: page, next, attributes, outdated }
}

const BATCH = 1_000

/** The rows that were left out, as the file has them, each with its number and why: batches for a file. */
export async function skippedRows(
  ctx: Ctx,
  id: string,
): Promise<{ headers: string[]; batches: AsyncGenerator<(string | null)[][]> }> {
  const found = await requireImport(ctx, id)
  const outdated = found.scopeKey !== scopeKeyOf(ctx.actor)
  return { headers: ['row', 'reason', ...found.headers], batches: outdated ? none() : skipped(found) }
}

async function* none(): AsyncGenerator<(string | null)[][]> {}

async function* skipped(found: ProductImport): AsyncGenerator<(string | null)[][]> {
  for (let after = 0; ; ) {
    const rows = await listRows(found.id, { outcome: 'skip', after, limit: BATCH, codeColumn: 0 })
    if (rows.length === 0) return
    yield rows.map(({ n, reasons, cells }) => [String(n), reasons.join(' '), ...cells.map(toText)])
    after = rows.at(-1)?.n ?? after
  }
}

function toText(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null
  return typeof cell === 'object' ? String((cell as { error?: unknown }).error ?? '') : String(cell)
}
