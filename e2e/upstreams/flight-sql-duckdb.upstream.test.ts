import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFlightAddress } from '@/lib/connectors/flight-sql/address'
import { createFlightSqlClient, type FlightSqlClient } from '@/lib/connectors/flight-sql/client'
import { DUCKDB_DIALECT } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { createFlightObserver, type FlightObserver } from '@/lib/testing/flight-observer'
import { freePort } from '@/start/free-port'
import { type FlightSqlServer, startDuckdbFlight } from '@/start/upstreams/flight-sql'

const ACCOUNT = { username: 'portal', password: 'only-in-this-test' }

let server: FlightSqlServer
let client: FlightSqlClient
let observer: FlightObserver

beforeAll(async () => {
  server = await startDuckdbFlight({
    port: await freePort(),
    user: ACCOUNT.username,
    password: ACCOUNT.password,
    load: ['analytics/data/northwind'],
    environment: '.venv/flight-sql',
  })
  const address = parseFlightAddress(server.url)
  if (address === null) throw new Error('the server has no address')
  client = createFlightSqlClient({ address, credentials: { kind: 'basic', ...ACCOUNT } })
  observer = createFlightObserver(address, ACCOUNT)
})

afterAll(async () => {
  client?.close()
  observer?.close()
  await server?.stop()
})

describeEngine({
  name: 'Flight SQL over DuckDB',
  open: (request) => client.open(request),
  dialect: DUCKDB_DIALECT,
  limits: { timestampDigits: 6, timeDigits: 6, nonFinite: true },
  duplicateNames: 'kept',
  running: async () => (await observer.seen()).open,
})

describe('Flight SQL over DuckDB', () => {
  it('gives the revenue of Northwind', async () => {
    const stream = await client.open({
      sql: 'SELECT round(sum(unit_price * quantity * (1 - discount)), 2) AS revenue FROM order_details',
      values: {},
      timeoutMs: 10_000,
    })
    for await (const rows of stream.batches) expect(rows).toEqual([['1265793.04']])
  })
})
