import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { db } from '@/lib/platform/db'
import { writeTable } from '@/lib/platform/tables/write'
import { bulkChangeInput } from '@/lib/products/schema/bulk'
import { productFilter } from '@/lib/products/schema/query'
import { saveLookInput, saveViewInput } from '@/lib/products/schema/view'
import { bulkChange } from '@/lib/products/service/bulk-change'
import { exportProducts } from '@/lib/products/service/export-products'
import { getImport, listOwnImports, skippedRows } from '@/lib/products/service/get-import'
import { requireImport, scopeKeyOf } from '@/lib/products/service/import-access'
import { keepRefusedFile, takeInFile } from '@/lib/products/service/import-file'
import { listImportGroups } from '@/lib/products/service/import-groups'
import { importNow } from '@/lib/products/service/import-now'
import { discardImport, mapColumns, requestApply } from '@/lib/products/service/import-steps'
import { getBulkResult, undoBulkChange } from '@/lib/products/service/undo-bulk-change'
import { changeView, deleteView, saveLook, saveView, setDefaultView } from '@/lib/products/service/views'
import type { ViewId } from '@/lib/products/views'
import { type Operation, readRows } from './table'
import type { Person } from './who'
import { type At, importOf } from './world'

export const PRODUCT_MANY_ROWS = readRows(`
#                                                        | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
# Both are chosen; what is out of reach is left, and was not there for those who do not read it.
products/bulk-change.bulkChange group              | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated!
products/bulk-change.bulkChange status             | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated!
products/bulk-change.bulkChange tag                | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated!
products/bulk-change.bulkChange owner              | in  | F   F   all F   all F   in  in  none in  F   F   | product.updated!
products/bulk-change.bulkChange all that match     | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated?
products/bulk-change.bulkChange into their group   | out | F   F   in  F   in  F   V   in  in  in  F   F   | product.updated?
products/undo-bulk-change.undoBulkChange           | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated!
products/undo-bulk-change.undoBulkChange           | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.updated
# What was left, by name: what one reads and may not edit.
products/undo-bulk-change.getBulkResult            | in  | all all all all all in  in  in  in  all F   F   | product.read
products/undo-bulk-change.getBulkResult            | out | null null null null null null null null null null F F | product.read
products/views.saveView                            | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | productView.created
products/views.changeView                          | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | productView.updated
products/views.changeView                          | out | N   N   N   N   N   N   N   N   N   N   F   F   | productView.updated
products/views.deleteView                          | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | productView.deleted
products/views.deleteView                          | out | N   N   N   N   N   N   N   N   N   N   F   F   | productView.deleted
products/views.setDefaultView                      | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | productView.chosen
products/views.setDefaultView                      | out | N   N   N   N   N   N   N   N   N   N   F   F   | productView.chosen
products/views.saveLook                            | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | productView.chosen
# The file's columns too: the attributes of groups whose products one does not read are not among them.
products/export-products.exportProducts csv        | in  | all all all all all in  in  in  in  all F   F   | product.read
products/export-products.exportProducts json       | in  | all all all all all in  in  in  in  all F   F   | product.read
products/export-products.exportProducts of their group | out | out out out out out none none none none out F F | product.read
products/import-file.takeInFile                    | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.imported
products/import-file.keepRefusedFile               | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.imported
# Imports are their sender's, whoever else asks.
products/get-import.listOwnImports                 | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.imported
products/get-import.getImport                      | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.imported
products/get-import.getImport                      | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
products/get-import.skippedRows                    | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.imported
products/get-import.skippedRows                    | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
products/import-access.requireImport               | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
products/import-steps.mapColumns                   | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.imported
products/import-steps.mapColumns                   | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
products/import-steps.requestApply                 | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.imported
products/import-steps.requestApply                 | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
products/import-steps.discardImport                | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.imported
products/import-steps.discardImport                | out | F   F   N   F   N   F   N   N   N   N   F   F   | product.imported
# Rows of a file: a change, an addition, and both products in one file that is written.
products/import-now.importNow dry run              | in  | F   F   change F change F change change change change F F | product.imported
products/import-now.importNow dry run              | out | F   F   change F change F skip skip skip skip F F | product.imported, product.updated!
products/import-now.importNow addition             | in  | F   F   add F   add F   add add add add F   F   | product.imported
products/import-now.importNow addition             | out | F   F   add F   add F   skip skip skip skip F F | product.imported
products/import-now.importNow                      | in  | F   F   all F   all F   in  in  in  in  F   F   | product.imported, product.updated!
# By their group; those held to a tag or their own may put a product of theirs into any.
products/import-groups.listImportGroups            | in  | all all all all all in  in  all all all none none | -
`)

