import { beforeAll, describe, expect, it } from 'vitest'
import { Prisma } from '@/generated/prisma/client'
import type { Ctx } from '@/lib/access/model'
import { db, inTransaction, type Tx } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import {
  addProductsToImport,
  applyFile,
  checkFile,
  productOf,
  viewImport,
} from '@/lib/testing/product-import'
import { addProduct } from '@/lib/testing/products'
import { isWaiting } from '@/lib/testing/waiting'
import type { ImportId } from '../import-model'
import { applyWaitingImports } from '../jobs'
import { applyImport, prepareImport } from './apply-import'
import { getProduct } from './get-product'
import { requireImport } from './import-access'
import { requestApply } from './import-steps'

let ada: Ctx
let grace: Ctx
beforeAll(async () => {
  await addProductsToImport()
  ada = await createTestCtx({ role: 'editor', name: 'Test Ada' })
  grace = await createTestCtx({ role: 'editor', name: 'Test Grace' })
})

async function ready(ctx: Ctx, content: string): Promise<ImportId> {
  const id = await checkFile(ctx, content)
  await requestApply(ctx, id)
  await prepareImport(ctx, await requireImport(ctx, id))
  return id
}

const outcomesOf = async (ctx: Ctx, id: ImportId) =>
  (await viewImport(ctx, id)).rows.map(({ code, outcome }) => `${code} ${outcome}`)

describe('two imports of the same products', () => {
  it('at once: each product is written by one of them, and the other is told', async () => {
    const count = 40
    for (let n = 0; n < count; n += 1) await addProduct(`T-${n}`, 'Thing')
    const table = (who: string, numbers: readonly number[]) =>
      ['code,name', ...numbers.flatMap((n) => [`T-${n},${who} ${n}`, `TN-${n},${who} ${n}`])].join('\n')
    const numbers = Array.from({ length: count }, (_, n) => n)
    const [one, other] = [
      await ready(ada, table('Ada', numbers)),
      await ready(grace, table('Grace', numbers.toReversed())),
    ]
    await Promise.all([
      applyImport(ada, await requireImport(ada, one)),
      applyImport(grace, await requireImport(grace, other)),
    ])
    const [adas, graces] = [await viewImport(ada, one), await viewImport(grace, other)]
    expect([adas.found.state, graces.found.state]).toEqual(['done', 'done'])
    expect(adas.counts.change + graces.counts.change).toBe(count)
    expect(adas.counts.add + graces.counts.add).toBe(count)
    expect(adas.counts.skip + graces.counts.skip).toBe(2 * count)
    for (const n of numbers) {
      const [changed, added] = [await productOf(`T-${n}`), await productOf(`TN-${n}`)]
      expect(changed).toMatchObject({ version: 2, name: expect.stringMatching(/^(Ada|Grace) /) })
      expect(await auditOf(changed.id)).toMatchObject([{ changes: { name: { after: changed.name } } }])
      expect(await auditOf(added.id)).toMatchObject([{ changes: { name: { after: added.name } } }])
    }
  })
})

describe('an import that begins while somebody edits', () => {
  it('waits for their save, leaves their product alone, and says so', async () => {
    const id = await ready(ada, 'code,name\nB-20,Mine\nB-21,Mine\n')
    const found = await requireImport(ada, id)
    const theirs = { name: 'Theirs', version: { increment: 1 } }
    await whileHeld(
      (tx) => tx.product.update({ where: { codeKey: 'b-20' }, data: theirs }),
      () => applyImport(ada, found),
    )
    expect(await outcomesOf(ada, id)).toEqual(['B-20 skip', 'B-21 change'])
    expect(await productOf('B-20')).toMatchObject({ name: 'Theirs', version: 2 })
    expect(await auditOf((await productOf('B-20')).id)).toEqual([])
    expect(await productOf('B-21')).toMatchObject({ name: 'Mine', version: 2 })
  })
})

