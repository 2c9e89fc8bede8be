import { type Table as ArrowTable, tableFromIPC } from 'apache-arrow'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DuckdbClient } from '@/lib/connectors/duckdb/client'
import type { Batch, Cell, Column } from '@/lib/connectors/tabular'
import { answerTo, bareDuckdb, EVERY_TYPE, readByDuckdb } from '@/lib/testing/typed-answers'
import { sheetXml, unescaped } from '@/lib/testing/workbook-cells'
import { writeExport } from './export-write'
import { uniqueNames } from './physical'

// Files that are made of what the engine gives in its own form, held to those that are made of rows.

/** Tens of thousands of rows each, written and read twice. */
vi.setConfig({ testTimeout: 30_000 })

let client: DuckdbClient
beforeAll(() => {
  client = bareDuckdb()
})
afterAll(() => client.close())

type Format = 'json' | 'xlsx' | 'parquet' | 'arrow'

async function file(
  format: Format,
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of writeExport(format, { title: 'Data', columns, batches })) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function ofRows(format: Format, sql: string): Promise<Buffer> {
  const { columns, batches } = await client.open({ sql, values: {}, timeoutMs: 60_000 })
  return await file(format, columns, batches)
}

const FORMS = { json: { form: 'json', keysOf: uniqueNames }, xlsx: { form: 'sheet' } } as const

async function ofEngine(format: Format, sql: string): Promise<Buffer | null> {
  const request = { sql, values: {}, timeoutMs: 60_000 }
  const stream = await (format === 'json' || format === 'xlsx'
    ? client.openLines(request, FORMS[format])
    : client.openColumns(request))
  return stream === null ? null : await file(format, stream.columns, stream.batches)
}

const STATEMENTS: [string, string][] = [
  ['each type at its limits', EVERY_TYPE],
  [
    'small integers, floats, enums and identifiers, with a comment behind',
    `SELECT * FROM (VALUES ('-128'::TINYINT, 255::UTINYINT, '-32768'::SMALLINT, 65535::USMALLINT, 4294967295::UINTEGER,
      18446744073709551615::UBIGINT, 0.1::FLOAT, 'b, "c"'::ENUM('a', 'b, "c"'),
      '5f7e8d3c-0000-4000-8000-000000000001'::UUID), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS t -- the end`,
  ],
  [
    'decimals of each width, and below nought',
    `SELECT unnest([1.2, -3.4, NULL])::DECIMAL(4,1) AS a, unnest([12345.67, -0.01])::DECIMAL(9,2) AS b,
      unnest([NULL, '-123456789012345.678'])::DECIMAL(18,3) AS c, unnest(['-1', '1'])::DECIMAL(38,0) AS d`,
  ],
  [
    'doubles that are no number',
    `SELECT unnest([1.0, 'nan'::DOUBLE, 'inf', '-inf', 1e-7, 123456789.125, NULL]) AS x`,
  ],
  [
    'moments of each precision',
    `SELECT TIMESTAMP_NS '2026-01-01 00:00:00.123456789' AS n, TIMESTAMP_MS '1969-12-31 23:59:59.999' AS m`,
  ],
  ['columns of one name', 'SELECT 1 AS a, NULL::VARCHAR AS a'],
  ['no rows', `SELECT 1 AS n, 'x' AS words WHERE false`],
  [
    'many rows in the order asked for',
    `SELECT i, repeat('é', (i % 40)::INT) || i AS words, i % 2 = 0 AS flag, (i * 1000003)::DECIMAL(30,4) AS wide
     FROM range(18000) r(i) ORDER BY (i * 7919) % 18013, i`,
  ],
  [
    'many rows whose NULLs come and go',
    `SELECT CASE WHEN i % 7 < 3 OR i BETWEEN 5000 AND 12000 THEN NULL ELSE repeat('é', (i % 40)::INT) || i END AS words,
      nullif(i % 11, 3)::SMALLINT AS small, CASE WHEN i > 15000 THEN i END AS late, nullif(i % 3, 0) = 1 AS flag
     FROM range(18000) r(i)`,
  ],
]

describe('a Parquet file of the engine’s columns', () => {
  it.each(STATEMENTS)('is read as one of rows: %s', async (_name, sql) => {
    const made = await ofEngine('parquet', sql)
    expect(made).not.toBeNull()
    const [back, rows] = await Promise.all(
      [made ?? Buffer.alloc(0), await ofRows('parquet', sql)].map((content) =>
        readByDuckdb(content, 'read_parquet(file)', 'FROM back'),
      ),
    )
    expect(back).toEqual(rows)
  })
})

