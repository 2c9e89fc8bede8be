import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../tabular'
import { createDuckdbClient, type DuckdbClient } from './client'

let folder: string
let version = '1'
let client: DuckdbClient

async function tableOf(rows: number, now: string): Promise<void> {
  await writeFile(join(folder, 'load.sql'), `CREATE TABLE t AS SELECT range AS n FROM range(${rows})`)
  version = now
}

async function ask(sql: string): Promise<Row[]> {
  const stream = await client.open({ sql, values: {}, timeoutMs: 10_000 })
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return rows
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-tables-'))
  client = createDuckdbClient({
    folders: async () => [folder],
    version: async () => version,
    limits: { memoryMb: 128, threads: 1, statementsAtOnce: 4 },
  })
})

afterAll(async () => {
  await client.close()
  await rm(folder, { recursive: true })
})

describe('tables whose files change', () => {
  it('are loaded anew at the next question, and not before', async () => {
    await tableOf(3, '1')
    expect(await ask('SELECT count(*) FROM t')).toEqual([['3']])
    await tableOf(5, '1')
    expect(await ask('SELECT count(*) FROM t')).toEqual([['3']])
    await tableOf(5, '2')
    expect(await ask('SELECT count(*) FROM t')).toEqual([['5']])
  })

  it('stay as they were for a statement that is under way', async () => {
    await tableOf(200_000, '3')
    const stream = await client.open({ sql: 'SELECT n FROM t', values: {}, timeoutMs: 30_000 })
    const batches = stream.batches[Symbol.asyncIterator]()
    let rows = (await batches.next()).value?.length ?? 0
    await tableOf(1, '4')
    expect(await ask('SELECT count(*) FROM t')).toEqual([['1']])
    for (let next = await batches.next(); !next.done; next = await batches.next()) rows += next.value.length
    expect(rows).toBe(200_000)
  })

  it('are loaded once for all who ask at once', async () => {
    await tableOf(7, '5')
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('SELECT count(*) FROM t')))
    expect(answers).toEqual(Array(8).fill([['7']]))
  })

  it('that cannot be loaded are a fault, never the old ones, until they can be', async () => {
    await writeFile(join(folder, 'load.sql'), 'CREATE TABLE t AS SELECT * FROM read_csv(')
    version = '6'
    await expect(ask('SELECT count(*) FROM t')).rejects.toMatchObject({
      layer: 'unreachable',
      retryable: true,
    })
    await tableOf(2, '6')
    expect(await ask('SELECT count(*) FROM t')).toEqual([['2']])
  })
})

describe('the plan of a statement', () => {
  it('is drawn without running it', async () => {
    const values = { least: { type: 'integer' as const, value: 0n } }
    const sql = `SELECT n FROM t WHERE n > $least AND n = error('ran' || n) ORDER BY n`
    const plan = await client.explain({ sql, values, timeoutMs: 1_000 })
    expect(plan).toMatch(/ORDER_BY/)
    expect(plan).toMatch(/SEQ_SCAN/)
  })

  it.each(['DELETE FROM t', 'ANALYZE SELECT 1', 'SELECT 1; SELECT 2', `COPY t TO '/tmp/x'`])(
    'is refused of what is not one SELECT: %s',
    async (sql) => {
      await expect(client.explain({ sql, values: {}, timeoutMs: 1_000 })).rejects.toMatchObject({
        layer: expect.stringMatching(/refused|protocol/),
      })
    },
  )
})
