import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db, inLongTransaction, inTransaction, type Tx } from './db'

async function lock(tx: Tx, key: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM role WHERE key = ${key} FOR UPDATE`
}

describe('two transactions that wait for each other', () => {
  it('leave one done and the other told of a conflict', async () => {
    const keys = ['one', 'other'].map((word) => `${word}-${randomUUID().slice(0, 8)}`)
    const [one = '', other = ''] = keys
    await db().role.createMany({ data: keys.map((key) => ({ key, name: key, description: '', rights: [] })) })
    let arrived = 0
    let open: () => void = () => {}
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    const work = (first: string, second: string) =>
      inTransaction(async (tx) => {
        await lock(tx, first)
        arrived += 1
        if (arrived === 2) open()
        await both
        await lock(tx, second)
      })
    const results = await Promise.allSettled([work(one, other), work(other, one)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT' },
    })
  })
})

describe('a database without room', () => {
  it('is told as such: nothing was saved, and nothing is wrong with what was sent', async () => {
    const work = inTransaction(async (tx) => {
      await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`
    })
    await expect(work).rejects.toMatchObject({ code: 'STORAGE_FULL' })
  })
})

describe('a long transaction', () => {
  it('keeps writers of other products from waiting, and tells one who wants what it holds that it is busy', async () => {
    const held = randomUUID()
    const other = randomUUID()
    const add = (tx: Pick<Tx, 'product'>, id: string) =>
      tx.product.create({ data: { id, code: id, codeKey: id, name: 'Some' } })
    const counted = async () =>
      Number(
        (await db().$queryRaw<{ n: bigint }[]>`SELECT coalesce(sum(n), 0) AS n FROM product_tally`)[0]?.n,
      )
    const before = await counted()
    await add(db(), held)
    await inLongTransaction(60_000, async (tx) => {
      await tx.product.update({ where: { id: held }, data: { status: 'discontinued' } })
      await add(tx, randomUUID())
      await add(db(), other)
      expect(await counted()).toBe(before + 2)
      const renamed = inTransaction((short) =>
        short.product.update({ where: { id: held }, data: { name: 'Other' } }),
      )
      await expect(renamed).rejects.toMatchObject({ code: 'BUSY' })
    })
    expect(await counted()).toBe(before + 3)
    const tally = await db().$queryRaw`
      SELECT status::text AS status, sum(n)::int AS n FROM product_tally GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1`
    const real = await db().$queryRaw`
      SELECT status::text AS status, count(*)::int AS n FROM product GROUP BY 1 ORDER BY 1`
    expect(tally).toEqual(real)
    expect(await db().$queryRaw`SELECT 1 FROM product_tally_later`).toEqual([])
  })
})
