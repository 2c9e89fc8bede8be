import { RecordBatchReader, tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFlightAddress } from '@/lib/connectors/flight-sql/address'
import { createFlightSqlClient, type FlightSqlClient } from '@/lib/connectors/flight-sql/client'
import { EVERY_ARROW_ROW, EVERY_ARROW_TYPE } from '@/lib/testing/arrow-cells'
import { faultOf, rowsOf } from '@/lib/testing/engine-asking'
import { createFlightObserver, type FlightObserver } from '@/lib/testing/flight-observer'
import { freePort } from '@/start/free-port'
import { type FlightSqlServer, startDuckdbFlight } from '@/start/upstreams/flight-sql'

const ACCOUNT = { username: 'portal', password: 'only-in-this-test' }

let server: FlightSqlServer
let client: FlightSqlClient
let observer: FlightObserver

async function start(port: number): Promise<FlightSqlServer> {
  const account = { user: ACCOUNT.username, password: ACCOUNT.password }
  return await startDuckdbFlight({ port, ...account, load: [], environment: '.venv/flight-sql' })
}

const addressOf = (url: string) => parseFlightAddress(url) ?? { host: '', port: 0, tls: false }

beforeAll(async () => {
  server = await start(await freePort())
  const address = addressOf(server.url)
  client = createFlightSqlClient({
    address,
    credentials: { kind: 'basic', ...ACCOUNT },
    headers: { routing_queue: 'portal', schema: 'Vines' },
  })
  observer = createFlightObserver(address, ACCOUNT)
})

afterAll(async () => {
  client?.close()
  observer?.close()
  await server?.stop()
})

