import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Row } from '@/lib/connectors/tabular'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import { createDremioEngine, type DremioSettings } from './dremio-engine'
import { createEmbeddedEngine } from './embedded-engine'
import type { Engine } from './engine-shape'
import type { QueryKey, RowAccess } from './model'
import { parseParameters } from './parameters'
import { currentCatalogue } from './service/reach'
import { toStatement } from './statement'

const ACCOUNT = { user: 'portal', password: 'a-password-for-the-stand-in' }

let standIn: DremioStandIn
let settings: DremioSettings
let dremio: Engine
let duckdb: Engine

beforeAll(async () => {
  standIn = await startDremioStandIn({
    port: 0,
    ...ACCOUNT,
    stateMs: 1,
    folders: [resolve('analytics/data/northwind')],
  })
  settings = {
    DREMIO_URL: standIn.url,
    DREMIO_USER: ACCOUNT.user,
    DREMIO_PASSWORD: ACCOUNT.password,
    DREMIO_STATEMENTS_AT_ONCE: 3,
    DREMIO_TIMEOUT_SECONDS: 60,
  }
  dremio = createDremioEngine(settings)
  duckdb = createEmbeddedEngine()
})

afterAll(async () => {
  await Promise.all([dremio.close(), duckdb.close()])
  await standIn.stop()
})

async function answer(engine: Engine, key: QueryKey, access: RowAccess) {
  const query = (await currentCatalogue()).queries.get(key)
  if (query === undefined) throw new Error(`no query ${key}`)
  const parsed = parseParameters(query.parameters, {})
  if (!parsed.ok) throw new Error('its defaults do not fit')
  const statement = toStatement(query, parsed.values.bound, access)
  const stream = await engine.open({ ...statement, timeoutMs: 30_000 })
  const rows: Row[] = []
  for await (const batch of stream.batches) rows.push(...batch)
  return { columns: stream.columns.map(({ name, type }) => ({ name, type })), rows }
}

const KEYS = readdirSync('analytics').flatMap((file) =>
  file.endsWith('.sql') ? [file.replace(/\.sql$/, '') as QueryKey] : [],
)

const READERS: [string, RowAccess][] = [
  ['who sees every row', { reach: 'all' }],
  ['of two groups', { reach: 'groups', productGroups: ['BEVERAGES', 'SEAFOOD'] }],
  ['of a group whose code tries to be SQL', { reach: 'groups', productGroups: [`X') OR TRUE --`] }],
  ['of none', { reach: 'none' }],
]

describe.each(READERS)('the queries of the repository, for a reader %s', (_name, access) => {
  it.each(KEYS)('%s has the same answer by Dremio and by DuckDB, digit for digit', async (key) => {
    expect(await answer(dremio, key, access)).toEqual(await answer(duckdb, key, access))
  })
})

describe('the engine of Dremio', () => {
  it('adds the revenue of Northwind exactly', async () => {
    const { rows } = await answer(dremio, 'total-revenue' as QueryKey, { reach: 'all' })
    expect(rows).toEqual([['1265793.04', '1265793.0395', '830']])
  })

  it('says what it is, and does not tell a version of data that it does not know', async () => {
    expect(dremio).toMatchObject({ system: 'dremio', binds: false, embedded: false, statementsAtOnce: 3 })
    expect(await dremio.dataVersion()).toBe('')
  })

  it('is another one at another address, for another account, token or schema', () => {
    const { DREMIO_USER: _user, DREMIO_PASSWORD: _password, ...rest } = settings
    const others: DremioSettings[] = [
      settings,
      { ...settings, DREMIO_URL: 'https://elsewhere.example' },
      { ...settings, DREMIO_USER: 'other' },
      { ...settings, DREMIO_SCHEMA: 'Sales' },
      { ...rest, DREMIO_TOKEN: 'one-token' },
      { ...rest, DREMIO_TOKEN: 'another-token' },
    ]
    const identities = others.map((other) => createDremioEngine(other).identity)
    expect(new Set(identities).size).toBe(others.length)
    expect(identities.join(' ')).not.toMatch(/-token/)
  })

  it('tells the schema in which tables are looked for', async () => {
    const asked = vi.spyOn(globalThis, 'fetch')
    const inSchema = createDremioEngine({ ...settings, DREMIO_SCHEMA: 'Sales."North.wind"' })
    await inSchema.open({ sql: 'SELECT 1 AS one', values: {}, timeoutMs: 10_000 })
    const bodies = asked.mock.calls.map(([, init]) => String(init?.body ?? ''))
    asked.mockRestore()
    expect(bodies.find((body) => body.includes('SELECT'))).toBe(
      JSON.stringify({ sql: 'SELECT 1 AS one', context: ['Sales', 'North.wind'] }),
    )
    await inSchema.close()
  })

  it('ends a statement at the time that it is given at most', async () => {
    const short = createDremioEngine({ ...settings, DREMIO_TIMEOUT_SECONDS: 1 })
    standIn.misbehave({ mode: 'stall', call: 'status', times: 1 })
    const work = short.open({ sql: 'SELECT 2 AS two', values: {}, timeoutMs: 30_000 })
    await expect(work).rejects.toMatchObject({ layer: 'timeout', detail: 'no answer within 1000 ms' })
    await short.close()
  })
})
