import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db, inTransaction, type Tx } from './db'
import { sendWithCommit } from './with-commit'

const uniqueCode = () => `RIDER-${randomUUID()}`
const insert = (code: string) =>
  `INSERT INTO product_group (id, code, name) VALUES (gen_random_uuid(), '${code}', 'Rider')`
const count = async (...codes: string[]) => await db().productGroup.count({ where: { code: { in: codes } } })
const create = (tx: Tx, code: string) => tx.productGroup.create({ data: { code, name: 'Own' } })

describe('sendWithCommit', () => {
  it('commits the statement with the transaction', async () => {
    const [own, rider, second] = [uniqueCode(), uniqueCode(), uniqueCode()]
    await inTransaction(async (tx) => {
      await create(tx, own)
      expect(sendWithCommit(tx, insert(rider))).toBe(true)
      expect(sendWithCommit(tx, insert(second))).toBe(true)
      expect(await tx.productGroup.count({ where: { code: rider } })).toBe(0)
    })
    expect(await count(own, rider, second)).toBe(3)
  })

  it('is not sent when the work fails', async () => {
    const [own, rider] = [uniqueCode(), uniqueCode()]
    const work = inTransaction(async (tx) => {
      await create(tx, own)
      sendWithCommit(tx, insert(rider))
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await count(own, rider)).toBe(0)
  })

  it('takes the transaction down with it when it fails, and leaves every connection usable', async () => {
    const codes: string[] = []
    for (let index = 0; index < 30; index += 1) {
      const [own, rider] = [uniqueCode(), uniqueCode()]
      codes.push(own, rider)
      const work = inTransaction(async (tx) => {
        await create(tx, own)
        sendWithCommit(tx, insert(rider))
        sendWithCommit(tx, 'SELECT 1 / 0')
      })
      await expect(work).rejects.toThrow(/division by zero/)
    }
    expect(await count(...codes)).toBe(0)
    const sound = Array.from({ length: 20 }, uniqueCode)
    await Promise.all(sound.map((code) => inTransaction((tx) => create(tx, code))))
    expect(await count(...sound)).toBe(20)
  })

  it('does not commit what followed a failure that the work swallowed', async () => {
    const [own, rider] = [uniqueCode(), uniqueCode()]
    const work = inTransaction(async (tx) => {
      await create(tx, own)
      await tx.$executeRaw`SELECT 1 / 0`.catch(() => {})
      sendWithCommit(tx, insert(rider))
    })
    await expect(work).rejects.toThrow()
    expect(await count(own, rider)).toBe(0)
  })

  it('keeps transactions apart: one inside another, many at once, and those begun by other means', async () => {
    const codes = Array.from({ length: 12 }, uniqueCode)
    const [outer = '', inner = '', plain = '', ...others] = codes
    await inTransaction(async (tx) => {
      await db().$transaction(async (other) => {
        await create(other, plain)
        expect(sendWithCommit(other, insert('NEVER'))).toBe(false)
      })
      await inTransaction(async (within) => void sendWithCommit(within, insert(inner)))
      expect(await count(inner)).toBe(1)
      sendWithCommit(tx, insert(outer))
      expect(await count(outer)).toBe(0)
    })
    await Promise.all(
      others.map((code) => inTransaction(async (tx) => void sendWithCommit(tx, insert(code)))),
    )
    expect(await count(...codes)).toBe(12)
    expect(sendWithCommit(db(), insert('NEVER'))).toBe(false)
  })
})
