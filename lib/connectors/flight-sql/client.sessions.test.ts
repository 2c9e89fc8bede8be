import { type ServerUnaryCall, status } from '@grpc/grpc-js'
import { tableFromArrays } from 'apache-arrow'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { faultOf, rowsOf } from '@/lib/testing/engine-asking'
import {
  type FlightPlay,
  flightDataOf,
  gives,
  infoOf,
  type PlayedServer,
  startFlightServer,
} from '@/lib/testing/flight-server'
import {
  LOCALHOST_CERTIFICATE,
  LOCALHOST_KEY,
  SITE_CERTIFICATE,
  SITE_KEY,
} from '@/lib/testing/site-certificates'
import { createFlightSqlClient, type FlightSqlClient, type FlightSqlOptions } from './client'

const TABLE = tableFromArrays({ n: Int32Array.from([1, 2, 3]), t: ['a', 'b', 'a'] })
const ROWS = [
  [1, 'a'],
  [2, 'b'],
  [3, 'a'],
]
const request = { sql: 'SELECT 1 AS a', values: {}, timeoutMs: 5_000 }

let server: PlayedServer

beforeEach(async () => {
  server = await startFlightServer()
})

afterEach(() => server.stop())

function connect(options: Partial<FlightSqlOptions> = {}): FlightSqlClient {
  return createFlightSqlClient({ address: server.address, credentials: { kind: 'none' }, ...options })
}

async function ask(one: FlightSqlClient) {
  return await rowsOf(await one.open(request))
}

describe('sign-in at a Flight SQL server', () => {
  const account = { kind: 'basic', username: 'portal', password: 'of this test' } as const
  const basic = `Basic ${Buffer.from('portal:of this test').toString('base64')}`
  const headerOf = (call: ServerUnaryCall<unknown, unknown>, name: string) => call.metadata.get(name)[0]
  let tokens: number
  let valid: string

  /** Gives a token by handshake, and wants the newest with every call. */
  function signsIn(): FlightPlay {
    tokens = 0
    return {
      handshake: (call) => {
        if (call.metadata.get('authorization')[0] !== basic) {
          call.emit('error', { code: status.UNAUTHENTICATED, details: 'wrong password' })
          return
        }
        tokens += 1
        valid = `Bearer token-${tokens}`
        const answered = call.metadata.clone()
        answered.set('authorization', valid)
        answered.set('set-cookie', `session=${tokens}; Path=/; HttpOnly`)
        call.sendMetadata(answered)
        call.end()
      },
      info: (_sql, call) => {
        if (headerOf(call, 'authorization') === valid) return infoOf('all')
        throw { code: status.UNAUTHENTICATED, details: 'who is it?' }
      },
      get: gives(flightDataOf(TABLE)),
    }
  }

  it('is by handshake, once for all who ask at once, and its token and cookies are kept', async () => {
    const cookies: unknown[] = []
    const play = signsIn()
    server.play = {
      ...play,
      info: (sql, call) => {
        cookies.push(headerOf(call, 'cookie'))
        return play.info?.(sql, call) ?? infoOf()
      },
    }
    const signed = connect({ credentials: account })
    await Promise.all([ask(signed), ask(signed), ask(signed)])
    expect(await ask(signed)).toEqual(ROWS)
    expect(tokens).toBe(1)
    expect(cookies).toEqual(['session=1', 'session=1', 'session=1', 'session=1'])
    signed.close()
  })

  it('is done anew when the token is over, once for all who find it so', async () => {
    server.play = signsIn()
    const signed = connect({ credentials: account })
    await ask(signed)
    valid = 'Bearer another'
    expect(await Promise.all([ask(signed), ask(signed), ask(signed)])).toEqual([ROWS, ROWS, ROWS])
    expect(tokens).toBe(2)
    signed.close()
  })

  it('is not tried again and again when it is refused', async () => {
    server.play = {
      ...signsIn(),
      info: () => {
        throw { code: status.UNAUTHENTICATED, details: '' }
      },
    }
    const signed = connect({ credentials: account })
    expect(await faultOf(ask(signed))).toMatchObject({ layer: 'http', code: 'UNAUTHORIZED' })
    expect(tokens).toBe(2)
    signed.close()
    const stranger = connect({ credentials: { ...account, password: 'wrong' } })
    expect(await faultOf(ask(stranger))).toMatchObject({ layer: 'http', code: 'UNAUTHORIZED' })
    expect(tokens).toBe(2)
    stranger.close()
  })

  it('goes with every call where the server knows no handshake', async () => {
    const seen: unknown[] = []
    server.play = {
      info: (_sql, call) => {
        seen.push(headerOf(call, 'authorization'))
        return infoOf('all')
      },
      get: gives(flightDataOf(TABLE)),
    }
    const signed = connect({ credentials: account })
    await ask(signed)
    expect(seen).toEqual([basic])
    signed.close()
  })

  it('is by the token that was given, with the headers that were set', async () => {
    const seen: unknown[] = []
    server.play = {
      info: (_sql, call) => {
        seen.push(headerOf(call, 'authorization'), headerOf(call, 'routing_queue'))
        return infoOf('all')
      },
      get: gives(flightDataOf(TABLE)),
    }
    const signed = connect({
      credentials: { kind: 'bearer', token: 'of-a-person' },
      headers: { routing_queue: 'low' },
    })
    await ask(signed)
    expect(seen).toEqual(['Bearer of-a-person', 'low'])
    signed.close()
  })
})

