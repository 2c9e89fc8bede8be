import type { Ctx } from '@/lib/access/model'
import type { Breather } from '@/lib/platform/breather'
import { AppError } from '@/lib/platform/errors'
import type { ImportCounts, ImportRow } from '../import-model'
import { countOutcomes, listRows } from '../repository/imports'
import { applyImport, prepareImport } from './apply-import'
import { checkImport } from './check-import'
import { requireImport } from './import-access'
import { takeInFile } from './import-file'
import { discardImport, mapColumns, requestApply } from './import-steps'

export type ImportedNow = { notes: readonly string[]; counts: ImportCounts; rows: ImportRow[] }

const SHOWN = 1_000

/**
 * The whole of an import at once, for who waits for it: a file, its columns (by header, over what the headers say
 * themselves), the dry run and, unless that is all, the writing. What was kept of it goes when it is over. Answers the
 * counts and, of a dry run, what every row would do (the first thousand); else the rows that were skipped.
 * @throws AppError FORBIDDEN; VALIDATION with words
 */
export async function importNow(
  ctx: Ctx,
  input: {
    path: string
    name: string
    columns: readonly (readonly [header: string, field: string])[]
    dryRun: boolean
    breathe?: Breather
  },
): Promise<ImportedNow> {
  const { id } = await takeInFile(ctx, input, input.breathe)
  try {
    const { headers, mapping } = await requireImport(ctx, id)
    await mapColumns(ctx, { id, mapping: withColumns(headers, mapping, input.columns) })
    await checkImport(ctx, await requireImport(ctx, id), input.breathe)
    if (!input.dryRun) {
      await requestApply(ctx, id)
      await prepareImport(ctx, await requireImport(ctx, id), input.breathe)
      await applyImport(ctx, await requireImport(ctx, id))
    }
    const found = await requireImport(ctx, id)
    const page = { after: 0, limit: SHOWN, codeColumn: found.mapping.indexOf('code') }
    const rows = await listRows(id, { ...page, outcome: input.dryRun ? null : 'skip' })
    const counts = await countOutcomes(id)
    return { notes: found.notes, counts, rows: rows.map(({ cells: _, ...row }) => row) }
  } finally {
    await discardImport(ctx, id, 'whatever its state')
  }
}

function withColumns(
  headers: readonly string[],
  mapping: readonly string[],
  columns: readonly (readonly [string, string])[],
): string[] {
  const said = new Map(columns)
  const unknown = columns.find(([header]) => !headers.includes(header))
  if (unknown !== undefined) {
    const words = `There is no column “${unknown[0]}”. There are: ${headers.join(', ')}.`
    throw new AppError('VALIDATION', { fieldErrors: { column: [words] } })
  }
  const given = new Set(said.values())
  return headers.map((header, at) => {
    const field = said.get(header)
    if (field !== undefined) return field
    // What was said of one column is no longer guessed of another.
    return given.has(mapping[at] ?? '') ? '' : (mapping[at] ?? '')
  })
}
