import { Metadata } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FlightAddress, parseFlightAddress } from '@/lib/connectors/flight-sql/address'
import { createChannel } from '@/lib/connectors/flight-sql/channel'
import { createFlightSqlClient, type FlightSqlClient } from '@/lib/connectors/flight-sql/client'
import { command, DO_PUT, STATEMENT_UPDATE } from '@/lib/connectors/flight-sql/wire'
import { faultOf, rowsOf } from '@/lib/testing/engine-asking'
import { readNorthwindLines } from '@/lib/testing/northwind-lines'
import { freePort } from '@/start/free-port'
import { type FlightSqlServer, startSqliteFlight } from '@/start/upstreams/flight-sql'

// Apache Arrow's own server, over SQLite: other hands wrote it, in Go. SQLite has four types, no DATE and no DECIMAL, so the
// suite of all engines cannot be put to it; and this server sends no rows where their type is known by the rows alone.

let server: FlightSqlServer
let address: FlightAddress
let client: FlightSqlClient

beforeAll(async () => {
  server = await startSqliteFlight({ port: await freePort(), cacheDir: '.cache/flight-sql' })
  address = parseFlightAddress(server.url) ?? { host: '', port: 0, tls: false }
  client = createFlightSqlClient({ address, credentials: { kind: 'none' } })
})

afterAll(async () => {
  client?.close()
  await server?.stop()
})

const open = (sql: string, timeoutMs = 60_000, signal?: AbortSignal) =>
  client.open({ sql, values: {}, timeoutMs, ...(signal && { signal }) })
const ask = async (sql: string) => await rowsOf(await open(sql))

/** The portal never writes at an engine; the test fills the server's database. */
async function execute(sql: string): Promise<void> {
  const channel = createChannel({ address, maxMessageBytes: 1024 * 1024, connectTimeoutMs: 5_000 })
  const flightDescriptor = command(STATEMENT_UPDATE, { query: sql })
  const asked = { flightDescriptor, dataHeader: Buffer.alloc(0), dataBody: Buffer.alloc(0) }
  const call = {
    metadata: new Metadata(),
    deadline: Date.now() + 30_000,
    signal: new AbortController().signal,
  }
  await channel.exchange(DO_PUT, [asked], { ...call, onMetadata: () => undefined })
  channel.close()
}

const COUNT_TO = (last: number) =>
  `WITH RECURSIVE t(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t WHERE n < ${last}) SELECT n FROM t`
const ENDLESS = `WITH RECURSIVE t(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t) SELECT max(n) AS n FROM t`

describe('Apache’s own Flight SQL server', () => {
  it('gives the revenue of Northwind', async () => {
    const lines = await readNorthwindLines()
    await execute('CREATE TABLE order_details (unit_price REAL, quantity INTEGER, discount REAL)')
    await execute(
      `INSERT INTO order_details VALUES ${lines.map((line) => `(${line.join(', ')})`).join(', ')}`,
    )
    expect(lines).toHaveLength(2_155)
    const sql = `SELECT printf('%.2f', sum(unit_price * quantity * (1 - discount))) AS revenue FROM order_details`
    expect(await ask(sql)).toEqual([['1265793.04']])
  })

  it('gives values of its types, 64-bit integers whole', async () => {
    const stream = await open(`SELECT 9223372036854775807 AS i, 0.1 AS d, 'O''Brien 🦉' AS t`)
    expect(stream.columns.map(({ type }) => type)).toEqual(['integer', 'double', 'text'])
    expect(await rowsOf(stream)).toEqual([['9223372036854775807', 0.1, "O'Brien 🦉"]])
  })

  it('takes typed values for parameters, which stay values whatever they say', async () => {
    const hostile = `x'; DROP TABLE intTable; --`
    const values = {
      t: { type: 'text', value: hostile },
      i: { type: 'integer', value: 9007199254740993n },
    } as const
    const stream = await client.open({
      sql: `SELECT $t AS t, $i AS i, '$t' AS quoted`,
      values,
      timeoutMs: 5_000,
    })
    expect(await rowsOf(stream)).toEqual([[hostile, '9007199254740993', '$t']])
    expect(await ask('SELECT count(*) AS n FROM intTable')).toEqual([['4']])
  })

  it('keeps two columns of one name', async () => {
    const stream = await open('SELECT 1 AS a, 2.5 AS a')
    expect(stream.columns.map(({ name }) => name)).toEqual(['a', 'a'])
    expect(await rowsOf(stream)).toEqual([['1', 2.5]])
  })

  it('gives columns and no rows', async () => {
    const stream = await open('SELECT id, keyName FROM intTable WHERE id < 0')
    expect(stream.columns.map(({ name }) => name)).toEqual(['id', 'keyName'])
    expect(await rowsOf(stream)).toEqual([])
  })

  it('gives a million rows in order', async () => {
    const stream = await open(COUNT_TO(999_999))
    let rows = 0
    let isOrdered = true
    for await (const batch of stream.batches) {
      for (const [n] of batch) {
        isOrdered &&= n === String(rows)
        rows += 1
      }
    }
    expect({ rows, isOrdered }).toEqual({ rows: 1_000_000, isOrdered: true })
  })

  it('lists its tables', async () => {
    expect(await client.fetchTableNames()).toEqual(expect.arrayContaining(['foreignTable', 'intTable']))
  })

  it('says what is wrong with a statement', async () => {
    const fault = await faultOf(ask('SELEC 1'))
    expect(fault).toMatchObject({ layer: 'protocol', code: 'QUERY_FAILED', retryable: false })
    expect(fault.detail).toMatch(/syntax error/)
    expect((await faultOf(ask('SELECT no_such_column FROM intTable'))).detail).toMatch(
      /no such column: no_such_column/,
    )
  })

  it('is left when the time is up, and when the reader leaves', async () => {
    expect(await faultOf(rowsOfEndless(500))).toMatchObject({ layer: 'timeout', code: 'TIMEOUT' })
    const reader = new AbortController()
    setTimeout(() => reader.abort(new Error('left')), 300)
    await expect(open(ENDLESS, 30_000, reader.signal)).rejects.toThrow('left')
    expect(await ask('SELECT 1 AS a')).toEqual([['1']])
  })
})

async function rowsOfEndless(timeoutMs: number) {
  return await rowsOf(await open(ENDLESS, timeoutMs))
}
