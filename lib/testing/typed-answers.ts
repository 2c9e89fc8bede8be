import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDuckdbClient } from '@/lib/connectors/duckdb/client'
import type { Column, Row } from '@/lib/connectors/tabular'

/** Each type at its limits, and NULL: what an engine may answer with. */
export const EVERY_TYPE = `
  SELECT * FROM (VALUES
    (1, true, 2147483647, 9223372036854775807::BIGINT, 12345678901234567890.123456789012345678::DECIMAL(38,18),
     99999999999999.9999::DECIMAL(18,4), 0.1::DOUBLE, DATE '1996-07-04', TIMESTAMP '2026-11-21 10:00:00.123456',
     TIME '23:59:59.999999', 'say "hi", =1+1', 12::HUGEINT, 'ab'::BLOB, TIMESTAMPTZ '2026-11-21 10:00:00.5+02'),
    (2, false, -2147483648, '-9223372036854775808'::BIGINT, '-99999999999999999999.999999999999999999'::DECIMAL(38,18),
     '-0.0001'::DECIMAL(18,4), 1e300::DOUBLE, DATE '1900-01-01', TIMESTAMP '1969-12-31 23:59:59.999999',
     TIME '00:00:00', '=cmd()', '-99999999999999999999999999999999999999'::HUGEINT, ''::BLOB,
     TIMESTAMPTZ '1969-12-31 23:59:59.999999Z'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, true, 0, 9007199254740993::BIGINT, 0::DECIMAL(38,18), 0::DECIMAL(18,4), '-0.0'::DOUBLE, DATE '9999-12-31',
     TIMESTAMP '9999-12-31 23:59:59', TIME '12:00:00', '', 0::HUGEINT, '\\x00\\xFF'::BLOB, TIMESTAMPTZ '2000-02-29 00:00:00Z'),
    (5, true, 7, 7, 7, 7, 1e16::DOUBLE, DATE '2024-02-29', TIMESTAMP '2026-11-21 10:00:00.5', TIME '01:02:03.5',
     E'line\\r\\nend, ''é😀 _x000D_ <&>', 7, 'x'::BLOB, TIMESTAMPTZ '2026-11-21 10:00:00Z')
  ) AS t(n, flag, small, big, wide, money, measure, day, moment, clock, words, huge, bytes, instant)
  ORDER BY n`

export type Table = { columns: readonly Column[]; rows: Row[] }

const LIMITS = { memoryMb: 256, threads: 2, statementsAtOnce: 2 }

/** An engine without tables. */
export function bareDuckdb() {
  return createDuckdbClient({ folders: async () => [], limits: LIMITS })
}

export async function answerTo(client: ReturnType<typeof bareDuckdb>, sql: string): Promise<Table> {
  const stream = await client.open({ sql, values: {}, timeoutMs: 60_000 })
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return { columns: stream.columns, rows }
}

/** What DuckDB makes of a file: `from` names it as `file`, and what it reads is the table `back`. */
export async function readByDuckdb(content: Buffer, from: string, sql: string): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'pergola-back-'))
  try {
    await writeFile(join(folder, 'file'), content)
    const load = from.replace('file', () => `getvariable('folder') || '/file'`)
    await writeFile(join(folder, 'load.sql'), `CREATE TABLE back AS FROM ${load}`)
    const client = createDuckdbClient({ folders: async () => [folder], limits: LIMITS })
    const back = await answerTo(client, sql)
    await client.close()
    return back
  } finally {
    await rm(folder, { recursive: true })
  }
}
