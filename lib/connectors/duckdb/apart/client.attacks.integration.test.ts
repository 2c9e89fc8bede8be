import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isConnectorError } from '../../errors'
import { createDuckdbClient } from '../client'
import { createApartClient } from './client'

/** What nobody outside may see. */
const MARK = `secret-${randomBytes(6).toString('hex')}`
const DATA = resolve('analytics/data/northwind')

const client = createApartClient({
  folders: async () => [DATA],
  version: async () => '1',
  limits: { memoryMb: 256, threads: 1 },
})

let folder: string
let repository: string
const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  response.writeHead(404).end()
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-attacks-'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(join(folder, 'secret.csv'), `a\n${MARK}\n`)
  writeFileSync(join(folder, 'secret.json'), `[{"a":"${MARK}"}]`)
  writeFileSync(join(folder, 'header.csv'), `${MARK}\n1\n`)
  writeFileSync(join(folder, `named-${MARK}.txt`), '')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (SELECT '${MARK}' AS a) TO '${folder}/secret.parquet'`)
  await connection.run(
    `ATTACH '${folder}/secret.duckdb' AS s; CREATE TABLE s.kept AS SELECT '${MARK}' AS a; DETACH s`,
  )
  connection.closeSync()
  instance.closeSync()
})

afterAll(async () => {
  await client.close()
  server.close()
  rmSync(folder, { recursive: true })
})

/** What a statement got out: rows or words with what is hidden, files made or changed, addresses asked. */
type Spoils = { told: string[]; files: string[]; asked: string[] }
const NOTHING: Spoils = { told: [], files: [], asked: [] }

const filesNow = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => `${name} ${readFileSync(join(folder, name)).length}`)

/** What the statement itself says is no secret. */
async function spoilsOf(sql: string, run: () => Promise<string>): Promise<Spoils> {
  const before = new Set(filesNow())
  const askedBefore = asked.length
  const text = await run()
  return {
    told: text.includes(MARK) && !sql.includes(MARK) ? [MARK] : [],
    files: filesNow().filter((file) => !before.has(file)),
    asked: asked.slice(askedBefore),
  }
}

async function askApart(sql: string): Promise<string> {
  try {
    const limits = { rows: 10_000, cells: 1_000_000, characters: 10_000_000 }
    return JSON.stringify((await client.ask({ sql, limits, timeoutMs: 20_000 })).rows)
  } catch (error) {
    if (!isConnectorError(error)) throw error
    return error.message
  }
}

async function runOpen(connection: DuckDBConnection, sql: string): Promise<string> {
  try {
    const reader = await connection.runAndReadAll(sql)
    return JSON.stringify(reader.getRowsJson())
  } catch (error) {
    return String(error)
  }
}

/** Each gets out of an engine that is open, in the way named; `opening`: what opens it further. */
type Attack = readonly [name: string, way: keyof Spoils, sql: string, opening?: string]

const ATTACKS = (dir: string, http: string): readonly Attack[] => [
  ['read_csv', 'told', `SELECT * FROM read_csv('${dir}/secret.csv')`],
  ['read_csv_auto', 'told', `SELECT * FROM read_csv_auto(['${dir}/secret.csv'])`],
  ['read_text', 'told', `SELECT content FROM read_text('${dir}/secret.csv')`],
  ['read_blob', 'told', `SELECT content::VARCHAR FROM read_blob('${dir}/secret.csv')`],
  ['read_json', 'told', `SELECT * FROM read_json('${dir}/secret.json')`],
  ['read_json_objects', 'told', `SELECT * FROM read_json_objects('${dir}/secret.json')`],
  ['read_ndjson', 'told', `SELECT * FROM read_ndjson('${dir}/secret.json', format = 'array')`],
  ['read_parquet', 'told', `SELECT * FROM read_parquet('${dir}/secret.parquet')`],
  ['parquet_metadata', 'told', `SELECT stats_min_value FROM parquet_metadata('${dir}/secret.parquet')`],
  ['read_duckdb', 'told', `SELECT * FROM read_duckdb('${dir}/secret.duckdb', table_name = 'kept')`],
  ['a bare path', 'told', `SELECT * FROM '${dir}/secret.csv'`],
  ['a bare path without FROM first', 'told', `FROM '${dir}/secret.parquet'`],
  ['a path as an identifier', 'told', `SELECT * FROM "${dir}/secret.csv"`],
  ['a pattern', 'told', `SELECT * FROM '${dir}/*.csv'`],
  ['sniff_csv', 'told', `SELECT Columns FROM sniff_csv('${dir}/header.csv', header = true)`],
  ['glob', 'told', `SELECT file FROM glob('${dir}/*.txt')`],
  ['query()', 'told', `SELECT * FROM query('FROM read_csv(''${dir}/secret.csv'')')`],
  ['query_table()', 'told', `SELECT * FROM query_table('${dir}/secret.csv')`],
  [
    'a statement out of JSON',
    'told',
    `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_csv(''${dir}/secret.csv'')'))`,
  ],
  ['a subquery', 'told', `SELECT (SELECT a FROM '${dir}/secret.csv')`],
  ['a CTE', 'told', `WITH s AS MATERIALIZED (FROM '${dir}/secret.csv') SELECT * FROM s`],
  ['a lateral join', 'told', `SELECT s.* FROM (SELECT 1) t, LATERAL (SELECT * FROM '${dir}/secret.csv') s`],
  ['a comment before', 'told', `/* -- */ SELECT /* ; */ * FROM '${dir}/secret.csv' -- */`],
  ['SUMMARIZE', 'told', `SUMMARIZE FROM '${dir}/secret.csv'`],
  ['VALUES', 'told', `VALUES ((SELECT a FROM '${dir}/secret.csv'))`],
  ['PIVOT', 'told', `FROM (PIVOT (FROM '${dir}/secret.csv') ON a IN ('x') GROUP BY a)`],
  ['two statements', 'files', `SELECT 1; COPY (SELECT 1) TO '${dir}/second.csv'`],
  ['PREPARE and EXECUTE', 'told', `PREPARE p AS SELECT * FROM '${dir}/secret.csv'; EXECUTE p`],
  ['EXPLAIN ANALYZE', 'files', `EXPLAIN ANALYZE COPY (SELECT 1) TO '${dir}/explained.csv'`],
  ['a macro', 'told', `CREATE MACRO m() AS TABLE FROM '${dir}/secret.csv'; FROM m()`],
  ['a view', 'told', `CREATE VIEW v AS FROM '${dir}/secret.csv'; FROM v`],
  ['ATTACH', 'told', `ATTACH '${dir}/secret.duckdb' AS other (READ_ONLY); SELECT * FROM other.kept`],
  [
    'ATTACH a new file',
    'files',
    `ATTACH '${dir}/new.duckdb' AS fresh; CREATE TABLE fresh.t AS SELECT 1; CHECKPOINT fresh`,
  ],
  ['COPY TO', 'files', `COPY (SELECT 1) TO '${dir}/out.csv'`],
  ['COPY FROM', 'told', `CREATE TABLE c (a VARCHAR); COPY c FROM '${dir}/secret.csv'; FROM c`],
  ['EXPORT DATABASE', 'files', `EXPORT DATABASE '${dir}/exported'`],
  [
    'a log to a file',
    'files',
    `SELECT * FROM enable_logging(storage = 'file', storage_path = '${dir}/log'); SELECT 1`,
  ],
  [
    'a profile to a file',
    'files',
    `SELECT * FROM enable_profiling(format := 'json', save_location := '${dir}/profile.json'); SELECT 1`,
  ],
  [
    'PRAGMA profiling_output',
    'files',
    `PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = '${dir}/p2.json'; SELECT 1`,
  ],
  ['log_query_path', 'files', `SET log_query_path = '${dir}/queries.log'; SELECT 1`],
  ['INSTALL', 'asked', `INSTALL httpfs FROM '${http}'`],
  ['INSTALL from a setting', 'asked', `SET custom_extension_repository = '${http}'; INSTALL httpfs`],
  ['LOAD from an address', 'asked', `FORCE INSTALL spatial FROM '${http}'; LOAD spatial`],
  [
    'a persistent secret',
    'files',
    `SET secret_directory = '${dir}/secrets'; CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')`,
  ],
  [
    'an address',
    'asked',
    `SELECT * FROM read_csv('${http}/x.csv')`,
    `SET autoinstall_known_extensions = true; SET autoload_known_extensions = true; SET custom_extension_repository = '${http}'`,
  ],
  [
    'a bucket',
    'asked',
    `SELECT * FROM 's3://bucket/x.parquet'`,
    `SET autoinstall_known_extensions = true; SET autoload_known_extensions = true; SET custom_extension_repository = '${http}'`,
  ],
  [
    'iceberg',
    'asked',
    `SELECT * FROM iceberg_scan('${dir}')`,
    `SET autoinstall_known_extensions = true; SET autoload_known_extensions = true; SET custom_extension_repository = '${http}'`,
  ],
]

