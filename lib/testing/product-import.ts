import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import type { ImportId } from '@/lib/products/import-model'
import { applyWaitingImports, checkWaitingImports } from '@/lib/products/jobs'
import { getImport, type ImportView } from '@/lib/products/service/get-import'
import { takeInFile } from '@/lib/products/service/import-file'
import { mapColumns, requestApply } from '@/lib/products/service/import-steps'
import { addProducts } from './products'

/** The products of `addProducts`, with what BEVERAGES asks for. */
export async function addProductsToImport(): Promise<void> {
  await addProducts()
  const create = [
    { key: 'strength', label: 'Strength', type: 'number' as const, unit: '%', position: 1 },
    { key: 'organic', label: 'Organic', type: 'boolean' as const, position: 2 },
  ]
  await db().productGroup.update({ where: { code: 'BEVERAGES' }, data: { attributes: { create } } })
}

/** Sends a file as the page does. */
export async function sendFile(ctx: Ctx, content: string | Uint8Array): Promise<ImportId> {
  const path = join(tmpdir(), `pergola-import-${randomUUID()}`)
  await writeFile(path, content)
  try {
    return (await takeInFile(ctx, { path, name: 'products.csv' })).id
  } finally {
    await rm(path)
  }
}

/** The import with its first page of rows. */
export async function viewImport(ctx: Ctx, id: ImportId): Promise<ImportView> {
  return await getImport(ctx, { id, outcome: null, after: 0 })
}

/** Sends a file, takes its columns as they were guessed, and has the dry run made. */
export async function checkFile(ctx: Ctx, content: string | Uint8Array): Promise<ImportId> {
  const id = await sendFile(ctx, content)
  await mapColumns(ctx, { id, mapping: [...(await viewImport(ctx, id)).found.mapping] })
  await checkWaitingImports('test-run')
  return id
}

/** Confirms an import and has it written. */
export async function applyFile(ctx: Ctx, id: ImportId): Promise<void> {
  await requestApply(ctx, id)
  await applyWaitingImports('test-run')
}

export async function productOf(code: string) {
  return await db().product.findUniqueOrThrow({
    where: { codeKey: code.toLowerCase() },
    include: { productGroup: true, owner: true },
  })
}
