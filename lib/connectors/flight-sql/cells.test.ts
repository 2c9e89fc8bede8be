import { readFile } from 'node:fs/promises'
import { type RecordBatch, RecordBatchReader, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { EVERY_ARROW_ROW, EVERY_ARROW_TYPE } from '@/lib/testing/arrow-cells'
import { rowsOf } from './cells'
import { readCompressed } from './compression'
import { toColumns } from './map'

/** Written by pyarrow from start/upstreams/flight-sql/arrow_types.py; a real server sends the same in `npm run test:upstreams`. */
async function everyType(compression: string): Promise<RecordBatch[]> {
  readCompressed()
  const bytes = await readFile(`lib/testing/fixtures/every-arrow-type.${compression}.arrow`)
  return [...RecordBatchReader.from(bytes).open()]
}

describe('the cells of a batch', () => {
  it.each(['plain', 'lz4', 'zstd'])(
    'keep every digit of every type that Arrow has, %s',
    async (compression) => {
      const batches = await everyType(compression)
      const rows = batches.flatMap((batch) => [...rowsOf(batch)].flat())
      for (const [index, [name, , , one, two]] of EVERY_ARROW_TYPE.entries()) {
        expect([name, ...rows.map((row) => row[index])]).toEqual([name, one, two, null])
      }
      expect(rows).toEqual(EVERY_ARROW_ROW)
    },
  )

  it('come under columns that are named and typed', async () => {
    const [batch] = await everyType('plain')
    expect(batch && toColumns(batch.schema)).toEqual(
      EVERY_ARROW_TYPE.map(([name, type, nativeType]) => ({ name, type, nativeType })),
    )
  })

  it('come in slices of a bounded length', () => {
    const table = tableFromIPC(
      tableToIPC(tableFromArrays({ n: Int32Array.from({ length: 5_000 }, (_, n) => n) })),
    )
    const slices = table.batches.flatMap((batch) => [...rowsOf(batch)])
    expect(slices.map((slice) => slice.length)).toEqual([2_048, 2_048, 904])
    expect(slices.flat().every(([n], index) => n === index)).toBe(true)
  })
})
