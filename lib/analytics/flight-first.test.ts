import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ConnectorError, type ConnectorErrorOptions } from '@/lib/connectors/errors'
import type { ResultStream, StatementRequest } from '@/lib/connectors/tabular'
import { flightFirst } from './flight-first'

const request: StatementRequest = { sql: 'SELECT 1 AS a', values: {}, timeoutMs: 10_000 }
const streamOf = (name: string): ResultStream => ({
  columns: [{ name, type: 'text', nativeType: 'VARCHAR' }],
  batches: (async function* () {
    yield []
  })(),
  close: () => undefined,
})
const fault = (options: Pick<ConnectorErrorOptions, 'layer' | 'code'>) =>
  new ConnectorError({ system: 'flight-sql', operation: 'query', retryable: true, detail: 'why', ...options })
const away = fault({ layer: 'unreachable', code: 'UNREACHABLE' })

let now: number
const flight = vi.fn<(asked: StatementRequest) => Promise<ResultStream>>()
const rest = vi.fn<(asked: StatementRequest) => Promise<ResultStream>>()
const warn = vi.fn()
let open: (asked: StatementRequest) => Promise<ResultStream>

beforeEach(() => {
  now = 1_000
  flight.mockReset().mockImplementation(async () => streamOf('flight'))
  rest.mockReset().mockImplementation(async () => streamOf('rest'))
  warn.mockReset()
  open = flightFirst({ flight, rest, nowMs: () => now, warn })
})

const way = async () => (await open(request)).columns[0]?.name

describe('rows by Flight first', () => {
  it('come by Flight where it answers', async () => {
    expect(await way()).toBe('flight')
    expect(rest).not.toHaveBeenCalled()
  })

  it('come by REST while Flight cannot be reached, which is said once and tried again later', async () => {
    flight.mockRejectedValueOnce(away)
    expect(await way()).toBe('rest')
    expect(warn).toHaveBeenCalledExactlyOnceWith({ detail: 'why' }, expect.stringContaining('by REST'))
    now += 29_999
    expect(await way()).toBe('rest')
    expect(flight).toHaveBeenCalledOnce()
    now += 1
    expect(await way()).toBe('flight')
    expect(warn).toHaveBeenCalledOnce()
  })

  it('leave REST the time that is left, in whole milliseconds', async () => {
    flight.mockImplementationOnce(async () => {
      now += 4_000.25
      throw away
    })
    await way()
    expect(rest).toHaveBeenCalledWith({ ...request, timeoutMs: 5_999 })
  })

  it('are not asked of REST when the time is up', async () => {
    flight.mockImplementationOnce(async () => {
      now += 10_000
      throw away
    })
    await expect(way()).rejects.toBe(away)
    expect(rest).not.toHaveBeenCalled()
  })

  it.each([
    fault({ layer: 'protocol', code: 'QUERY_FAILED' }),
    fault({ layer: 'http', code: 'UNAUTHORIZED' }),
    fault({ layer: 'timeout', code: 'TIMEOUT' }),
    fault({ layer: 'unreachable', code: 'CONNECTION_CUT' }),
    new Error('the reader left'),
  ])('are not asked for twice after %s', async (error) => {
    flight.mockRejectedValueOnce(error)
    await expect(way()).rejects.toBe(error)
    expect(rest).not.toHaveBeenCalled()
    expect(await way()).toBe('flight')
  })
})