/** A column's values in words, a decimal's as its four. */
function textOf(table: ArrowTable | undefined, column: number): string {
  return Array.from(table?.getChildAt(column) ?? [], String).join('\n')
}

describe('an Arrow file of the engine’s columns', () => {
  it.each(STATEMENTS)('is read as one of rows: %s', async (_name, sql) => {
    const [back, rows] = [await ofEngine('arrow', sql), await ofRows('arrow', sql)].map((content) =>
      tableFromIPC(content ?? Buffer.alloc(0)),
    )
    expect(String(back?.schema)).toBe(String(rows?.schema))
    expect(back?.numRows).toBe(rows?.numRows)
    for (const [index] of back?.schema.fields.entries() ?? [])
      expect(textOf(back, index)).toEqual(textOf(rows, index))
  })
})

describe('JSON that the engine writes', () => {
  it.each(STATEMENTS.filter(([name]) => !name.startsWith('moments')))(
    'has the values of its rows: %s',
    async (_name, sql) => {
      const [made, rows] = [await ofEngine('json', sql), await ofRows('json', sql)]
      expect(JSON.parse(String(made))).toEqual(JSON.parse(String(rows)))
      expect(String(made).split('\n')).toHaveLength(String(rows).split('\n').length)
    },
  )

  it('has any text as it is', async () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '').toWellFormed())
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (texts) => {
        const values = texts.map((value) => `('${value.replaceAll("'", "''")}')`).join(',')
        const made = await ofEngine('json', `SELECT t AS "it's ""one""" FROM (VALUES ${values}) AS v(t)`)
        const back = JSON.parse(String(made)) as Record<string, Cell>[]
        expect(back.map((row) => row[`it's "one"`])).toEqual(texts)
      }),
      { numRuns: 12 },
    )
  })
})

const WITHOUT_BLOBS = EVERY_TYPE.replace(/, '[^']*'::BLOB/g, '')
  .replace('huge, bytes', 'huge')
  .replace('NULL, NULL),', 'NULL),')

describe('a sheet that the engine writes', () => {
  it.each([
    ['each type at its limits', WITHOUT_BLOBS],
    ...STATEMENTS.slice(1).filter(([name]) => !name.startsWith('moments')),
    [
      'figures at the last digit that a spreadsheet keeps',
      `SELECT unnest([999999999999999, 1000000000000000, -999999999999999, -1000000000000000, NULL]) AS big,
        unnest(['99999999999.9999', '100000000000.0000', '-99999999999.9999', '-100000000000', '0'])::DECIMAL(18,4) AS money,
        unnest(['0.000999999999999999', '0.001', '-0.001', '0', '-0.000999999999999999'])::DECIMAL(38,18) AS small,
        unnest([1.5, 0, 0, 0, 0])::DECIMAL(15,3) AS narrow`,
    ],
    [
      'days and moments about the first that are dates',
      `SELECT unnest([DATE '1900-02-28', '1900-03-01', '9999-12-31', '10000-01-01', 'infinity', '0044-03-15 (BC)']) AS d,
        unnest([TIMESTAMP '1900-02-28 23:59:59.999', '1900-03-01', '9999-12-31 23:59:59.999', '2026-01-01 00:00:00.0001',
          '-infinity', '2026-11-21 10:00:00.123']) AS t`,
    ],
  ])('has the cells of its rows: %s', async (_name, sql) => {
    const [made, rows] = [await ofEngine('xlsx', sql), await ofRows('xlsx', sql)]
    expect(await cellsOf(made ?? Buffer.alloc(0))).toEqual(await cellsOf(rows))
  })

  it('has any text as its rows have it', async () => {
    const part = fc.constantFrom(
      ...[
        '=',
        '-',
        "'",
        '"',
        '&',
        '<',
        '>',
        '\t',
        '\r',
        '\n',
        '\u0001',
        '\u001f',
        '\u007f',
        '\uffff',
        '\ufffe',
      ],
      ...['_', 'x', '_x', '0041', '_x000D_', 'é', '😀', '＝', ' ', 'a'],
    )
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 120 }), async (texts) => {
        const sql = `SELECT * FROM (VALUES ${texts.map((one) => `('${one.replaceAll("'", "''")}')`).join(',')}) AS v(t)`
        const [made, rows] = [await ofEngine('xlsx', sql), await ofRows('xlsx', sql)]
        expect(await cellsOf(made ?? Buffer.alloc(0))).toEqual(await cellsOf(rows))
      }),
      { numRuns: 12 },
    )
  })

  it('has an underscore that only begins an escape once what follows is written as one', async () => {
    const sql = `SELECT '_x0041' || chr(1) || 'a' AS t, '_x0041' || chr(1) || '_x0042_' AS u`
    for (const made of [await ofEngine('xlsx', sql), await ofRows('xlsx', sql)])
      expect((await cellsOf(made ?? Buffer.alloc(0))).at(1)).toEqual(['_x0041\u0001a', '_x0041\u0001_x0042_'])
  })

  it('holds a text of as many characters as a cell does, and ends at a longer one', async () => {
    const most = await ofEngine('xlsx', `SELECT repeat('é', 32767) AS t, repeat('😀', 16383) AS u`)
    expect((await cellsOf(most ?? Buffer.alloc(0))).at(1)).toEqual(['é'.repeat(32_767), '😀'.repeat(16_383)])
    for (const text of [`repeat('é', 32768)`, `repeat('😀', 16384)`, `'=' || repeat('x', 32767)`]) {
      await expect(ofEngine('xlsx', `SELECT ${text} AS t`)).rejects.toThrow('a cell has 32767 characters')
      await expect(ofRows('xlsx', `SELECT ${text} AS t`)).rejects.toThrow('a cell has 32767 characters')
    }
  })
})

