import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { verifyRecord } from '@/lib/audit/verification'
import { listNotices } from '@/lib/notices/service'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx } from '@/lib/testing/actors'
import { sealDepsForTest, sealUntil } from '@/lib/testing/audit'
import { auditOf } from '@/lib/testing/audit-rows'
import {
  addProductsToImport,
  applyFile,
  checkFile,
  productOf,
  viewImport,
} from '@/lib/testing/product-import'
import { addProduct } from '@/lib/testing/products'
import { applyWaitingImports, checkWaitingImports } from '../jobs'
import { discardImport, mapColumns, requestApply } from './import-steps'
import { watchProduct } from './watch-product'

let editor: Ctx
let brewer: Ctx
beforeAll(async () => {
  await addProductsToImport()
  editor = await createTestCtx({ role: 'editor', name: 'Test Editor' })
  brewer = await createTestCtx({ grants: [{ role: 'editor', condition: BEVERAGES }], name: 'Test Brewer' })
})

describe('an import that was confirmed', () => {
  it('tells those who watch a product that it changed', async () => {
    await addProduct('B-WATCHED', 'Watched')
    const watcher = await createTestCtx({ role: 'viewer', name: 'Test Watcher' })
    await watchProduct(watcher, { code: 'b-watched', watched: true })
    const id = await checkFile(editor, 'code,name\nB-WATCHED,Renamed\n')
    await applyFile(editor, id)
    expect(await listNotices(watcher)).toMatchObject([{ kind: 'product.changed', words: 'name' }])
  })

  it('writes all good rows, each with its row of the audit record, which verifies', async () => {
    const id = await checkFile(
      editor,
      'code,name,group\nW-1,One,BEVERAGES\nB-10,Renamed,BEVERAGES\nW-2,,BEVERAGES\nB-11,Drink 11,BEVERAGES\n',
    )
    await applyFile(editor, id)
    const { found, counts } = await viewImport(editor, id)
    expect(found.state).toBe('done')
    expect(counts).toEqual({ add: 1, change: 1, same: 1, skip: 1 })
    const [added, changed] = [await productOf('W-1'), await productOf('B-10')]
    expect(added).toMatchObject({
      name: 'One',
      version: 1,
      source: 'portal',
      productGroup: { code: 'BEVERAGES' },
    })
    expect(changed).toMatchObject({ name: 'Renamed', version: 2 })
    expect(await productOf('B-11')).toMatchObject({ version: 1 })
    expect(await auditOf(added.id)).toMatchObject([
      {
        action: 'product.created',
        actorId: editor.actor.id,
        changes: { name: { before: '', after: 'One' } },
      },
    ])
    expect(await auditOf(changed.id)).toMatchObject([
      {
        action: 'product.updated',
        changes: { name: { after: 'Renamed' }, version: { before: 1, after: 2 } },
      },
    ])
    expect(await auditOf(id)).toMatchObject([
      {
        action: 'product.imported',
        changes: { added: { after: 1 }, changed: { after: 1 }, late: { after: 0 } },
      },
    ])
    expect(await db().productVersion.count({ where: { productId: changed.id } })).toBe(2)
    const deps = await sealDepsForTest()
    await sealUntil(deps, await db().auditEvent.count())
    expect(await verifyRecord(deps)).toMatchObject({ ok: true })
  })

  it('never overwrites what was changed, made or taken away since the dry run, and says so', async () => {
    const id = await checkFile(
      editor,
      'code,name\nB-12,Mine,\nB-13,Mine,\nL-1,Mine,\nL-2,Mine,\n'.replaceAll(',\n', '\n'),
    )
    await db().product.update({
      where: { codeKey: 'b-12' },
      data: { name: 'Theirs', version: { increment: 1 } },
    })
    await addProduct('l-1', 'Theirs')
    await applyFile(editor, id)
    const { rows, counts } = await viewImport(editor, id)
    expect(rows.map(({ code, outcome }) => `${code} ${outcome}`)).toEqual([
      'B-12 skip',
      'B-13 change',
      'L-1 skip',
      'L-2 add',
    ])
    expect(rows[0]?.reasons).toEqual([expect.stringContaining('changed after the rows were checked')])
    expect(counts).toEqual({ add: 1, change: 1, same: 0, skip: 2 })
    expect(await productOf('B-12')).toMatchObject({ name: 'Theirs', version: 2 })
    expect(await productOf('L-1')).toMatchObject({ name: 'Theirs', version: 1 })
    expect(await auditOf((await productOf('B-12')).id)).toEqual([])
  })

  it('changes nothing at all when one row cannot be written, and says that it failed', async () => {
    const id = await checkFile(editor, 'code,name,group\nT-1,One,BEVERAGES\nB-14,Renamed,BEVERAGES\n')
    await requestApply(editor, id)
    const counts = async () => [
      await db().product.count(),
      await db().auditEvent.count({ where: { subjectKind: 'product', outcome: 'done' } }),
    ]
    const before = await counts()
    await db().$executeRaw`
      UPDATE product_import_row SET draft = draft || '{"status": "nonsense"}' WHERE import_id = ${id}::uuid AND n = 2`
    await applyWaitingImports('test-run')
    expect(await counts()).toEqual(before)
    expect(await productOf('B-14')).toMatchObject({ name: 'Drink 14', version: 1 })
    expect((await viewImport(editor, id)).found).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('on our side'),
    })
    await mapColumns(editor, { id, mapping: ['code', 'name', 'group'] })
    await checkWaitingImports('test-run')
    await applyFile(editor, id)
    expect((await viewImport(editor, id)).counts).toEqual({ add: 1, change: 1, same: 0, skip: 0 })
  })

  it('fails without a trace of it when the rights have changed since the dry run', async () => {
    const ctx = await createTestCtx({ role: 'editor' })
    const id = await checkFile(ctx, 'code,name\nR-1,Mine\n')
    await requestApply(ctx, id)
    await db().grant.updateMany({ where: { userId: ctx.userId }, data: { condition: BEVERAGES } })
    await applyWaitingImports('test-run')
    expect((await viewImport(ctx, id)).found).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('rights have changed'),
    })
    expect(await db().product.count({ where: { code: 'R-1' } })).toBe(0)
    await db().user.update({ where: { id: ctx.userId }, data: { disabledAt: new Date() } })
    await mapColumns(ctx, { id, mapping: ['code', 'name'] })
    await checkWaitingImports('test-run')
    expect((await viewImport(ctx, id)).found).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('no longer here'),
    })
  })

  it('is confirmed once, from a dry run that still holds', async () => {
    const id = await checkFile(editor, 'code,name\nO-1,Mine\n')
    await applyFile(editor, id)
    await expect(requestApply(editor, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(mapColumns(editor, { id, mapping: ['code', 'name'] })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const narrowed = { ...editor, actor: { ...editor.actor, rights: brewer.actor.rights } }
    expect(await viewImport(narrowed, id)).toMatchObject({ outdated: true, rows: [], counts: { add: 0 } })
    await discardImport(editor, id)
    expect(await productOf('O-1')).toMatchObject({ name: 'Mine' })
  })
})