const RECORDED = 'recorded' as const

/** The products that are at another version, or stand otherwise, than the world was made with. */
async function changedCodes(): Promise<string[]> {
  const rows = await db().product.findMany({ where: { version: { gt: 2 } }, select: { code: true } })
  return rows.map(({ code }) => code)
}

async function idsOfBoth(): Promise<string[]> {
  const rows = await db().product.findMany({ where: { version: 2 }, select: { id: true } })
  return rows.map(({ id }) => id)
}

function bulk(fields: (at: At, ctx: Person) => Record<string, string>): Operation {
  return {
    changes: RECORDED,
    run: async (ctx, at) => {
      const chosen = (await idsOfBoth()).map((id) => `${id}:2`).join('\n')
      const seenAt = new Date().toISOString()
      await bulkChange(ctx, bulkChangeInput.parse({ chosen, seenAt, ...fields(at, ctx) }))
      return await changedCodes()
    },
  }
}

/** A change of both products that this person made, of which `outcome` became. */
async function ownBulk(ctx: Person, outcome: 'changed' | 'changedSince'): Promise<string> {
  const { id } = await db().productBulkChange.create({ data: { userId: ctx.userId, chosen: 2 } })
  for (const productId of await idsOfBoth()) {
    const row = await db().product.findUniqueOrThrow({
      where: { id: productId },
      include: { productGroup: true },
    })
    const { tags, ownerId } = row
    const before = { groupCode: row.productGroup?.code ?? null, status: 'discontinued', ownerId, tags }
    await db().productBulkItem.create({ data: { bulkId: id, productId, outcome, before, version: 2 } })
  }
  return id
}

const own = (at: At, made: string, theirs: 'view' | 'bulk' | 'importId') =>
  at.on === 'in' ? made : at[theirs]

const BULK: Record<string, Operation> = {
  'products/bulk-change.bulkChange group': bulk(() => ({ groupCode: 'INSIDES', status: 'discontinued' })),
  'products/bulk-change.bulkChange status': bulk(() => ({ status: 'discontinued' })),
  'products/bulk-change.bulkChange tag': bulk(() => ({ addTags: 'sale' })),
  'products/bulk-change.bulkChange owner': bulk(() => ({ ownerId: '-' })),
  'products/bulk-change.bulkChange all that match': bulk(() => ({ reach: 'all', status: 'discontinued' })),
  'products/bulk-change.bulkChange into their group': bulk((at) => ({ groupCode: at.group })),
  'products/undo-bulk-change.undoBulkChange': {
    changes: RECORDED,
    prepare: async (ctx) => await ownBulk(ctx, 'changed'),
    run: async (ctx, at, made) => {
      await undoBulkChange(ctx, { id: own(at, made, 'bulk') })
      return await changedCodes()
    },
  },
  'products/undo-bulk-change.getBulkResult': {
    prepare: async (ctx) => await ownBulk(ctx, 'changedSince'),
    run: async (ctx, at, made) => await getBulkResult(ctx, own(at, made, 'bulk')),
  },
}

async function ownView(ctx: Person): Promise<string> {
  const { id } = await db().productView.create({
    data: {
      ownerId: ctx.userId,
      name: randomUUID(),
      query: '',
      createdAt: new Date(),
      updatedAt: new Date(),
    },
  })
  return id
}

const viewOf = (at: At, made: string) => own(at, made, 'view') as ViewId

const VIEWS: Record<string, Operation> = {
  'products/views.saveView': {
    changes: RECORDED,
    run: async (ctx) => void (await saveView(ctx, saveViewInput.parse({ name: 'A view', query: '' }))),
  },
  'products/views.changeView': {
    changes: RECORDED,
    prepare: ownView,
    run: async (ctx, at, made) =>
      void (await changeView(ctx, { id: viewOf(at, made), name: 'Another', shared: true })),
  },
  'products/views.deleteView': {
    changes: RECORDED,
    prepare: ownView,
    run: async (ctx, at, made) => await deleteView(ctx, { id: viewOf(at, made) }),
  },
  'products/views.setDefaultView': {
    changes: 'unrecorded',
    prepare: ownView,
    run: async (ctx, at, made) => await setDefaultView(ctx, { id: viewOf(at, made) }),
  },
  'products/views.saveLook': {
    changes: 'unrecorded',
    run: async (ctx) => void (await saveLook(ctx, saveLookInput.parse({ columns: 'code', query: '' }))),
  },
}

