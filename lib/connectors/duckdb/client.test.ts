import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConnectorError } from '../errors'
import type { BoundValue, Cell, Row } from '../tabular'
import { createDuckdbClient, type DuckdbClient } from './client'

const NORTHWIND = resolve('analytics/data/northwind')
const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'
const LIMITS = { memoryMb: 256, threads: 2, statementsAtOnce: 2 }

let client: DuckdbClient
let outside: string

beforeAll(async () => {
  client = createDuckdbClient({ folders: async () => [NORTHWIND], limits: LIMITS })
  outside = await mkdtemp(join(tmpdir(), 'pergola-duckdb-'))
  await writeFile(join(outside, 'secret.csv'), 'a\nsecret\n')
})

afterAll(async () => {
  await client.close()
  await rm(outside, { recursive: true })
})

type AskOptions = { values?: Record<string, BoundValue>; timeoutMs?: number; signal?: AbortSignal }

async function ask(sql: string, options: AskOptions = {}): Promise<Row[]> {
  const { values = {}, timeoutMs = 10_000, signal } = options
  const stream = await client.open({ sql, values, timeoutMs, signal })
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return rows
}

async function faultOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ConnectorError)
  return error as ConnectorError
}

describe('the answers of DuckDB', () => {
  it('adds the revenue of Northwind exactly and rounds it once', async () => {
    const [row] = await ask(
      `SELECT sum(unit_price * quantity * (1 - discount)) AS exact,
              round(sum(unit_price * quantity * (1 - discount)), 2) AS rounded FROM order_details`,
    )
    expect(row).toEqual(['1265793.0395', '1265793.04'])
  })

  it.each<[string, Cell]>([
    ['9223372036854775807::BIGINT', '9223372036854775807'],
    ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727'],
    ['2147483647::INTEGER', 2147483647],
    ['12345678901234567890.123456789012345678::DECIMAL(38,18)', '12345678901234567890.123456789012345678'],
    ['-0.05::DECIMAL(4,2)', '-0.05'],
    [`'nan'::DOUBLE`, 'NaN'],
    [`'-inf'::DOUBLE`, '-Infinity'],
    ['NULL', null],
    [`DATE '1998-05-06'`, '1998-05-06'],
    [`DATE 'infinity'`, 'infinity'],
    [`TIMESTAMP '2026-11-21 10:00:00.123456'`, '2026-11-21T10:00:00.123456Z'],
    [`TIMESTAMP_NS '2026-11-21 10:00:00.123456789'`, '2026-11-21T10:00:00.123456789Z'],
    [`TIMESTAMPTZ '2026-11-21 10:00:00+05:45'`, '2026-11-21T04:15:00Z'],
    [`TIME '10:00:00.5'`, '10:00:00.5'],
    [`'\\x00\\xFF'::BLOB`, 'AP8='],
    ['[1.10::DECIMAL(4,2), NULL]', ['1.10', null]],
    [`{'a': 9223372036854775807, 'b': [true]}`, { a: '9223372036854775807', b: [true] }],
    [`MAP {'a': 1}`, { a: 1 }],
    [`'Gnocchi di nonna Alice — “ß”'`, 'Gnocchi di nonna Alice — “ß”'],
  ])('writes %s without losing anything', async (expression, expected) => {
    expect(await ask(`SELECT ${expression} AS value`)).toEqual([[expected]])
  })

  it('names columns and types, two of one name included', async () => {
    const stream = await client.open({
      sql: 'SELECT 1.50::DECIMAL(9,2) AS a, 2 AS a LIMIT 0',
      values: {},
      timeoutMs: 1_000,
    })
    expect(stream.columns).toEqual([
      { name: 'a', type: 'decimal', nativeType: 'DECIMAL(9,2)' },
      { name: 'a', type: 'integer', nativeType: 'INTEGER' },
    ])
    stream.close()
  })

  it('streams in batches and stops when the reader stops', async () => {
    const stream = await client.open({
      sql: 'SELECT range AS n FROM range(1000000)',
      values: {},
      timeoutMs: 10_000,
    })
    let rows = 0
    for await (const batch of stream.batches) {
      rows += batch.length
      break
    }
    expect(rows).toBeGreaterThan(0)
    expect(rows).toBeLessThan(100_000)
  })

  it('binds typed values, which stay values whatever they say', async () => {
    const hostile = `'; DROP TABLE orders; --`
    const rows = await ask('SELECT $t AS t, $i AS i, $d AS d, $day AS day, $b AS b, len($l) AS l', {
      values: {
        t: { type: 'text', value: hostile },
        i: { type: 'integer', value: 9007199254740993n },
        d: { type: 'decimal', value: '-12.345' },
        day: { type: 'date', value: '1997-02-28' },
        b: { type: 'boolean', value: null },
        l: { type: 'list', of: 'text', value: [] },
      },
    })
    expect(rows).toEqual([[hostile, '9007199254740993', '-12.345', '1997-02-28', null, '0']])
  })
})

