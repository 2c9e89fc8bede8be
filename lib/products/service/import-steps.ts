import type { Ctx } from '@/lib/access/model'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { queueRun } from '@/lib/workflows/service/queue-run'
import { attributeColumns, attributeField, PLAIN_FIELDS } from '../file-columns'
import type { ImportId, ImportState, ProductImport } from '../import-model'
import { clearOutcomes, deleteImport, rememberMapping, updateImport } from '../repository/imports'
import type { MapColumnsInput } from '../schema/import'
import { requireImport, scopeKeyOf } from './import-access'
import { listImportGroups } from './import-groups'

/** The workflow that goes through imports behind the pages. */
const WORKFLOW = 'import-products'
const AT_REST: readonly ImportState[] = ['mapping', 'checked', 'failed']

/**
 * Says which field each column is, remembers it for files with these headers, and asks for the dry run. Needs
 * `edit:product`, and the import to be one's own.
 * @throws AppError VALIDATION with words at the column; CONFLICT while the import is being worked on, or is done
 */
export async function mapColumns(ctx: Ctx, { id, mapping }: MapColumnsInput): Promise<{ id: ImportId }> {
  const found = await requireImport(ctx, id)
  await validateMapping(ctx, found, mapping)
  await inTransaction(async (tx) => {
    const now = ctx.now()
    const change = {
      state: 'checking' as const,
      mapping,
      doneCount: 0,
      scopeKey: null,
      failure: null,
      changedAt: now,
    }
    if (!(await updateImport(found.id, AT_REST, change, tx))) throw busy(found)
    await clearOutcomes(tx, found.id)
    const { actorId, headerKey } = found
    await rememberMapping(tx, { actorId, headerKey, mapping, usedAt: now })
    await queue(tx, ctx, `Check ${found.fileName}`)
  })
  return { id: found.id }
}

async function validateMapping(ctx: Ctx, found: ProductImport, mapping: readonly string[]): Promise<void> {
  const groups = await listImportGroups(ctx.actor)
  const attributes = attributeColumns(groups.flatMap((group) => group.attributes))
  const known = new Set<string>([...PLAIN_FIELDS, ...attributes.map(({ key }) => attributeField(key))])
  const fieldErrors: Record<string, string[]> = {}
  const taken = new Set<string>()
  for (const [at, field] of mapping.entries()) {
    if (field === '') continue
    if (!known.has(field)) fieldErrors[`column.${at}`] = ['There is no such field any more. Choose another.']
    else if (taken.has(field))
      fieldErrors[`column.${at}`] = ['Another column is taken for this field already.']
    taken.add(field)
  }
  if (!taken.has('code')) fieldErrors._ = ['Choose the column that holds the product’s code.']
  if (mapping.length !== found.headers.length)
    fieldErrors._ = ['The file has other columns. Reload the page.']
  if (Object.keys(fieldErrors).length > 0) throw new AppError('VALIDATION', { fieldErrors })
}

/**
 * Asks for the import of what the dry run found good. Needs `edit:product`, and the import to be one's own.
 * @throws AppError CONFLICT when it is not checked, or was checked against other rights
 */
export async function requestApply(ctx: Ctx, id: string): Promise<{ id: ImportId }> {
  const found = await requireImport(ctx, id)
  if (found.scopeKey !== scopeKeyOf(ctx.actor)) throw busy(found)
  await inTransaction(async (tx) => {
    const change = { state: 'applying' as const, doneCount: 0, changedAt: ctx.now() }
    if (!(await updateImport(found.id, ['checked'], change, tx))) throw busy(found)
    await queue(tx, ctx, `Import ${found.fileName}`)
  })
  return { id: found.id }
}

/** Throws an import away that is not being worked on; what it has changed stays. */
export async function discardImport(ctx: Ctx, id: string, when?: 'whatever its state'): Promise<void> {
  const found = await requireImport(ctx, id)
  const isAtWork = found.state === 'checking' || found.state === 'applying'
  if (isAtWork && when === undefined) throw busy(found)
  await deleteImport(found.id)
}

function busy({ state }: ProductImport): AppError {
  return new AppError('CONFLICT', { details: { state } })
}

async function queue(tx: Parameters<typeof queueRun>[0], ctx: Ctx, reason: string): Promise<void> {
  if (ctx.actor.kind === 'cli') return
  await queueRun(tx, ctx, { key: WORKFLOW, reason })
}
