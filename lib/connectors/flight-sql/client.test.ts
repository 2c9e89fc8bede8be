import { createServer } from 'node:http2'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { status } from '@grpc/grpc-js'
import { tableFromArrays, tableFromIPC } from 'apache-arrow'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultOf, rowsOf } from '@/lib/testing/engine-asking'
import {
  flightDataOf,
  gives,
  infoOf,
  type PlayedServer,
  startFlightServer,
} from '@/lib/testing/flight-server'
import { createFlightSqlClient, type FlightSqlClient, type FlightSqlOptions } from './client'
import type { FlightData } from './wire'

const TABLE = tableFromArrays({ n: Int32Array.from([1, 2, 3]), t: ['a', 'b', 'a'] })
const ROWS = [
  [1, 'a'],
  [2, 'b'],
  [3, 'a'],
]

let server: PlayedServer
let client: FlightSqlClient

beforeEach(async () => {
  server = await startFlightServer()
  client = connect()
})

afterEach(() => {
  client.close()
  server.stop()
})

function connect(options: Partial<FlightSqlOptions> = {}): FlightSqlClient {
  return createFlightSqlClient({ address: server.address, credentials: { kind: 'none' }, ...options })
}

const request = { sql: 'SELECT 1 AS a', values: {}, timeoutMs: 5_000 }

async function ask(one = client) {
  return await rowsOf(await one.open(request))
}

