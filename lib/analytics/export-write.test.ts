import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DuckdbClient } from '@/lib/connectors/duckdb/client'
import type { Cell, Column, Row } from '@/lib/connectors/tabular'
import { answerTo, bareDuckdb, EVERY_TYPE, readByDuckdb, type Table } from '@/lib/testing/typed-answers'
import { sheetXml, unescaped } from '@/lib/testing/workbook-cells'
import { EXPORT_FORMATS, type ExportFormat } from './export-formats'
import { writeExport } from './export-write'

let client: DuckdbClient
beforeAll(() => {
  client = bareDuckdb()
})
afterAll(() => client.close())

async function written(format: ExportFormat, { columns, rows }: Table, each = 2): Promise<Buffer> {
  async function* batches() {
    for (let from = 0; from < rows.length; from += each) yield rows.slice(from, from + each)
  }
  const pieces: Uint8Array[] = []
  for await (const piece of writeExport(format, { title: 'Data', columns, batches: batches() }))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What DuckDB itself makes of a file, in a process of its own settings. */
const MANY = `SELECT i, i * 1000003 AS big, (i / 7)::DECIMAL(20,6) AS d, 'row ' || i AS words, i % 3 = 0 AS flag FROM range(50000) r(i)`

describe('a Parquet export', () => {
  it('is read by DuckDB with every digit, moment and NULL, and with its types', async () => {
    const table = await answerTo(client, EVERY_TYPE)
    const back = await readByDuckdb(
      await written('parquet', table),
      'read_parquet(file)',
      'FROM back ORDER BY n',
    )
    expect(back.rows).toEqual(table.rows)
    expect(back.columns.map(({ name, nativeType }) => `${name} ${nativeType}`)).toEqual([
      'n INTEGER',
      'flag BOOLEAN',
      'small INTEGER',
      'big BIGINT',
      'wide DECIMAL(38,18)',
      'money DECIMAL(18,4)',
      'measure DOUBLE',
      'day DATE',
      'moment TIMESTAMP WITH TIME ZONE',
      'clock TIME',
      'words VARCHAR',
      'huge DECIMAL(38,0)',
      'bytes BLOB',
      'instant TIMESTAMP WITH TIME ZONE',
    ])
  })

  it('of no rows still has its columns', async () => {
    const table = await answerTo(client, `SELECT 1 AS n, 'x' AS words WHERE false`)
    const back = await readByDuckdb(await written('parquet', table), 'read_parquet(file)', 'FROM back')
    expect([back.columns.map(({ name }) => name), back.rows]).toEqual([['n', 'words'], []])
  })

  it('keeps both of two columns of one name, and lists and structs as JSON', async () => {
    const table = await answerTo(client, `SELECT 1 AS n, 2 AS n, [1, 2] AS list, {'a': 1.5} AS struct`)
    const back = await readByDuckdb(await written('parquet', table), 'read_parquet(file)', 'FROM back')
    expect(back.columns.map(({ name }) => name)).toEqual(['n', 'n_2', 'list', 'struct'])
    expect(back.rows).toEqual([[1, 2, '[1,2]', '{"a":"1.5"}']])
  })

  it('of many groups of rows adds up', async () => {
    const table = await answerTo(client, MANY)
    const sums = `SELECT count(*)::INT, sum(i)::VARCHAR, sum(big)::VARCHAR, sum(d)::VARCHAR, count(*) FILTER (flag)::INT, count(DISTINCT words)::INT`
    const file = await written('parquet', table, 2_048)
    const back = await readByDuckdb(file, 'read_parquet(file)', `${sums} FROM back`)
    expect(back.rows).toEqual((await answerTo(client, `${sums} FROM (${MANY})`)).rows)
  })
})

describe('an Arrow export', () => {
  it('is read by apache-arrow with every digit, moment and NULL', async () => {
    const table = await answerTo(client, EVERY_TYPE)
    const back = tableFromIPC(await written('arrow', table))
    expect(back.numRows).toBe(5)
    const read = back.schema.fields.map((field, index) => {
      const vector = back.getChildAt(index)
      return Array.from({ length: back.numRows }, (_, at) => {
        const data = vector?.data.find((part, n) => at < lengthUpTo(vector.data, n) + part.length)
        const before =
          data === undefined ? 0 : lengthUpTo(vector?.data ?? [], vector?.data.indexOf(data) ?? 0)
        return vector?.get(at) === null
          ? null
          : exactValue(String(field.type), data?.values, at - before, vector?.get(at))
      })
    })
    const rows = Array.from({ length: back.numRows }, (_, at) => read.map((column) => column[at] ?? null))
    expect(rows).toEqual(table.rows.map((row) => row.map((cell, at) => arrowCell(table.columns[at], cell))))
  })

  it('of no rows still has its columns', async () => {
    const back = tableFromIPC(
      await written('arrow', await answerTo(client, `SELECT 1 AS n, 'x' AS words WHERE false`)),
    )
    expect([back.schema.names, back.numRows]).toEqual([['n', 'words'], 0])
  })
})

function lengthUpTo(parts: readonly { length: number }[], until: number): number {
  return parts.slice(0, until).reduce((sum, { length }) => sum + length, 0)
}

/** Of what apache-arrow would round (moments, decimals), the units as they stand in its buffers. */
function exactValue(type: string, values: unknown, at: number, value: unknown): Cell {
  if (values instanceof BigInt64Array) return String(values[at])
  if (type.startsWith('Decimal') && values instanceof Uint32Array) {
    const [a = 0, b = 0, c = 0, d = 0] = values.subarray(at * 4, at * 4 + 4)
    const units = BigInt(a) | (BigInt(b) << 32n) | (BigInt(c) << 64n) | (BigInt(d) << 96n)
    return String(BigInt.asIntN(128, units))
  }
  if (values instanceof Int32Array && type.startsWith('Date'))
    return new Date((values[at] ?? 0) * 86_400_000).toISOString().slice(0, 10)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value as Cell
}

/** The same in plain arithmetic, from the cell's own digits. */
function arrowCell(column: Column | undefined, cell: Cell): Cell {
  if (cell === null || column === undefined) return null
  if (column.type === 'decimal' || column.nativeType === 'HUGEINT')
    return String(BigInt(String(cell).replace('.', '')))
  if (column.type === 'timestamp') {
    const [whole = '', fraction = ''] = String(cell).slice(0, -1).split('.')
    return String(BigInt(Date.parse(`${whole}Z`)) * 1_000n + BigInt(fraction.padEnd(6, '0')))
  }
  if (column.type === 'time') {
    const [clock = '', fraction = ''] = String(cell).split('.')
    return String(BigInt(Date.parse(`1970-01-01T${clock}Z`)) * 1_000n + BigInt(fraction.padEnd(6, '0')))
  }
  return cell
}

describe('a JSON export', () => {
  it('is read by DuckDB and by JSON.parse to the last digit', async () => {
    const table = await answerTo(client, EVERY_TYPE)
    const text = (await written('json', table)).toString()
    const rows = (JSON.parse(text) as Record<string, Cell>[]).map((row) => Object.values(row))
    // JSON has no minus nought.
    expect(rows).toEqual(table.rows.map((row) => row.map((cell) => (Object.is(cell, -0) ? 0 : cell))))
    const back = await readByDuckdb(
      Buffer.from(text),
      `read_json(file, format = 'array', columns = {n: 'INT', big: 'VARCHAR', wide: 'VARCHAR'})`,
      `SELECT big::BIGINT::VARCHAR, wide::DECIMAL(38,18)::VARCHAR FROM back ORDER BY n`,
    )
    const at = (name: string) => table.columns.findIndex((column) => column.name === name)
    expect(back.rows).toEqual(table.rows.map((row) => [row[at('big')], row[at('wide')]]))
  })
})

/** The cells of a workbook's sheet, read with nothing of the house: the style of a number, or text. */
async function sheetOf(content: Buffer): Promise<(string | { style: string; number: string } | null)[][]> {
  const xml = await sheetXml(content)
  return [...xml.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [
      ...row.matchAll(
        /<c\/>|<c(?: s="(\d)")?><v>(.*?)<\/v><\/c>|<c t="inlineStr"[^>]*><is><t[^>]*>(.*?)<\/t><\/is><\/c>/gs,
      ),
    ].map(([, style = '0', number, words]) =>
      number !== undefined ? { style, number } : words === undefined ? null : unescaped(words),
    ),
  )
}

describe('a workbook', () => {
  it('has every digit: figures and dates as numbers where a spreadsheet keeps them, else as text', async () => {
    const table = await answerTo(client, EVERY_TYPE)
    const [names, ...rows] = await sheetOf(await written('xlsx', table))
    expect(names).toEqual(table.columns.map(({ name }) => name))
    const back = rows.map((row) => row.map(plainCell))
    expect(back).toEqual(table.rows.map((row) => row.map((cell, at) => asWritten(table.columns[at], cell))))
    expect(rows[0]?.[7]).toEqual({ style: '2', number: '35250' })
    expect(rows[4]?.[8]).toEqual({ style: '3', number: expect.stringMatching(/^\d+\.\d+$/) })
  })

  it('has text that a spreadsheet would run behind an apostrophe, and negative figures without one', async () => {
    const table = await answerTo(
      client,
      `SELECT '=1+1' AS a, -5::BIGINT AS n, '-12345678901234567890'::DECIMAL(38,0) AS d`,
    )
    const [, row] = await sheetOf(await written('xlsx', table))
    expect(row).toEqual(["'=1+1", { style: '0', number: '-5' }, '-12345678901234567890'])
  })
})

const DAY_MS = 86_400_000
const EPOCH = Date.UTC(1899, 11, 30)

function plainCell(cell: string | { style: string; number: string } | null): Cell {
  if (cell === null || typeof cell === 'string') return cell
  const at = new Date(EPOCH + Math.round(Number(cell.number) * DAY_MS))
  if (cell.style === '2') return at.toISOString().slice(0, 10)
  return cell.style === '3' ? at.toISOString() : cell.number
}

/** A cell in the words of a sheet: milliseconds are always there, and the rest is text with its guard. */
function asWritten(column: Column | undefined, cell: Cell): Cell {
  if (cell === null) return null
  const text = String(cell)
  if (column?.type === 'timestamp' && Date.parse(text) > 0 && !/\.\d{4,}Z/.test(text))
    return new Date(text).toISOString()
  return column?.type === 'text' && text.startsWith('=') ? `'${text}` : text
}

describe('every format', () => {
  it.each(EXPORT_FORMATS)('ends where its rows do: %s', async (format) => {
    async function* batches(): AsyncGenerator<Row[]> {
      yield [[1]]
      throw new Error('the rows ended')
    }
    const columns: Column[] = [{ name: 'n', type: 'integer', nativeType: 'INTEGER' }]
    const pieces = writeExport(format, { title: 'Data', columns, batches: batches() })
    const all = async () => {
      for await (const _ of pieces);
    }
    await expect(all()).rejects.toThrow('the rows ended')
  })

  it.each(EXPORT_FORMATS)('is written as it is read, and none of it is kept: %s', async (format) => {
    let made = 0
    async function* batches(): AsyncGenerator<Row[]> {
      for (; made < 200; made += 1)
        yield Array.from({ length: 500 }, (_, n) => [n, `${made} ${n} ${Math.random()}`])
    }
    const columns: Column[] = [
      { name: 'n', type: 'integer', nativeType: 'INTEGER' },
      { name: 'words', type: 'text', nativeType: 'VARCHAR' },
    ]
    const pieces = writeExport(format, { title: 'Data', columns, batches: batches() })
    for (let read = 0; read < 3; read += 1) await pieces.next()
    expect(made).toBeLessThan(100)
    let bytes = 0
    for await (const piece of pieces) bytes += piece.length
    expect(made).toBe(200)
    expect(bytes).toBeGreaterThan(500_000)
  })
})