describe('a Flight SQL server with TLS', () => {
  const secure = { key: LOCALHOST_KEY, certificate: LOCALHOST_CERTIFICATE }
  const atLocalhost = ({ address }: PlayedServer) => ({ ...address, host: 'localhost' })

  it('is asked when its certificate is signed by an authority that is known, and not otherwise', async () => {
    const safe = await startFlightServer({ get: gives(flightDataOf(TABLE)) }, secure)
    const knowing = connect({ address: atLocalhost(safe), certificateAuthority: LOCALHOST_CERTIFICATE })
    expect(await ask(knowing)).toEqual(ROWS)
    const stranger = connect({ address: atLocalhost(safe) })
    const fault = await faultOf(ask(stranger))
    expect(fault).toMatchObject({ layer: 'unreachable', code: 'UNREACHABLE' })
    expect(fault.detail).toMatch(/certificate/)
    for (const one of [knowing, stranger]) one.close()
    safe.stop()
  })

  it('is not asked by a name that its certificate does not have', async () => {
    const other = { key: SITE_KEY, certificate: SITE_CERTIFICATE }
    const safe = await startFlightServer({ get: gives(flightDataOf(TABLE)) }, other)
    const misled = connect({ address: atLocalhost(safe), certificateAuthority: SITE_CERTIFICATE })
    const fault = await faultOf(ask(misled))
    expect(fault).toMatchObject({ layer: 'unreachable', code: 'UNREACHABLE' })
    expect(fault.detail).toMatch(/altnames|does not match/)
    misled.close()
    safe.stop()
  })

  it('is not asked without TLS', async () => {
    const safe = await startFlightServer({ get: gives(flightDataOf(TABLE)) }, secure)
    const open = connect({ address: { ...safe.address, tls: false }, connectTimeoutMs: 500 })
    expect(await faultOf(ask(open))).toMatchObject({ layer: 'unreachable' })
    open.close()
    safe.stop()
  })
})

describe('a reader who leaves', () => {
  it('ends the call at the server, also when nobody comes for the rows', async () => {
    const cancelled = vi.fn()
    server.play = {
      get: (_ticket, call) => {
        for (const message of flightDataOf(TABLE)) call.write(message)
        call.on('cancelled', cancelled)
      },
    }
    const reader = new AbortController()
    const client = connect()
    await client.open({ ...request, signal: reader.signal })
    reader.abort(new Error('left'))
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce())
    client.close()
  })

  it('does not make the server send what nobody reads', async () => {
    const messages = flightDataOf(tableFromArrays({ t: ['x'.repeat(256 * 1024)] }))
    const rest = messages.slice(1)
    let sent = 0
    server.play = {
      get: async (_ticket, call) => {
        for (const message of messages.slice(0, 1)) call.write(message)
        for (; sent < 200 && !call.cancelled; sent++) {
          const more = rest.map((message) => call.write(message)).every(Boolean)
          if (!more) await new Promise((resolve) => call.once('drain', resolve))
        }
        call.end()
      },
    }
    const client = connect()
    const stream = await client.open(request)
    const batches = stream.batches[Symbol.asyncIterator]()
    await batches.next()
    await new Promise((resolve) => setTimeout(resolve, 300))
    // What the network between them holds besides, which is more than a batch.
    expect(sent).toBeLessThan(20)
    let read = 1
    while (!(await batches.next()).done) read += 1
    expect(read).toBe(200)
    client.close()
  })
})