const open = (sql: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  client.open({ sql, values: {}, timeoutMs: 30_000, ...options })
const ask = async (sql: string) => await rowsOf(await open(sql))

const idle = () => expect.poll(async () => (await observer.seen()).open, { timeout: 10_000 }).toBe(0)

describe('every type of Arrow, from a real server', () => {
  it.each(['', '/* lz4 */', '/* zstd */'])('keeps every digit %s', async (packing) => {
    const stream = await open(`SELECT * FROM pergola_types ${packing}`)
    expect(stream.columns).toEqual(
      EVERY_ARROW_TYPE.map(([name, type, nativeType]) => ({ name, type, nativeType })),
    )
    expect(await rowsOf(stream)).toEqual(EVERY_ARROW_ROW)
  })

  it('is the same when the rows come packed', async () => {
    const sql = `SELECT range AS n, 'text ' || range AS t, range / 7 AS d FROM range(50000)`
    const plain = await ask(sql)
    expect(plain).toHaveLength(50_000)
    expect(await ask(`${sql} /* lz4 */`)).toEqual(plain)
    expect(await ask(`${sql} /* zstd */`)).toEqual(plain)
  })
})

describe('an answer in parts', () => {
  it('is read part after part, as a whole', async () => {
    const rows = await ask('SELECT range AS n FROM range(10) /* endpoints: 3 */')
    expect(rows.flat()).toEqual(['0', '3', '6', '9', '1', '4', '7', '2', '5', '8'])
  })

  it('has columns where it has no part', async () => {
    const stream = await open('SELECT 1 AS n, 2.5 AS m /* no endpoint */')
    expect(stream.columns.map(({ name, type }) => [name, type])).toEqual([
      ['n', 'integer'],
      ['m', 'decimal'],
    ])
    expect(await rowsOf(stream)).toEqual([])
  })

  it('is not fetched from another host, to which the account would go', async () => {
    const fault = await faultOf(ask('SELECT 1 AS n /* elsewhere */'))
    expect(fault).toMatchObject({ layer: 'refused', code: 'REDIRECTED', retryable: false })
  })

  it('is an Arrow stream of all its parts', async () => {
    const request = {
      sql: 'SELECT range AS n FROM range(10) /* endpoints: 3 */',
      values: {},
      timeoutMs: 10_000,
    }
    const stream = await client.openArrow(request)
    const chunks: Uint8Array[] = []
    for await (const chunk of stream.bytes) chunks.push(chunk)
    expect(tableFromIPC(Buffer.concat(chunks)).getChild('n')?.toJSON().map(String)).toHaveLength(10)
    expect([...RecordBatchReader.from(Buffer.concat(chunks))].length).toBeGreaterThanOrEqual(3)
    await idle()
  })
})

describe('sign-in at a real server', () => {
  it('is renewed once for all when the tokens are over, with cookies and headers kept', async () => {
    await ask('SELECT 1 AS a')
    await observer.expireTokens()
    const { handshakes } = await observer.seen()
    expect(await Promise.all([1, 2, 3].map((n) => ask(`SELECT ${n} AS n`)))).toEqual([[[1]], [[2]], [[3]]])
    const seen = await observer.seen()
    // The portal's one, and the observer's own for being asked again.
    expect(seen.handshakes - handshakes).toBe(2)
  })

  it('is over in the middle of the rows without harm to them', async () => {
    const stream = await open('SELECT range AS n FROM range(40000) /* rows: 1000 */')
    const batches = stream.batches[Symbol.asyncIterator]()
    let rows = (await batches.next()).value?.length ?? 0
    await observer.expireTokens()
    for (let next = await batches.next(); !next.done; next = await batches.next()) rows += next.value.length
    expect(rows).toBe(40_000)
  })

  it('is refused with a wrong password, and asked for without one', async () => {
    const address = addressOf(server.url)
    for (const credentials of [
      { kind: 'basic', username: 'portal', password: 'not-this-one' },
      { kind: 'bearer', token: 'made up' },
      { kind: 'none' },
    ] as const) {
      const stranger = createFlightSqlClient({ address, credentials })
      const fault = await faultOf(stranger.open({ sql: 'SELECT 1 AS a', values: {}, timeoutMs: 5_000 }))
      expect(fault).toMatchObject({ layer: 'http', code: 'UNAUTHORIZED', retryable: false })
      expect(fault.message).not.toMatch(/not-this-one|made up/)
      stranger.close()
    }
  })
})

describe('a reader of a real server', () => {
  it('who is slow slows it', async () => {
    const before = (await observer.seen()).batches
    const wide = `SELECT repeat('x', 10000) AS t, range AS n FROM range(20000) /* rows: 100 */`
    const stream = await open(wide)
    const batches = stream.batches[Symbol.asyncIterator]()
    await batches.next()
    await new Promise((resolve) => setTimeout(resolve, 500))
    // 200 batches of a megabyte. What is under way between them is a few.
    expect((await observer.seen()).batches - before).toBeLessThan(20)
    stream.close()
    await idle()
  })

  it('who leaves is seen to leave, among the rows and before the first', async () => {
    const { cancelled } = await observer.seen()
    const reader = new AbortController()
    const stream = await open('SELECT range AS n FROM range(100000000) /* rows: 100 */ /* slow: 20 */', {
      signal: reader.signal,
    })
    await stream.batches[Symbol.asyncIterator]().next()
    reader.abort(new Error('left'))
    await idle()
    const endless = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'
    expect(await faultOf(open(endless, { timeoutMs: 400 }))).toMatchObject({ code: 'TIMEOUT' })
    await idle()
    expect((await observer.seen()).cancelled - cancelled).toBe(2)
  })
})

describe('a real server that fails', () => {
  it.each([
    ['unauthenticated', 'UNAUTHORIZED'],
    ['permission', 'FORBIDDEN'],
    ['unavailable', 'UNREACHABLE'],
    ['timeout', 'TIMEOUT'],
    ['internal', 'SERVER_FAULT'],
    ['server', 'QUERY_FAILED'],
    ['invalid', 'QUERY_FAILED'],
    ['unimplemented', 'SHAPE'],
  ])('with %s is told as %s, without its inside', async (status, code) => {
    const fault = await faultOf(ask(`SELECT 1 AS a /* status: ${status} */`))
    expect(fault).toMatchObject({ code })
    expect(fault.detail).toContain(`refused as ${status}`)
    expect(fault.detail).not.toMatch(/business|Traceback|pyarrow|SELECT/)
  })

  it('says that a batch is longer than what is read at once', async () => {
    const fault = await faultOf(ask(`SELECT repeat('x', 100000) AS t FROM range(2000) /* rows: 2000 */`))
    expect(fault).toMatchObject({ layer: 'protocol', code: 'TOO_LARGE', retryable: false })
    await idle()
  })

  it('is cut when it dies among the rows, and is found again when it is back', async () => {
    const fault = await faultOf(ask('SELECT range AS n FROM range(100000) /* rows: 100 */ /* dies: 3 */'))
    expect(fault).toMatchObject({ layer: 'unreachable', code: 'CONNECTION_CUT', retryable: true })
    expect(await faultOf(ask('SELECT 1 AS a'))).toMatchObject({ layer: 'unreachable', code: 'UNREACHABLE' })
    server = await start(addressOf(server.url).port)
    await expect.poll(() => ask('SELECT 2 AS a').catch(() => null), { timeout: 10_000 }).toEqual([[2]])
  })
})
