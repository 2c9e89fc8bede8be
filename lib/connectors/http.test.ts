import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { introspectionOf } from '@/lib/testing/fibery'
import { fiberyClientFor } from '@/lib/testing/fibery-client'
import { type Answer, json, startHttpServer, type TestHttpServer, text } from '@/lib/testing/http-server'
import type { HttpLimits } from './http'

let server: TestHttpServer

beforeAll(async () => {
  server = await startHttpServer(json({}))
})
afterAll(() => server.close())
beforeEach(() => {
  server.heard.length = 0
})

function asker(limits: Partial<HttpLimits> = {}) {
  const { client, logged } = fiberyClientFor(server.url, limits)
  const ask = (signal?: AbortSignal) => client.introspectSpace('Things', { requestId: 'r1', signal })
  return { ask, logged }
}

describe('a system that is away', () => {
  it('is not asked for a while after failures in a row, and then once more', async () => {
    server.answer(text('down', 503, 'text/plain'))
    const { ask } = asker({ retries: 0, breakerAfter: 2, breakerOpenMs: 150 })
    await expect(ask()).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    await expect(ask()).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    await expect(ask()).rejects.toMatchObject({
      layer: 'refused',
      code: 'BREAKER_OPEN',
      detail: expect.stringContaining('the last time: status 503'),
    })
    expect(server.heard).toHaveLength(2)
    server.answer(json(introspectionOf('type Query { me: String }')))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await expect(ask()).resolves.toMatchObject({ schema: { queryType: 'Query' } })
  })

  it('is one thing, and a fault that it tells of itself another: other spaces are asked all the same', async () => {
    server.answer(json({ name: 'space-not-found', message: 'x' }, 500))
    const { ask } = asker({ retries: 0, breakerAfter: 2 })
    for (const _ of [1, 2, 3, 4]) await expect(ask()).rejects.toMatchObject({ code: 'SERVER_FAULT' })
    expect(server.heard).toHaveLength(4)
  })
})

describe('a system that is busy', () => {
  it('is not taken for one that is away', async () => {
    server.answer(text('slow down', 429, 'text/plain'))
    const { ask } = asker({ retries: 0, breakerAfter: 2 })
    for (const _ of [1, 2, 3, 4]) await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(server.heard).toHaveLength(4)
  })

  it('is asked again when it says, and not before', async () => {
    const answers = [
      json({}, 429, { 'retry-after': '1' }),
      json(introspectionOf('type Query { me: String }')),
    ]
    server.answer((request, response) => answers.shift()?.(request, response))
    await expect(asker({ timeoutMs: 5_000, budgetMs: 20_000 }).ask()).resolves.toBeDefined()
    const [first = 0, second = 0] = server.heard.map(({ at }) => at)
    expect(second - first).toBeGreaterThanOrEqual(990)
  })

  it('is not waited for when that would take too long', async () => {
    server.answer(json({}, 429, { 'retry-after': '3600' }))
    await expect(asker({ retries: 3 }).ask()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryable: false,
      retryAfterMs: 3_600_000,
    })
    expect(server.heard).toHaveLength(1)
  })
})

describe('a call as a whole', () => {
  it('ends within its budget, pauses included', async () => {
    server.answer(() => {})
    const started = performance.now()
    const { ask } = asker({ retries: 50, timeoutMs: 200, budgetMs: 500 })
    await expect(ask()).rejects.toMatchObject({ layer: 'timeout' })
    // The code's own deadline is 500 ms; what is above it is the scheduler's.
    expect(performance.now() - started).toBeLessThan(2_500)
    expect(server.heard.length).toBeLessThan(5)
  })

  it('ends when whoever asked gives up, is not repeated, and is not held against the system', async () => {
    server.answer(() => {})
    const { ask } = asker({ retries: 3, breakerAfter: 1, timeoutMs: 5_000 })
    await expect(ask(AbortSignal.timeout(30))).rejects.toMatchObject({
      code: 'TIMEOUT',
      detail: 'whoever asked could wait no longer',
    })
    expect(server.heard).toHaveLength(1)
    server.answer(json(introspectionOf('type Query { me: String }')))
    await expect(ask()).resolves.toBeDefined()
  })
})

describe('an answer that is too large', () => {
  const cap = { maxBytes: 1024 * 1024, timeoutMs: 5_000 }
  let written = 0

  /** Writes for as long as somebody reads. */
  function flood(headers: Record<string, string>): Answer {
    return (_, response) => {
      written = 0
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      const block = Buffer.alloc(64 * 1024, 0x20)
      const pour = () => {
        let room = true
        while (room && !response.destroyed) {
          room = response.write(block)
          written += block.length
        }
      }
      response.on('drain', pour)
      pour()
    }
  }

  it('is left once it has passed the cap, though it says nothing of its length and never ends', async () => {
    server.answer(flood({}))
    await expect(asker(cap).ask()).rejects.toMatchObject({
      layer: 'protocol',
      code: 'TOO_LARGE',
      detail: 'more than 1 MB',
      retryable: false,
    })
    // What lies in the buffers of two sockets is all that is written beyond the cap.
    expect(written).toBeLessThan(32 * 1024 * 1024)
  })

  it('is not begun when it says that it is 100 MB', async () => {
    server.answer(flood({ 'content-length': String(100 * 1024 * 1024) }))
    await expect(asker(cap).ask()).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(written).toBeLessThan(32 * 1024 * 1024)
  })

  it('is counted as it is after unpacking', async () => {
    const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20))
    expect(packed.length).toBeLessThan(cap.maxBytes)
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
    })
    await expect(asker(cap).ask()).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})