describe('what DuckDB refuses', () => {
  it.each([
    ['INSERT INTO orders SELECT * FROM orders'],
    ['UPDATE orders SET freight = 0'],
    ['DELETE FROM orders'],
    ['CREATE TABLE mine AS SELECT 1'],
    ['CREATE TEMP TABLE mine AS SELECT 1'],
    ['DROP TABLE orders'],
    [`COPY orders TO '/tmp/pergola-out.csv'`],
    [`ATTACH '/tmp/pergola.db'`],
    ['INSTALL httpfs'],
    ['LOAD httpfs'],
    ['SET threads = 8'],
    ['RESET lock_configuration'],
    [`PRAGMA memory_limit='8GB'`],
    ['CALL pragma_version()'],
    ['CHECKPOINT'],
    ['BEGIN'],
    ['COMMIT'],
    ['EXPLAIN ANALYZE SELECT 1'],
    ['SELECT 1; DROP TABLE orders'],
    ['SELECT 1; SELECT 2'],
    [''],
  ])('is a statement that is not one SELECT: %s', async (sql) => {
    const fault = await faultOf(ask(sql))
    expect(['refused', 'protocol']).toContain(fault.layer)
    expect(await ask('SELECT count(*) AS n FROM orders')).toEqual([['830']])
  })

  it.each([
    ['read_csv', (folder: string) => `SELECT * FROM read_csv('${folder}/secret.csv')`],
    ['a bare path', (folder: string) => `SELECT * FROM '${folder}/secret.csv'`],
    ['read_text', (folder: string) => `SELECT * FROM read_text('${folder}/secret.csv')`],
    ['glob', (folder: string) => `SELECT * FROM glob('${folder}/*')`],
    ['sniff_csv', (folder: string) => `SELECT * FROM sniff_csv('${folder}/secret.csv')`],
    ['query()', (folder: string) => `SELECT * FROM query('FROM read_csv(''${folder}/secret.csv'')')`],
    ['its own data folder', () => `SELECT * FROM read_csv('${NORTHWIND}/orders.csv')`],
    ['an address', () => `SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')`],
  ])('is a file or an address, by %s', async (_name, sqlOf) => {
    await faultOf(ask(sqlOf(outside)))
    expect(await readdir(outside)).toEqual(['secret.csv'])
  })

  it('does read such a file before it is shut, so that the refusals above mean something', async () => {
    await writeFile(
      join(outside, 'load.sql'),
      `CREATE TABLE secret AS SELECT * FROM read_csv(getvariable('folder') || '/secret.csv');`,
    )
    const open = createDuckdbClient({ folders: async () => [outside], limits: LIMITS })
    expect(await open.fetchTableNames()).toEqual(['secret'])
    await open.close()
    await rm(join(outside, 'load.sql'))
  })

  it('names what is wrong with a statement, without the statement', async () => {
    const fault = await faultOf(ask('SELECT nothing FROM orders'))
    expect(fault).toMatchObject({ layer: 'protocol', code: 'QUERY_FAILED', system: 'duckdb' })
    expect(fault.message).toMatch(/nothing/)
    expect(fault.message).not.toMatch(/LINE 1/)
  })

  it('asks for every parameter', async () => {
    expect((await faultOf(ask('SELECT $missing AS a'))).message).toMatch(/\$missing/)
  })

  it('says that its tables could not be loaded, and loads them once they can be', async () => {
    const late = createDuckdbClient({ folders: async () => [outside], limits: LIMITS })
    expect(await faultOf(late.fetchTableNames())).toMatchObject({ layer: 'unreachable', retryable: true })
    await writeFile(join(outside, 'load.sql'), 'CREATE TABLE here AS SELECT 1 AS a;')
    expect(await late.fetchTableNames()).toEqual(['here'])
    await late.close()
    await rm(join(outside, 'load.sql'))
  })
})

describe('an endless statement', () => {
  it('ends at its timeout', async () => {
    expect(await faultOf(ask(ENDLESS, { timeoutMs: 200 }))).toMatchObject({ layer: 'timeout' })
  })

  it('ends when its reader leaves, with the reader’s reason', async () => {
    const reader = new AbortController()
    setTimeout(() => reader.abort(new Error('left')), 100)
    await expect(ask(ENDLESS, { signal: reader.signal })).rejects.toThrow('left')
  })

  it('does not start for a reader who has left already', async () => {
    await expect(ask('SELECT 1 AS a', { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow(
      'left',
    )
  })

  it('gives its turn back, so that those who wait are answered', async () => {
    const endless = Array.from({ length: LIMITS.statementsAtOnce }, () =>
      faultOf(ask(ENDLESS, { timeoutMs: 300 })),
    )
    const waited = ask('SELECT 1 AS a')
    expect((await Promise.all(endless)).map((fault) => fault.layer)).toEqual(['timeout', 'timeout'])
    expect(await waited).toEqual([[1]])
  })

  it('counts waiting for a turn in the timeout', async () => {
    const holders = await Promise.all(
      Array.from({ length: LIMITS.statementsAtOnce }, () =>
        client.open({ sql: 'SELECT range FROM range(1000000)', values: {}, timeoutMs: 5_000 }),
      ),
    )
    expect(await faultOf(ask('SELECT 1 AS a', { timeoutMs: 100 }))).toMatchObject({ layer: 'timeout' })
    for (const holder of holders) holder.close()
    expect(await ask('SELECT 1 AS a')).toEqual([[1]])
  })

  it('gives back the turn of a reader who never comes for the rows', async () => {
    const holders = await Promise.all(
      Array.from({ length: LIMITS.statementsAtOnce }, () =>
        client.open({ sql: 'SELECT range FROM range(1000000)', values: {}, timeoutMs: 200 }),
      ),
    )
    expect(holders).toHaveLength(LIMITS.statementsAtOnce)
    expect(await ask('SELECT 1 AS a')).toEqual([[1]])
  })
})

describe('describing a statement', () => {
  it('tells its columns and parameters without running it', async () => {
    const shape = await client.describe(
      `SELECT order_id, $a::INTEGER AS a FROM orders WHERE $b AND error('ran')`,
    )
    expect(shape.columns.map(({ name }) => name)).toEqual(['order_id', 'a'])
    expect(shape.parameters).toEqual(['a', 'b'])
  })
})