async function exported(ctx: Person, format: 'csv' | 'json', group?: string): Promise<object> {
  const filter = productFilter.parse(group === undefined ? {} : { group })
  const chunks: Uint8Array[] = []
  for await (const chunk of writeTable(format, await exportProducts(ctx, { filter, format })))
    chunks.push(chunk)
  return [Buffer.concat(chunks).toString('utf8')]
}

const EXPORTS: Record<string, Operation> = {
  'products/export-products.exportProducts csv': { run: async (ctx) => await exported(ctx, 'csv') },
  'products/export-products.exportProducts json': { run: async (ctx) => await exported(ctx, 'json') },
  'products/export-products.exportProducts of their group': {
    run: async (ctx, at) => await exported(ctx, 'csv', at.group),
  },
}

async function withFile<T>(
  text: string,
  work: (file: { path: string; name: string }) => Promise<T>,
): Promise<T> {
  const path = join(tmpdir(), `pergola-scope-${randomUUID()}`)
  await writeFile(path, text)
  try {
    return await work({ path, name: 'inside.csv' })
  } finally {
    await rm(path)
  }
}

/** What becomes of the one row of a file. */
async function rowOf(ctx: Person, text: string): Promise<string> {
  const { rows } = await withFile(text, (file) => importNow(ctx, { ...file, columns: [], dryRun: true }))
  return rows[0]?.outcome ?? 'no row'
}

const ownImport = async (ctx: Person) =>
  await importOf(ctx.userId, 'inside.csv', { scopeKey: scopeKeyOf(ctx.actor) })
const importId = (at: At, made: string) => own(at, made, 'importId')
const HEAD = 'code,name,group,tags,owner\n'

const IMPORT_FILES: Record<string, Operation> = {
  'products/import-file.takeInFile': {
    changes: 'unrecorded',
    run: async (ctx) => void (await withFile('code,name\nA-1,A\n', (file) => takeInFile(ctx, file))),
  },
  'products/import-file.keepRefusedFile': {
    changes: 'unrecorded',
    run: async (ctx) => void (await keepRefusedFile(ctx, { name: 'a.csv', words: 'It is empty.' })),
  },
  'products/get-import.listOwnImports': { prepare: ownImport, run: async (ctx) => await listOwnImports(ctx) },
  'products/get-import.getImport': {
    prepare: ownImport,
    run: async (ctx, at, made) => {
      const { found, rows } = await getImport(ctx, { id: importId(at, made), outcome: null, after: 0 })
      return { found, rows }
    },
  },
  'products/get-import.skippedRows': {
    prepare: ownImport,
    run: async (ctx, at, made) => {
      const { batches } = await skippedRows(ctx, importId(at, made))
      const rows: unknown[] = []
      for await (const batch of batches) rows.push(batch)
      return rows
    },
  },
  'products/import-access.requireImport': {
    run: async (ctx, at) => await requireImport(ctx, at.importId),
  },
  'products/import-groups.listImportGroups': { run: async (ctx) => await listImportGroups(ctx.actor) },
}

const IMPORT_STEPS: Record<string, Operation> = {
  'products/import-steps.mapColumns': {
    changes: 'unrecorded',
    prepare: ownImport,
    run: async (ctx, at, made) =>
      void (await mapColumns(ctx, { id: importId(at, made), mapping: ['code', 'name'] })),
  },
  'products/import-steps.requestApply': {
    changes: 'unrecorded',
    prepare: ownImport,
    run: async (ctx, at, made) => void (await requestApply(ctx, importId(at, made))),
  },
  'products/import-steps.discardImport': {
    changes: 'unrecorded',
    prepare: ownImport,
    run: async (ctx, at, made) => await discardImport(ctx, importId(at, made)),
  },
  'products/import-now.importNow dry run': {
    run: async (ctx, at) => await rowOf(ctx, `code,name\n${at.code},Another name\n`),
  },
  'products/import-now.importNow addition': {
    run: async (ctx, at) => {
      const owner = at.on === 'in' ? at.ownerId : ''
      return await rowOf(ctx, `${HEAD}NEW-1,New,${at.group},${at.tag},${owner}\n`)
    },
  },
  'products/import-now.importNow': {
    changes: RECORDED,
    run: async (ctx) => {
      const text = 'code,name\nINSIDE-1,Another name\nHIDDEN-1,Another name\n'
      await withFile(text, (file) => importNow(ctx, { ...file, columns: [], dryRun: false }))
      return await changedCodes()
    },
  },
}

export const PRODUCT_MANY: Record<string, Operation> = {
  ...BULK,
  ...VIEWS,
  ...EXPORTS,
  ...IMPORT_FILES,
  ...IMPORT_STEPS,
}