describe('a way out of the engine', () => {
  it.each(ATTACKS('', '').map(([name], index) => [name, index] as const))(
    '%s gets out of an open engine, and not out of this one',
    async (_name, index) => {
      const attack = ATTACKS(folder, repository)[index]
      if (attack === undefined) throw new Error('no attack')
      const [, way, sql, opening] = attack
      expect(await spoilsOf(sql, () => askApart(sql))).toEqual(NOTHING)
      const instance = await DuckDBInstance.create(':memory:', {
        autoinstall_known_extensions: 'false',
        extension_directory: join(folder, `extensions-${index}`),
      })
      const connection = await instance.connect()
      if (opening !== undefined) await connection.run(opening)
      const spoils = await spoilsOf(sql, () => runOpen(connection, sql)).finally(() => {
        connection.closeSync()
        instance.closeSync()
      })
      expect(spoils[way], `${sql}\nin an open engine`).not.toEqual([])
    },
  )

  it('is no function that the engine has, with a path in its hands', async () => {
    const functions = JSON.parse(
      await askApart(
        `SELECT DISTINCT function_name, function_type FROM duckdb_functions()
          WHERE function_type IN ('table', 'table_macro', 'scalar', 'pragma') AND regexp_full_match(function_name, '[a-z_0-9]+')`,
      ),
    ) as [string, string][]
    expect(functions.length).toBeGreaterThan(500)
    const files = ['secret.csv', 'secret.parquet', 'secret.json', 'secret.duckdb'].map((name) =>
      join(folder, name),
    )
    const [csv = ''] = files
    const hands = ['', `['${csv}']`, `'${csv}', 'kept'`, ...files.map((file) => `'${file}'`)]
    for (const [name, type] of functions) {
      const calls =
        type === 'scalar'
          ? [`SELECT ${name}('${csv}')`]
          : hands.map((hand) => `SELECT * FROM ${name}(${hand})`)
      const all = async () => {
        const told: string[] = []
        for (const sql of calls) told.push(await askApart(sql))
        return told.join('\n')
      }
      expect(await spoilsOf(calls.join(), all), name).toEqual(NOTHING)
    }
    expect(JSON.parse(await askApart('SELECT count(*) FROM orders'))).toEqual([['830']])
  }, 120_000)

  it('is no log of what others ask, which one statement could switch on for the next', async () => {
    const theft = [
      'SELECT * FROM enable_logging()',
      `SELECT '${MARK}' AS private`,
      'SELECT * FROM duckdb_logs',
    ]
    const [, , told] = [
      await askApart(theft[0] ?? ''),
      await askApart(theft[1] ?? ''),
      await askApart(theft[2] ?? ''),
    ]
    expect(told).toBe('[]')
    const forgetful = createDuckdbClient({
      folders: async () => [],
      limits: { memoryMb: 128, threads: 1, statementsAtOnce: 1 },
    })
    const rows: unknown[] = []
    for (const sql of theft) {
      const stream = await forgetful.open({ sql, values: {}, timeoutMs: 5_000 })
      for await (const batch of stream.batches) rows.push(...batch)
    }
    await forgetful.close()
    expect(JSON.stringify(rows), 'without forgetting it is one').toContain('AS private')
  })

  it('is no setting, name or place of this machine', async () => {
    const told = await Promise.all(
      [
        'SELECT * FROM duckdb_settings()',
        'SELECT * FROM duckdb_databases()',
        'SELECT * FROM duckdb_secrets()',
        'SELECT * FROM duckdb_extensions()',
        'SELECT * FROM duckdb_external_file_cache()',
        'SELECT * FROM duckdb_variables()',
        'SELECT * FROM duckdb_views()',
        'SELECT * FROM duckdb_tables()',
        'SELECT * FROM pg_catalog.pg_settings',
        `SELECT getvariable('folder')`,
      ].map(askApart),
    )
    for (const text of told) {
      for (const word of [resolve('.'), tmpdir(), homedir(), DATA]) expect(text).not.toContain(`${word}/`)
    }
    expect(told.join(), 'these do answer').toContain('lock_configuration')
  })

  it('leaves the engine as it was', async () => {
    expect(JSON.parse(await askApart('SELECT count(*) FROM orders'))).toEqual([['830']])
  })
})
