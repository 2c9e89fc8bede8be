import { createHash, randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { type Breather, createBreather } from '@/lib/platform/breather'
import { AppError } from '@/lib/platform/errors'
import { toStorable, toStorableText } from '@/lib/platform/storable'
import { type OpenTable, TableFault, type TableRow } from '@/lib/platform/tables/model'
import { openTable } from '@/lib/platform/tables/read'
import { attributeColumns, guessMapping } from '../file-columns'
import { IMPORT_KEPT_DAYS, type ImportId, type ProductImport } from '../import-model'
import {
  deleteImport,
  deleteImportsBefore,
  findRemembered,
  insertImport,
  insertRows,
  updateImport,
} from '../repository/imports'
import { listImportGroups } from './import-groups'

const BATCH = 500
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Takes in a file: its rows are kept as they are, nothing is looked up and nothing changed. The columns are taken for
 * fields as the last file with these headers had them, or by their names. `path` stays the caller's to delete.
 * @throws AppError FORBIDDEN; VALIDATION with words under `file` for a file that cannot be read
 */
export async function takeInFile(
  ctx: Ctx,
  file: { path: string; name: string },
  breathe: Breather = createBreather(),
): Promise<{ id: ImportId }> {
  await requireRight(ctx, 'edit:product', { kind: 'productImport', id: '*', action: 'product.imported' })
  const now = ctx.now()
  await deleteImportsBefore(
    new Date(now.getTime() - IMPORT_KEPT_DAYS * DAY_MS),
    new Date(now.getTime() - HOUR_MS),
  )
  const id = randomUUID() as ImportId
  try {
    const table = await openTable(file.path)
    await insertImport(await begin(ctx, id, file.name, table))
    const rowCount = await keepRows(id, table.rows, breathe)
    if (rowCount === 0) throw new TableFault('The file has a header and no rows below it.')
    const notes = table.notes.map(toStorableText)
    await updateImport(id, ['reading'], { state: 'mapping', rowCount, notes, changedAt: ctx.now() })
    return { id }
  } catch (error) {
    await deleteImport(id)
    if (!(error instanceof TableFault)) throw error
    throw new AppError('VALIDATION', { fieldErrors: { file: [error.message] }, cause: error })
  }
}

/** Puts down that a file could not be read, so that its sender has a page that says why. Needs `edit:product`. */
export async function keepRefusedFile(
  ctx: Ctx,
  { name, words }: { name: string; words: string },
): Promise<{ id: ImportId }> {
  await requireRight(ctx, 'edit:product', { kind: 'productImport', id: '*', action: 'product.imported' })
  const id = randomUUID() as ImportId
  const facts = {
    format: 'csv',
    headers: [],
    headerKey: '',
    mapping: [],
    state: 'failed',
    failure: words,
  } as const
  await insertImport(newImport(ctx, id, name, facts))
  return { id }
}

async function begin(ctx: Ctx, id: ImportId, name: string, table: OpenTable): Promise<ProductImport> {
  const headers = table.headers.map(toStorableText)
  const headerKey = createHash('sha256').update(JSON.stringify(headers)).digest('hex')
  const attributes = attributeColumns(
    (await listImportGroups(ctx.actor)).flatMap((group) => group.attributes),
  )
  const remembered = await findRemembered(ctx.actor.id, headerKey)
  const mapping = remembered?.length === headers.length ? remembered : guessMapping(headers, attributes)
  const facts = {
    format: table.format,
    headers,
    headerKey,
    mapping,
    state: 'reading',
    failure: null,
  } as const
  return newImport(ctx, id, name, facts)
}

type Facts = Pick<ProductImport, 'format' | 'headers' | 'headerKey' | 'mapping' | 'state' | 'failure'>

function newImport(ctx: Ctx, id: ImportId, name: string, facts: Facts): ProductImport {
  return {
    id,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    fileName: toStorableText(name).slice(0, 200) || 'A file without a name',
    notes: [],
    rowCount: 0,
    doneCount: 0,
    scopeKey: null,
    createdAt: ctx.now(),
    changedAt: ctx.now(),
    ...facts,
  }
}

async function keepRows(id: ImportId, rows: AsyncGenerator<TableRow>, breathe: Breather): Promise<number> {
  let count = 0
  let batch: TableRow[] = []
  for await (const { n, cells } of rows) {
    batch.push({ n, cells: toStorable(cells) as TableRow['cells'] })
    await breathe()
    if (batch.length < BATCH) continue
    await insertRows(id, batch)
    count += batch.length
    batch = []
  }
  if (batch.length > 0) await insertRows(id, batch)
  return count + batch.length
}
