import { afterAll, describe, expect, it } from 'vitest'
import type { BoundValue, Cell, Row } from '../tabular'
import { createDuckdbClient } from './client'

const client = createDuckdbClient({
  folders: async () => [],
  limits: { memoryMb: 64, threads: 1, statementsAtOnce: 1 },
})

afterAll(() => client.close())

async function ask(sql: string, v: BoundValue): Promise<Row[]> {
  const stream = await client.open({ sql, values: { v }, timeoutMs: 10_000 })
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return rows
}

describe('a bound value', () => {
  it.each<[BoundValue, string, Cell]>([
    [{ type: 'double', value: 5e-324 }, 'DOUBLE', 5e-324],
    [{ type: 'double', value: Number.NaN }, 'DOUBLE', 'NaN'],
    [{ type: 'date', value: '0001-01-01' }, 'DATE', '0001-01-01'],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00Z' }, 'TIMESTAMP', '2026-11-21T10:00:00Z'],
    [{ type: 'timestamp', value: '0001-01-01T00:00:00.000001Z' }, 'TIMESTAMP', '0001-01-01T00:00:00.000001Z'],
    [{ type: 'timestamp', value: '1969-12-31T23:59:59.999999Z' }, 'TIMESTAMP', '1969-12-31T23:59:59.999999Z'],
    [
      { type: 'timestamp', value: '2026-11-21T10:00:00.123456789Z' },
      'TIMESTAMP_NS',
      '2026-11-21T10:00:00.123456789Z',
    ],
    [{ type: 'list', of: 'text', value: ['a', null, ''] }, 'VARCHAR[]', ['a', null, '']],
    [{ type: 'list', of: 'integer', value: [9007199254740993n] }, 'HUGEINT[]', ['9007199254740993']],
    [
      { type: 'list', of: 'decimal', value: ['1.5', null, '-20.25'] },
      'DECIMAL(38,2)[]',
      ['1.50', null, '-20.25'],
    ],
    [{ type: 'list', of: 'date', value: ['1997-02-28'] }, 'DATE[]', ['1997-02-28']],
    [
      { type: 'list', of: 'timestamp', value: ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000000001Z'] },
      'TIMESTAMP_NS[]',
      ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000000001Z'],
    ],
    [{ type: 'list', of: 'boolean', value: [true, null] }, 'BOOLEAN[]', [true, null]],
    [{ type: 'list', of: 'double', value: [] }, 'DOUBLE[]', []],
  ])('keeps its type and every digit: %o', async (value, nativeType, cell) => {
    expect(await ask('SELECT $v AS v, typeof($v) AS t', value)).toEqual([[cell, nativeType]])
  })

  it.each<BoundValue>([
    { type: 'list', of: 'decimal', value: null },
    { type: 'timestamp', value: null },
    { type: 'double', value: null },
  ])('may be NULL: %o', async (value) => {
    expect(await ask('SELECT $v AS v, $v IS NULL AS n', value)).toEqual([[null, true]])
  })

  it.each<BoundValue>([
    { type: 'date', value: '1997-02-29' },
    { type: 'timestamp', value: '2026-11-21 10:00:00' },
    { type: 'decimal', value: '1e5' },
    { type: 'list', of: 'decimal', value: ['1'.repeat(38), '0.5'] },
  ])('that is none is refused: %o', async (value) => {
    await expect(ask('SELECT $v AS v', value)).rejects.toMatchObject({ code: 'QUERY_FAILED' })
  })
})