/** Begins `work` while a transaction holds what `hold` wrote, and lets that go when the work has come to wait for it. */
async function whileHeld(
  hold: (tx: Tx) => Promise<unknown>,
  work: () => Promise<unknown>,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  let working: Promise<unknown> = Promise.resolve()
  await inTransaction(async (tx) => {
    await hold(tx)
    working = work()
    working.catch(() => {})
    await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
    await meanwhile()
  })
  await working
}

describe('whoever sent the file', () => {
  it('loses the right while the rows are made ready: nothing is written, and the page says why', async () => {
    const ctx = await createTestCtx({ role: 'editor', name: 'Test Leaver' })
    const id = await checkFile(ctx, 'code,name\nR-9,Mine\nB-22,Mine\n')
    await requestApply(ctx, id)
    const lost = () => db().grant.deleteMany({ where: { userId: ctx.userId } })
    await whileHeld(
      (tx) => tx.productImportRow.updateMany({ where: { importId: id }, data: { reasons: [] } }),
      () => applyWaitingImports('test-run'),
      lost,
    )
    const found = await db().productImport.findUniqueOrThrow({ where: { id } })
    expect(found).toMatchObject({ state: 'failed', failure: expect.stringContaining('rights have changed') })
    // They had been asked for before: the rows were ready.
    const events = await db().productImportRow.count({
      where: { importId: id, event: { not: Prisma.DbNull } },
    })
    expect(events).toBe(2)
    expect(await db().product.count({ where: { code: 'R-9' } })).toBe(0)
    expect(await productOf('B-22')).toMatchObject({ name: 'Drink 22', version: 1 })
    expect(await auditOf((await productOf('B-22')).id)).toEqual([])
    expect(await auditOf(id)).toMatchObject([{ outcome: 'failed' }])
  })
})

describe('codes', () => {
  it('that differ in case only are one code; of a new one none is taken', async () => {
    const id = await checkFile(ada, 'code,name\nÄRM-1,One\närm-1,Two\nΣ-1,One\n')
    expect(await outcomesOf(ada, id)).toEqual(['ÄRM-1 skip', 'ärm-1 skip', 'Σ-1 add'])
  })

  it('whose lower case is not the same everywhere are skipped, and fail no other row', async () => {
    // The last one is of a script that the database may not know yet.
    const id = await checkFile(ada, 'code,name\nİ-2,Dotted\nΟΔΟΣ,Way\nI-2,Plain\n𐵐-2,Garay\n')
    const { rows } = await viewImport(ada, id)
    expect(rows.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['skip', 'skip', 'add'])
    expect(rows[0]?.reasons).toEqual([expect.stringContaining('capital and small')])
    await applyFile(ada, id)
    expect((await viewImport(ada, id)).found.state).toBe('done')
    expect((await getProduct(ada, 'i-2')).product).toMatchObject({ code: 'I-2', name: 'Plain' })
  })

  it.each(['new', 'IMPORT', 'Groups', 'Export.CSV', 'TAGS.json'])(
    'may not be a word of the portal’s addresses: %s',
    async (code) => {
      const id = await checkFile(ada, `code,name\n${code},x\n`)
      expect((await viewImport(ada, id)).rows[0]?.reasons).toEqual([
        expect.stringContaining('part of the portal’s own addresses'),
      ])
    },
  )

  it('and headers may be words of the language that the portal is written in', async () => {
    const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const id = await checkFile(
      ada,
      [
        `code,name,${words.join()}`,
        ...words.map((word) => `${word.replaceAll('_', 'x')},${word},,,,`.slice(0, -1)),
      ].join('\n'),
    )
    const { found, counts } = await viewImport(ada, id)
    expect(found.mapping).toEqual(['code', 'name', '', '', '', ''])
    expect(counts.add).toBe(words.length)
    await applyFile(ada, id)
    expect(await productOf('constructor')).toMatchObject({ name: 'constructor' })
  })
})