/** Each row's cells: text, or the number and its look; read with nothing of the house. */
async function cellsOf(workbook: Buffer): Promise<unknown[][]> {
  const xml = await sheetXml(workbook)
  return [...xml.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c\/>|<c([^>]*)><v>(.*?)<\/v><\/c>|<c([^>]*)><is><t[^>]*>(.*?)<\/t><\/is><\/c>/gs)].map(
      ([cell, look, number, , words]) =>
        number === undefined ? (words === undefined ? cell : unescaped(words)) : [look, Number(number)],
    ),
  )
}

describe('the engine’s own form', () => {
  it.each<[Format, string]>([
    ['json', 'SELECT [1] AS list'],
    ['xlsx', `SELECT {'a': 1} AS s`],
    ['xlsx', `SELECT 'a'::BLOB AS b`],
    ['json', `SELECT TIMESTAMP_NS '2026-01-01' AS t`],
    ['parquet', `SELECT {'a': 1} AS s`],
    ['parquet', 'SELECT INTERVAL 1 DAY AS i'],
    ['arrow', `SELECT TIMETZ '10:00:00+02' AS t`],
    ['arrow', 'SELECT 1::UHUGEINT AS u'],
  ])('as %s is not had where it would be another: %s', async (format, sql) => {
    expect(await ofEngine(format, sql)).toBeNull()
  })

  it.each([
    [`SELECT DATE 'infinity' AS d`, 'date'],
    [`SELECT unnest([DATE '0044-03-15 (BC)', NULL]) AS d`, 'date'],
    [`SELECT TIMESTAMP '-infinity' AS t`, 'timestamp'],
    [`SELECT TIMESTAMP '10000-01-01' AS t`, 'timestamp'],
    [`SELECT 100000000000000000000000000000000000000::HUGEINT AS h`, 'decimal'],
    [`SELECT '-100000000000000000000000000000000000000'::HUGEINT AS h`, 'decimal'],
  ])('with a value that a typed file cannot hold ends it: %s', async (sql, kind) => {
    for (const format of ['parquet', 'arrow'] as const) {
      await expect(ofEngine(format, sql)).rejects.toThrow(`does not fit ${kind}`)
      await expect(ofRows(format, sql)).rejects.toThrow(`does not fit ${kind}`)
    }
  })

  it('holds the last values of their range', async () => {
    const sql = `SELECT DATE '0001-01-01' AS a, DATE '9999-12-31' AS b, TIMESTAMP '0001-01-01' AS c,
      TIMESTAMP '9999-12-31 23:59:59.999999' AS d, 99999999999999999999999999999999999999::HUGEINT AS e`
    const back = await readByDuckdb(
      (await ofEngine('parquet', sql)) ?? Buffer.alloc(0),
      'read_parquet(file)',
      'FROM back',
    )
    expect(back.rows).toEqual((await answerTo(client, sql)).rows)
  })
})
