import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findTable } from './find-table'
import { TakeInError } from './model'
import { tryLoad } from './try-load'

const LIMITS = { memoryMb: 256, threads: 1 }
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-take-in-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `COPY (SELECT 1.10::DECIMAL(9,2) AS d, 9223372036854775807 AS i, [1, 2] AS "a ""list""", {'x': 1} AS s)
       TO '${folder}/typed.parquet'`,
  )
  connection.closeSync()
  instance.closeSync()
})

afterAll(() => rmSync(folder, { recursive: true }))

async function loaded(format: 'csv' | 'parquet', name: string) {
  const found = await findTable(format, { folder, names: [name] })
  writeFileSync(join(folder, 'load.sql'), `CREATE TABLE t AS SELECT * FROM ${found.from};`)
  return await tryLoad([folder], LIMITS, { folder, table: 't' })
}

it('keeps the types of Parquet, names with quotes too', async () => {
  expect(await loaded('parquet', 'typed.parquet')).toEqual({
    rows: 1,
    columns: [
      { name: 'd', type: 'DECIMAL(9,2)' },
      { name: 'i', type: 'BIGINT' },
      { name: 'a "list"', type: 'INTEGER[]' },
      { name: 's', type: 'STRUCT(x INTEGER)' },
    ],
  })
})

it('finds a decimal that holds every figure of its column, a double only where none does', async () => {
  const wide = `${'9'.repeat(20)}.${'1'.repeat(18)}`
  const rows = [`1.5,${wide},1e5,0.1`, `-1000.25,2.0,2.5,${'1'.repeat(30)}.${'1'.repeat(30)}`]
  writeFileSync(join(folder, 'figures.csv'), `a,b,c,d\n${rows.join('\n')}\n`)
  const { columns } = await loaded('csv', 'figures.csv')
  expect(columns.map(({ type }) => type)).toEqual(['DECIMAL(18,2)', 'DECIMAL(38,18)', 'DOUBLE', 'DOUBLE'])
})

it('does not take what tries to be SQL for anything but a name or a value', async () => {
  const hostile = `x', 'y': 'INTEGER'}); DROP TABLE t; --`
  writeFileSync(join(folder, 'hostile.csv'), `"${hostile}",b\n"'); DROP TABLE t; --",1\n`)
  const { rows, columns } = await loaded('csv', 'hostile.csv')
  expect(rows).toBe(1)
  expect(columns.map(({ name }) => name)).toEqual([hostile, 'b'])
})

it('says what is wrong without the folder', async () => {
  writeFileSync(join(folder, 'bad.parquet'), 'PAR1 and then nothing of the kind')
  const error = await findTable('parquet', { folder, names: ['bad.parquet'] }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TakeInError)
  expect(String(error)).not.toContain(folder)
})
