import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { requestLogger } from './logger'
import { cameFromLoopback, currentRequestId, noteUser, requestGone, startRequestLog } from './request-log'

/** What those heard who asked at /slow, once their request was over. */
const heard: { path: string; gone: boolean | undefined }[] = []

const server = createServer(async (request, response) => {
  if (request.url?.startsWith('/slow')) {
    const gone = requestGone()
    response.once('close', () =>
      setImmediate(() => heard.push({ path: request.url ?? '', gone: gone?.aborted })),
    )
    if (request.url === '/slow-and-whole') response.end('{}')
    else response.write('{')
    return
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
  noteUser('the-reader')
  response.end(JSON.stringify({ id: currentRequestId(), loopback: cameFromLoopback() }))
})

beforeAll(async () => {
  startRequestLog()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  server.close()
})

function ask(
  headers: Record<string, string> = {},
): Promise<{ header: unknown; id: string; loopback: boolean }> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/seen?secret=1', headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ header: response.headers['x-request-id'], ...JSON.parse(body) }))
    }).on('error', reject)
  })
}

describe('the request log', () => {
  it('gives each request an id of its own, known throughout and answered as a header', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(20)
    for (const answer of answers) expect(answer.header).toBe(answer.id)
  })

  it("keeps a proxy's well-formed id and replaces any other", async () => {
    expect((await ask({ 'x-request-id': 'abcdef-123456' })).id).toBe('abcdef-123456')
    expect((await ask({ 'x-request-id': '"><script>' })).id).toMatch(/^[\w-]{36}$/)
  })

  it('tells a request from this machine from one that came through a proxy on it', async () => {
    expect((await ask()).loopback).toBe(true)
    expect((await ask({ 'x-forwarded-for': '203.0.113.9' })).loopback).toBe(false)
  })

  it('knows when whoever asked has gone before the answer was whole, and only then', async () => {
    const { port } = server.address() as AddressInfo
    const leave = await fetch(`http://127.0.0.1:${port}/slow-and-left`)
    await leave.body?.cancel()
    await (await fetch(`http://127.0.0.1:${port}/slow-and-whole`)).text()
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard.find(({ path }) => path === '/slow-and-left')?.gone).toBe(true)
    expect(heard.find(({ path }) => path === '/slow-and-whole')?.gone).toBe(false)
    expect(requestGone()).toBeUndefined()
  })

  it('writes a line with id, reader, route without its query, status and duration', async () => {
    const line = vi.spyOn(requestLogger, 'info')
    const { id } = await ask()
    await vi.waitFor(() => expect(line).toHaveBeenCalled())
    expect(line.mock.calls[0]?.[0]).toMatchObject({
      requestId: id,
      userId: 'the-reader',
      method: 'GET',
      route: '/seen',
      status: 200,
      durationMs: expect.any(Number),
    })
    line.mockRestore()
  })
})
