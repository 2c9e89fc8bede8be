import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDremioEngine } from '@/lib/analytics/dremio-engine'
import type { Engine } from '@/lib/analytics/engine-shape'
import type { QueryKey } from '@/lib/analytics/model'
import { parseParameters } from '@/lib/analytics/parameters'
import { currentCatalogue } from '@/lib/analytics/service/reach'
import { toStatement } from '@/lib/analytics/statement'
import { parseFlightAddress } from '@/lib/connectors/flight-sql/address'
import { rowsOf } from '@/lib/testing/engine-asking'
import { createFlightObserver, type FlightObserver } from '@/lib/testing/flight-observer'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import { freePort } from '@/start/free-port'
import { type FlightSqlServer, startDuckdbFlight } from '@/start/upstreams/flight-sql'

// The engine as it is configured: Dremio's REST API by its stand-in, its Flight endpoint by a real Flight SQL server, both over
// Northwind. Whether a figure is the same whichever way its rows come is seen only when both ways are there.

const ACCOUNT = { user: 'portal', password: 'only-in-this-test' }
const NORTHWIND = resolve('analytics/data/northwind')

let standIn: DremioStandIn
let server: FlightSqlServer
let observer: FlightObserver
let byRest: Engine
let byFlight: Engine

beforeAll(async () => {
  standIn = await startDremioStandIn({ port: 0, ...ACCOUNT, stateMs: 1, folders: [NORTHWIND] })
  server = await startDuckdbFlight({
    port: await freePort(),
    ...ACCOUNT,
    load: [NORTHWIND],
    environment: '.venv/flight-sql',
  })
  const address = parseFlightAddress(server.url) ?? { host: '', port: 0, tls: false }
  observer = createFlightObserver(address, { username: ACCOUNT.user, password: ACCOUNT.password })
  const settings = {
    DREMIO_URL: standIn.url,
    DREMIO_USER: ACCOUNT.user,
    DREMIO_PASSWORD: ACCOUNT.password,
    DREMIO_STATEMENTS_AT_ONCE: 3,
    DREMIO_TIMEOUT_SECONDS: 60,
  }
  byRest = createDremioEngine(settings)
  byFlight = createDremioEngine({ ...settings, DREMIO_FLIGHT_URL: server.url, DREMIO_SCHEMA: 'main' })
})

afterAll(async () => {
  await Promise.all([byRest?.close(), byFlight?.close()])
  observer?.close()
  await server?.stop()
  await standIn?.stop()
})

const KEYS = readdirSync('analytics').flatMap((file) =>
  file.endsWith('.sql') ? [file.replace(/\.sql$/, '') as QueryKey] : [],
)

async function answer(engine: Engine, key: QueryKey) {
  const query = (await currentCatalogue()).queries.get(key)
  if (query === undefined) throw new Error(`no query ${key}`)
  const parsed = parseParameters(query.parameters, {})
  if (!parsed.ok) throw new Error('its defaults do not fit')
  const statement = toStatement(query, parsed.values.bound, { reach: 'all' })
  const stream = await engine.open({ ...statement, timeoutMs: 30_000 })
  return { columns: stream.columns.map(({ name, type }) => ({ name, type })), rows: await rowsOf(stream) }
}

describe('Dremio with its Flight endpoint', () => {
  it('is asked by Flight, with the schema that is configured', async () => {
    const { statements } = await observer.seen()
    const stream = await byFlight.open({
      sql: 'SELECT ROUND(SUM(unit_price * quantity * (1 - discount)), 2) AS revenue FROM order_details',
      values: {},
      timeoutMs: 10_000,
    })
    expect(await rowsOf(stream)).toEqual([['1265793.04']])
    expect((await observer.seen()).statements).toBe(statements + 1)
  })

  it.each(KEYS)('gives the same answer either way: %s', async (key) => {
    const rest = await answer(byRest, key)
    expect(rest.rows.length).toBeGreaterThan(0)
    expect(await answer(byFlight, key)).toEqual(rest)
  })

  it('is asked by REST once its Flight endpoint is gone', async () => {
    await server.stop()
    const stream = await byFlight.open({ sql: `SELECT 'rest' AS way`, values: {}, timeoutMs: 10_000 })
    expect(await rowsOf(stream)).toEqual([['rest']])
  })
})
