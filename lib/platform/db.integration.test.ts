import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db, inTransaction, type Tx } from './db'

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
