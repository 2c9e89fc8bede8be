import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx } from '@/lib/testing/actors'
import { addProductsToImport, checkFile, productOf, sendFile, viewImport } from '@/lib/testing/product-import'
import { addProduct } from '@/lib/testing/products'
import type { ImportId } from '../import-model'
import { checkWaitingImports } from '../jobs'
import { mapColumnsInput } from '../schema/import'
import { listOwnImports, skippedRows } from './get-import'
import { discardImport, mapColumns, requestApply } from './import-steps'

let editor: Ctx
let brewer: Ctx
beforeAll(async () => {
  await addProductsToImport()
  editor = await createTestCtx({ role: 'editor', name: 'Test Editor' })
  brewer = await createTestCtx({ grants: [{ role: 'editor', condition: BEVERAGES }], name: 'Test Brewer' })
})

describe('the dry run of an import', () => {
  it('says row by row what would be added, changed, left and skipped, and why, and changes nothing', async () => {
    await addProduct('S-1', 'Synced', { source: 'erp' })
    await addProduct('A-1', 'Archived', { status: 'archived' })
    const before = await db().product.count()
    const id = await checkFile(
      editor,
      [
        'Code;Product name;Group;Status;Tags;Owner;Attribute:strength',
        'b-1;Drink 1;BEVERAGES;active;;;',
        'B-2;Strong drink;beverages;Discontinued;Hot, cold;Test Editor;4.5',
        'NEW-1;New one;Condiments;;;;',
        'NEW-2;;BEVERAGES;;;;',
        'no code!;x;;;;;',
        'import;x;;;;;',
        'DUP-1;x;;;;;',
        'dup-1;y;;;;;',
        'S-1;Other;;;;;',
        'A-1;Other;;archived;;;',
        'B-3;Drink 3;NOWHERE;active;;;',
        'B-4;Drink 4;BEVERAGES;active;;Nobody;',
        'B-5;Drink 5;BEVERAGES;gone;bad#tag;;strong',
        'C-1;Chef;CONDIMENTS;active;;;5',
        ';x;;;;;',
      ].join('\r\n'),
    )
    const { found, counts, rows } = await viewImport(editor, id)
    expect(found).toMatchObject({
      state: 'checked',
      rowCount: 15,
      headers: expect.arrayContaining(['Product name']),
    })
    expect(rows[0]).toMatchObject({ n: 2, code: 'b-1', outcome: 'same', changes: null })
    expect(rows[1]).toMatchObject({
      outcome: 'change',
      changes: {
        name: { before: 'Drink 2', after: 'Strong drink' },
        status: { before: 'active', after: 'discontinued' },
        tags: { before: [], after: ['hot', 'cold'] },
        'attributes.strength': { before: null, after: '4.5 %' },
      },
    })
    expect(rows[2]).toMatchObject({
      n: 4,
      outcome: 'add',
      changes: { name: { before: '', after: 'New one' } },
    })
    expect(rows.slice(3).map(({ n, reasons }) => `${n} ${reasons.join(' ')}`)).toEqual([
      '5 Name: Give a name.',
      '6 Code: A code holds letters, figures, dots, dashes and underscores.',
      '7 Code: This word is part of the portal’s own addresses. Choose another code.',
      '8 The file has this code 2 times, first in row 8.',
      '9 The file has this code 2 times, first in row 8.',
      '10 This product comes from erp. Change it there.',
      '11 This product is archived. Restore it first.',
      '12 Group: there is no group “NOWHERE” that you may put products in.',
      '13 Owner: nobody is called “Nobody”.',
      '14 Status: Choose one of the statuses. Tags: “bad#tag” cannot be a tag: a tag holds at most 40 letters, figures, spaces, dots and dashes. Strength: give a number, with a dot before decimals, as in 12.5.',
      '15 Its group has no attribute “strength”.',
      '16 Code: Give a code.',
    ])
    expect(counts).toEqual({ add: 1, change: 1, same: 1, skip: 12 })
    expect(await db().product.count()).toBe(before)
    expect(await productOf('B-2')).toMatchObject({ name: 'Drink 2', version: 1 })
  })

  it('of somebody held to a group adds and changes there only', async () => {
    const id = await checkFile(
      brewer,
      'code,name,group\nB-6,Better drink,BEVERAGES\nB-7,Moved,CONDIMENTS\nB-8,Out,\nC-2,Mine now,BEVERAGES\nBR-1,New,BEVERAGES\nBR-2,New,CONDIMENTS\nBR-3,New,\n',
    )
    const { rows } = await viewImport(brewer, id)
    expect(
      rows.map(({ code, outcome, reasons }) => `${code} ${outcome} ${reasons.join(' ')}`.trim()),
    ).toEqual([
      'B-6 change',
      'B-7 skip Group: there is no group “CONDIMENTS” that you may put products in.',
      'B-8 skip It would leave what you may edit: choose another group, tag or owner.',
      'C-2 skip A product has this code that you may not change.',
      'BR-1 add',
      'BR-2 skip Group: there is no group “CONDIMENTS” that you may put products in.',
      'BR-3 skip You may not add products without a group.',
    ])
  })

  it('leaves fields without a column alone, and remembers which column was which', async () => {
    await db().product.update({
      where: { code: 'B-9' as never, codeKey: 'b-9' },
      data: { description: 'Kept' },
    })
    const content = 'Artikel,Bezeichnung\nB-9,Getränk 9\n'
    const first = await sendFile(editor, content)
    expect((await viewImport(editor, first)).found.mapping).toEqual(['', ''])
    await expect(mapColumns(editor, { id: first, mapping: ['', 'name'] })).rejects.toMatchObject({
      fieldErrors: { _: ['Choose the column that holds the product’s code.'] },
    })
    await expect(mapColumns(editor, { id: first, mapping: ['code', 'code'] })).rejects.toMatchObject({
      fieldErrors: { 'column.1': ['Another column is taken for this field already.'] },
    })
    await expect(mapColumns(editor, { id: first, mapping: ['code', 'price'] })).rejects.toMatchObject({
      fieldErrors: { 'column.1': ['There is no such field any more. Choose another.'] },
    })
    const form = mapColumnsInput.parse({ id: first, 'column.1': 'name', 'column.0': 'code' })
    await mapColumns(editor, form)
    await checkWaitingImports('test-run')
    expect((await viewImport(editor, first)).rows).toMatchObject([
      { outcome: 'change', changes: { name: { before: 'Drink 9', after: 'Getränk 9' } } },
    ])
    const second = await sendFile(editor, content)
    expect((await viewImport(editor, second)).found.mapping).toEqual(['code', 'name'])
    expect((await viewImport(brewer, await sendFile(brewer, content))).found.mapping).toEqual(['', ''])
  })

  it('that was cut off goes on where it was', async () => {
    const id = await sendFile(
      editor,
      `code,name\n${Array.from({ length: 600 }, (_, n) => `Z-${n},Thing ${n}`).join('\n')}`,
    )
    await mapColumns(editor, { id, mapping: ['code', 'name'] })
    await db().$executeRaw`
      UPDATE product_import_row SET outcome = 'skip', reasons = '{done}' WHERE import_id = ${id}::uuid AND n <= 251`
    await checkWaitingImports('test-run')
    expect((await viewImport(editor, id)).counts).toEqual({ add: 350, change: 0, same: 0, skip: 250 })
  })
})

