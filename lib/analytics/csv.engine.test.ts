import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DuckdbClient } from '@/lib/connectors/duckdb/client'
import { answerTo, bareDuckdb, EVERY_TYPE } from '@/lib/testing/typed-answers'
import { csvLines, doubleText } from './csv'

let client: DuckdbClient
beforeAll(() => {
  client = bareDuckdb()
})
afterAll(() => client.close())

describe('CSV that DuckDB writes', () => {
  it.each([
    [
      'each type at its limits',
      EVERY_TYPE.replace(", 'ab'::BLOB", '')
        .replace(", ''::BLOB", '')
        .replace(", '\\x00\\xFF'::BLOB", '')
        .replace(", 'x'::BLOB", '')
        .replace('huge, bytes', 'huge')
        .replace('NULL, NULL),', 'NULL),'),
    ],
    ['columns of one name, with a comment behind', `SELECT 1 AS a, '=x' AS a -- the end`],
    ['no rows', 'SELECT 1 AS n WHERE false'],
    [
      'infinities and years before Christ',
      `SELECT unnest(['infinity'::TIMESTAMP, '-infinity', TIMESTAMP '0044-03-15 (BC) 10:00:00']) AS t, unnest(['infinity'::DATE, '-infinity', DATE '0044-03-15 (BC)']) AS d, unnest([1.0, 'nan'::DOUBLE, '-inf'::DOUBLE]) AS x`,
    ],
    [
      'floats, enums, identifiers and small integers',
      `SELECT 0.1::FLOAT, 'b, c'::ENUM('a', 'b, c'), '5f7e8d3c-0000-4000-8000-000000000001'::UUID, 1::TINYINT, 255::UTINYINT, 18446744073709551615::UBIGINT`,
    ],
    [
      'rows in the order asked for',
      `SELECT i, 'row ' || i || ', "' || (i * 7919) % 100003 || '"' AS words FROM range(60000) r(i) ORDER BY (i * 7919) % 100003, i`,
    ],
  ])('is to the byte what the portal writes: %s', async (_name, sql) => {
    const table = await answerTo(client, sql)
    const stream = await client.openLines({ sql, values: {}, timeoutMs: 60_000 }, { form: 'csv' })
    expect(stream).not.toBeNull()
    let rows = 0
    const pieces: Uint8Array[] = []
    for await (const batch of stream?.batches ?? []) {
      rows += batch.rows
      pieces.push(batch.bytes)
    }
    expect(rows).toBe(table.rows.length)
    expect(Buffer.concat(pieces).toString()).toBe(csvLines(table.columns, table.rows))
  })

  it('is not had for types that the engine would write otherwise', async () => {
    for (const sql of [
      `SELECT [1] AS list`,
      `SELECT {'a': 1} AS s`,
      `SELECT INTERVAL 1 DAY AS i`,
      `SELECT 'a'::BLOB AS b`,
      `SELECT TIMESTAMP_NS '2026-01-01' AS t`,
    ])
      expect(await client.openLines({ sql, values: {}, timeoutMs: 10_000 }, { form: 'csv' })).toBeNull()
  })

  it('is the same for any text', async () => {
    const dangerous = fc
      .array(
        fc.constantFrom(
          '=',
          '+',
          '-',
          '@',
          "'",
          '"',
          ',',
          '\r',
          '\n',
          '\t',
          '＝',
          '＠',
          'a',
          '1',
          ' ',
          '\u0001',
          'é',
          '😀',
          '\uFF5E',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(''))
    const text = fc
      .oneof(dangerous, fc.string({ unit: 'grapheme' }))
      .filter((value) => !value.includes('\u0000'))
      .map((value) => value.toWellFormed())
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { minLength: 1, maxLength: 60 }), async (texts) => {
        const values = texts
          .map((value) => (value === null ? '(NULL::VARCHAR)' : `('${value.replaceAll("'", "''")}')`))
          .join(',')
        const sql = `SELECT t AS a, t AS b FROM (VALUES ${values}) AS v(t)`
        const table = await answerTo(client, sql)
        const stream = await client.openLines({ sql, values: {}, timeoutMs: 10_000 }, { form: 'csv' })
        const pieces: Uint8Array[] = []
        for await (const { bytes } of stream?.batches ?? []) pieces.push(bytes)
        expect(Buffer.concat(pieces).toString()).toBe(csvLines(table.columns, table.rows))
      }),
      { numRuns: 150 },
    )
  })

  it('is the same for any double', async () => {
    const double = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer().map((n) => n / 1000),
      fc.maxSafeInteger(),
      fc.integer({ min: -30, max: 30 }).map((n) => 10 ** n),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(double, { minLength: 1, maxLength: 200 }), async (doubles) => {
        const list = doubles.map((value) => `'${value.toExponential()}'::DOUBLE`).join(',')
        const { rows } = await answerTo(client, `SELECT [x::VARCHAR FOR x IN [${list}]]`)
        // SQL has no minus nought in words.
        expect(doubles.map((value) => doubleText(value === 0 ? 0 : value))).toEqual(rows[0]?.[0])
      }),
      { numRuns: 60 },
    )
  })
})