describe('the answer of a Flight SQL server', () => {
  it('is read with its dictionaries', async () => {
    server.play = { get: gives(flightDataOf(TABLE)) }
    const stream = await client.open(request)
    expect(stream.columns).toMatchObject([
      { name: 'n', type: 'integer', nativeType: 'INTEGER' },
      { name: 't', type: 'text', nativeType: 'VARCHAR' },
    ])
    expect(await rowsOf(stream)).toEqual(ROWS)
  })

  it('may hold messages that carry only words of the application', async () => {
    const [schema, ...rest] = flightDataOf(TABLE)
    server.play = { get: gives([schema ?? {}, {}, ...rest, {}]) }
    expect(await ask()).toEqual(ROWS)
  })

  it('is read endpoint after endpoint, in order', async () => {
    const seen: string[] = []
    server.play = {
      info: () => infoOf('one', 'two', 'three'),
      get: (ticket, call) => {
        seen.push(ticket)
        gives(flightDataOf(TABLE))(ticket, call)
      },
    }
    expect(await ask()).toEqual([...ROWS, ...ROWS, ...ROWS])
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  it('must have the same columns at each endpoint', async () => {
    server.play = {
      info: () => infoOf('one', 'two'),
      get: (ticket, call) =>
        gives(flightDataOf(ticket === 'one' ? TABLE : tableFromArrays({ n: ['other'] })))(ticket, call),
    }
    expect(await faultOf(ask())).toMatchObject({ layer: 'protocol', code: 'SHAPE' })
  })

  it('carries the statement with its values as literals', async () => {
    const asked: string[] = []
    server.play = {
      info: (sql) => {
        asked.push(sql)
        return infoOf('all')
      },
      get: gives(flightDataOf(TABLE)),
    }
    await rowsOf(
      await client.open({ ...request, sql: 'SELECT $a', values: { a: { type: 'text', value: `'` } } }),
    )
    expect(asked).toEqual([`SELECT ''''`])
  })

  it('is not asked for with a value that the dialect cannot hold', async () => {
    server.play = { get: gives(flightDataOf(TABLE)) }
    const values = { a: { type: 'text', value: 'half \ud83d' } } as const
    const fault = await faultOf(client.open({ ...request, sql: 'SELECT $a', values }))
    expect(fault).toMatchObject({ layer: 'refused', code: 'QUERY_FAILED', retryable: false })
    expect(fault.detail).toMatch(/\$a holds half a character/)
  })

  it('can be had as an Arrow stream, which other programs read', async () => {
    server.play = { info: () => infoOf('one', 'two'), get: gives(flightDataOf(TABLE)) }
    const stream = await client.openArrow(request)
    const chunks: Uint8Array[] = []
    for await (const chunk of stream.bytes) chunks.push(chunk)
    const table = tableFromIPC(Buffer.concat(chunks))
    expect(table.numRows).toBe(6)
    expect(table.getChild('t')?.toJSON()).toEqual(['a', 'b', 'a', 'a', 'b', 'a'])
    expect(stream.columns.map(({ name }) => name)).toEqual(['n', 't'])
  })
})

describe('a Flight SQL server that refuses', () => {
  const { code: _none, ...known } = status as unknown as Record<string, number>
  it.each([
    ['UNAUTHENTICATED', { layer: 'http', code: 'UNAUTHORIZED', retryable: false }],
    ['PERMISSION_DENIED', { layer: 'http', code: 'FORBIDDEN', retryable: false }],
    ['UNAVAILABLE', { layer: 'unreachable', code: 'UNREACHABLE', retryable: true }],
    ['DEADLINE_EXCEEDED', { layer: 'timeout', code: 'TIMEOUT' }],
    ['RESOURCE_EXHAUSTED', { layer: 'http', code: 'RATE_LIMITED', retryable: true }],
    ['INVALID_ARGUMENT', { layer: 'protocol', code: 'QUERY_FAILED', retryable: false }],
    ['NOT_FOUND', { layer: 'protocol', code: 'QUERY_FAILED' }],
    ['UNKNOWN', { layer: 'protocol', code: 'QUERY_FAILED' }],
    ['CANCELLED', { layer: 'protocol', code: 'QUERY_FAILED' }],
    ['INTERNAL', { layer: 'http', code: 'SERVER_FAULT', retryable: false }],
    ['UNIMPLEMENTED', { layer: 'protocol', code: 'SHAPE' }],
  ])('with %s is told by its layer, at once and among the rows', async (name, expected) => {
    const refusal = { code: known[name], details: 'in words\nwith the statement' }
    server.play = {
      info: () => {
        throw refusal
      },
    }
    const fault = await faultOf(ask())
    expect(fault).toMatchObject({ ...expected, system: 'flight-sql' })
    expect(fault.detail).toContain(`${name}: in words`)
    expect(fault.message).not.toContain('statement')
    expect(fault.cause).toBeUndefined()

    server.play = {
      get: (_ticket, call) => {
        for (const message of flightDataOf(TABLE)) call.write(message)
        call.emit('error', refusal)
      },
    }
    const late = await faultOf(ask())
    expect(late).toMatchObject(name === 'UNAVAILABLE' ? { code: 'CONNECTION_CUT' } : expected)
  })
})

it('does not tell the values of a reader by way of an error', async () => {
  server.play = {
    info: (sql) => {
      throw { code: status.INVALID_ARGUMENT, details: `cannot read ${sql.slice('SELECT '.length)}` }
    },
  }
  const values = { a: { type: 'text', value: 'in confidence' } } as const
  const fault = await faultOf(client.open({ ...request, sql: 'SELECT $a', values }))
  expect(fault.detail).toBe('INVALID_ARGUMENT: cannot read (a value)')
})

describe('what is no answer of Flight', () => {
  const [schema = { dataHeader: Buffer.alloc(0), dataBody: Buffer.alloc(0) }, ...rest] = flightDataOf(TABLE)
  const batch = rest.at(-1) ?? schema

  it.each<[string, Partial<FlightData>[]]>([
    ['nothing', []],
    ['words alone', [{}]],
    ['a batch without a schema', [batch]],
    ['a header that is none', [{ dataHeader: Buffer.from('this is no header of Arrow') }]],
    ['a header of zeros', [{ dataHeader: Buffer.alloc(64) }]],
    [
      'a body that is cut',
      [schema, ...rest.slice(0, -1), { ...batch, dataBody: batch.dataBody.subarray(8) }],
    ],
    ['a body that is missing', [schema, ...rest.slice(0, -1), { ...batch, dataBody: Buffer.alloc(0) }]],
    ['a dictionary that never comes', [schema, batch]],
  ])('is said to be none: %s', async (_name, messages) => {
    server.play = { get: gives(messages) }
    expect(await faultOf(ask())).toMatchObject({ layer: 'protocol', code: 'SHAPE', retryable: false })
  })

  it('is a message longer than what is read', async () => {
    const long = tableFromArrays({ t: ['x'.repeat(100_000)] })
    server.play = { get: gives(flightDataOf(long)) }
    const narrow = connect({ maxMessageBytes: 10_000 })
    expect(await faultOf(ask(narrow))).toMatchObject({ layer: 'protocol', code: 'TOO_LARGE' })
    narrow.close()
  })

  it('comes from a server of something else', async () => {
    const other = createServer((_request, response) => response.end('<html>Welcome</html>'))
    const port = await listening(other)
    const lost = connect({ address: { host: '127.0.0.1', port, tls: false } })
    expect(['protocol', 'unreachable', 'http']).toContain((await faultOf(ask(lost))).layer)
    lost.close()
    other.close()
  })

  it('comes from a server that speaks no HTTP/2', async () => {
    const other = createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'))
    const port = await listening(other)
    const lost = connect({ address: { host: '127.0.0.1', port, tls: false } })
    expect(await faultOf(ask(lost))).toMatchObject({ layer: 'unreachable', retryable: true })
    lost.close()
    other.close()
  })

  it('comes from a server that says nothing, in the time for a connection', async () => {
    const other = createTcpServer(() => undefined)
    const port = await listening(other)
    const lost = connect({ address: { host: '127.0.0.1', port, tls: false }, connectTimeoutMs: 100 })
    const fault = await faultOf(ask(lost))
    expect(fault).toMatchObject({ layer: 'unreachable', code: 'UNREACHABLE', retryable: true })
    expect(fault.detail).toMatch(/no connection within 100 ms/)
    lost.close()
    other.close()
  })

  it('comes when nobody listens', async () => {
    server.stop()
    expect(await faultOf(ask())).toMatchObject({ layer: 'unreachable', code: 'UNREACHABLE', retryable: true })
  })
})

async function listening(other: {
  listen: (port: number, host: string, ready: () => void) => unknown
  address: () => unknown
}) {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  return (other.address() as AddressInfo).port
}