describe('a file that cannot be read', () => {
  it('is refused in words, and nothing of it is kept', async () => {
    const before = await db().productImport.count()
    for (const [content, words] of [
      ['code,name\n"A,1\n', /never closed/],
      [Buffer.from('%PDF-1.4'), /PDF/],
      ['code,name\n', /no rows below/],
      [`code\n${'x\n'.repeat(2_000)}"`, /never closed/],
    ] as const) {
      await expect(sendFile(editor, content)).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { file: [expect.stringMatching(words)] },
      })
    }
    expect(await db().productImport.count()).toBe(before)
    expect(await db().productImportRow.count({ where: { importId: { notIn: await importIds() } } })).toBe(0)
  })
})

async function importIds(): Promise<string[]> {
  return (await db().productImport.findMany({ select: { id: true } })).map(({ id }) => id)
}

describe('an import', () => {
  it('is there for whoever sent it, and for nobody else', async () => {
    const id = await checkFile(editor, 'code,name\nP-1,Mine\n')
    const viewer = await createTestCtx({ role: 'viewer' })
    const admin = await createTestCtx({ role: 'admin' })
    for (const [ctx, code] of [
      [viewer, 'FORBIDDEN'],
      [admin, 'NOT_FOUND'],
      [brewer, 'NOT_FOUND'],
    ] as const) {
      await expect(viewImport(ctx, id)).rejects.toMatchObject({ code })
      await expect(mapColumns(ctx, { id, mapping: ['code', 'name'] })).rejects.toMatchObject({ code })
      await expect(requestApply(ctx, id)).rejects.toMatchObject({ code })
      await expect(skippedRows(ctx, id)).rejects.toMatchObject({ code })
      await expect(discardImport(ctx, id)).rejects.toMatchObject({ code })
    }
    await expect(sendFile(viewer, 'code,name\nP-2,x\n')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const refusals = await db().auditEvent.findMany({
      where: { actorId: viewer.actor.id, outcome: 'refused' },
    })
    expect(refusals[0]).toMatchObject({ action: 'product.imported', subjectKind: 'productImport' })
    const other = await db().auditEvent.findFirst({ where: { actorId: admin.actor.id, subjectId: id } })
    expect(other).toMatchObject({ action: 'product.imported', outcome: 'refused' })
    expect((await listOwnImports(admin)).map((one) => one.id)).toEqual([])
    await expect(viewImport(editor, 'no-such' as ImportId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('gives its skipped rows back as they came, with why', async () => {
    const id = await checkFile(editor, 'code,name,Remark\nE-1,,first\nE-2,Good,second\n,No code,third\n')
    const { headers, batches } = await skippedRows(editor, id)
    expect(headers).toEqual(['row', 'reason', 'code', 'name', 'Remark'])
    const rows = []
    for await (const batch of batches) rows.push(...batch)
    expect(rows).toEqual([
      ['2', 'Name: Give a name.', 'E-1', null, 'first'],
      ['4', 'Code: Give a code.', null, 'No code', 'third'],
    ])
  })
})
