import { resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isConnectorError } from '../../errors'
import { createApartClient } from './client'

// What client.attacks.integration.test.ts cannot compare with an open engine: each of these is refused in words.

const client = createApartClient({
  folders: async () => [resolve('analytics/data/northwind')],
  version: async () => '1',
  limits: { memoryMb: 256, threads: 1 },
})
const limits = { rows: 100, cells: 10_000, characters: 100_000 }

afterAll(() => client.close())

async function faultOf(sql: string): Promise<string> {
  try {
    return `answered ${JSON.stringify((await client.ask({ sql, limits, timeoutMs: 20_000 })).rows)}`
  } catch (error) {
    if (!isConnectorError(error)) throw error
    return `${error.layer} ${error.code}`
  }
}

describe('a way out of the engine', () => {
  it.each([
    ['the environment', `SELECT getenv('PATH')`],
    ['an address by a function', `SELECT http_get('http://127.0.0.1:1')`],
    ['an extension that is loaded', 'LOAD httpfs'],
    ['a secret', `CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')`],
    ['another engine', `SELECT * FROM postgres_query('host=127.0.0.1', 'SELECT 1')`],
    ['a file of another engine', `SELECT * FROM sqlite_scan('/tmp/x', 't')`],
    ['this process', `SELECT * FROM read_text('/proc/self/environ')`],
    ['what stands at standard input', `SELECT * FROM read_csv('/dev/stdin')`],
    ['a pointer by its type', `SELECT * FROM arrow_scan(1::POINTER, 1::POINTER, 1::POINTER)`],
    ['a pointer that is none', 'SELECT * FROM arrow_scan(NULL, NULL, NULL)'],
    ['a pointer as a number', 'SELECT * FROM arrow_scan_dumb(1, 1, 1)'],
    ['two statements in a function', `SELECT * FROM query('SELECT 1; COPY (SELECT 1) TO ''/tmp/x''')`],
    ['a statement that writes in one', `SELECT * FROM query('DELETE FROM orders')`],
    ['a table among paths', `SELECT * FROM query_table(['orders', '/etc/passwd'])`],
    ['a change in a CTE', 'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone'],
    ['a change', 'UPDATE orders SET freight = 0'],
    ['a merge', 'MERGE INTO orders USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE'],
    ['a table that is gone', 'DROP TABLE orders'],
    ['a table of its own', 'CREATE TEMP TABLE t AS SELECT 1'],
    ['a database of its own', `ATTACH ':memory:' AS other`],
    ['a prepared statement', 'PREPARE p AS SELECT 1'],
    ['one that somebody prepared', 'EXECUTE p'],
    ['the end of the transaction', 'COMMIT'],
    ['another schema', 'USE memory'],
    ['a setting', 'SET threads = 64'],
    ['a setting taken back', 'RESET memory_limit'],
    ['a variable', 'SET VARIABLE x = 1'],
    ['a key for files', `PRAGMA add_parquet_key('k', '0123456789112345')`],
    ['data that are made up', 'CALL dbgen(sf = 1)'],
    ['a plan', 'EXPLAIN ANALYZE SELECT 1'],
    ['a checkpoint', 'FORCE CHECKPOINT'],
  ])('is not by way of %s', async (_what, sql) => {
    expect(await faultOf(sql)).toMatch(/^(protocol QUERY_FAILED|refused (NOT_A_READ|FORBIDDEN))$/)
  })

  it('leaves the engine as it was', async () => {
    const sql = 'SELECT count(*), CAST(sum(freight) AS VARCHAR) FROM orders'
    expect((await client.ask({ sql, limits, timeoutMs: 20_000 })).rows).toEqual([['830', '64942.69']])
  })
})
