import { describe, expect, it } from 'vitest'
import type { Row } from '@/lib/connectors/tabular'
import { collect, packRows, unpackRows } from './answer-body'

async function* batches(...all: Row[][]): AsyncGenerator<Row[]> {
  yield* all
}

const ROWS: Row[] = [
  ['12345678901234567890.123456789', 1, null, true],
  ['Côte de Blaye 😀', 'NaN', { a: ['1', null] }, false],
]

describe('the rows of an answer', () => {
  it('come back as they were packed, every value exact', async () => {
    expect(await unpackRows(await packRows(ROWS))).toEqual(ROWS)
    expect(await unpackRows(await packRows([]))).toEqual([])
  })

  it('are collected over batches, with their bytes as text', async () => {
    const found = await collect(batches(ROWS, [], ROWS))
    expect(found).toMatchObject({ rows: [...ROWS, ...ROWS], truncated: false })
    expect(found.bytes).toBe(
      2 * ROWS.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + 1, 0),
    )
  })

  it('are cut at so many rows, and said to be only when there are more', async () => {
    expect(await collect(batches(ROWS), { maxRows: 1 })).toMatchObject({ rows: [ROWS[0]], truncated: true })
    expect(await collect(batches(ROWS), { maxRows: 2 })).toMatchObject({ rows: ROWS, truncated: false })
  })

  it('are cut at so many bytes, before the row that would be too much', async () => {
    const first = Buffer.byteLength(JSON.stringify(ROWS[0])) + 1
    expect(await collect(batches(ROWS), { maxBytes: first })).toEqual({
      rows: [ROWS[0]],
      truncated: true,
      bytes: first,
    })
    expect(await collect(batches(ROWS), { maxBytes: first - 1 })).toMatchObject({ rows: [], truncated: true })
  })

  it('leave what is beyond unread, so that the engine may stop', async () => {
    let read = 0
    async function* endless(): AsyncGenerator<Row[]> {
      for (;;) {
        read += 1
        yield [['x']]
      }
    }
    await collect(endless(), { maxRows: 3 })
    expect(read).toBe(4)
  })
})
