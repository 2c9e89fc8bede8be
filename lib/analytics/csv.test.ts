import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Column, Row } from '@/lib/connectors/tabular'
import { csvHeader, csvLines } from './csv'

const TEXT: Column = { name: 'text', type: 'text', nativeType: 'VARCHAR' }

async function csvOf(columns: Column[], ...batches: Row[][]): Promise<string> {
  return csvHeader(columns) + batches.map((rows) => csvLines(columns, rows)).join('')
}

async function textOf(cell: Cell): Promise<string> {
  return (await csvOf([TEXT], [[cell]])).split('\r\n').slice(1, -1).join('\r\n')
}

describe('a CSV export', () => {
  it('has a line of names, CRLF after each line, and exact values', async () => {
    const columns: Column[] = [
      TEXT,
      { name: 'amount', type: 'decimal', nativeType: 'DECIMAL(38,4)' },
      { name: 'at', type: 'timestamp', nativeType: 'TIMESTAMP' },
    ]
    const csv = await csvOf(
      columns,
      [['a', '-1265793.0395', '2026-11-21T10:00:00.123456Z']],
      [['b, "c"', null, null]],
    )
    expect(csv).toBe('text,amount,at\r\na,-1265793.0395,2026-11-21T10:00:00.123456Z\r\n"b, ""c""",,\r\n')
  })

  it('tells NULL from empty text', async () => {
    expect([await textOf(null), await textOf('')]).toEqual(['', '""'])
  })

  it.each([
    ['=1+1'],
    ['+1'],
    ['-1+1'],
    ['@SUM(A1)'],
    ['\t=1'],
    ['\r=1'],
    ['＝1+1'],
    [`=HYPERLINK("http://127.0.0.1/?"&A1)`],
  ])('lets no text be a formula: %s', async (text) => {
    expect((await textOf(text)).replace(/^"/, '')).toMatch(/^'/)
  })

  it('leaves negative figures as they are', async () => {
    const column: Column = { name: 'n', type: 'integer', nativeType: 'BIGINT' }
    expect(await csvOf([column], [['-5']])).toBe('n\r\n-5\r\n')
  })

  it('writes names of columns as safely as values', async () => {
    expect(await csvOf([{ ...TEXT, name: '=cmd' }])).toBe("'=cmd\r\n")
  })

  it('is read back by another program as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), async (texts) => {
        const csv = await csvOf(
          [TEXT, TEXT],
          texts.map((text) => [text, 'x']),
        )
        const rows = parse(csv, { record_delimiter: '\r\n', from: 2 }) as string[][]
        expect(rows.map(([text]) => (text ?? '').replace(/^'/, ''))).toEqual(
          texts.map((text) => text.replace(/^'/, '')),
        )
      }),
      { numRuns: 50 },
    )
  })
})
