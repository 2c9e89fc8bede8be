import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, json, startHttpServer, type TestHttpServer, text } from '@/lib/testing/http-server'
import { hostState } from './host-state'

const PORTAL = 'https://portal.example.com'
let server: TestHttpServer

beforeEach(async () => {
  server = await startHttpServer(json({}))
})
afterEach(() => server.close())

/** A Superset whose health is well, and whose frame's page answers so. */
function frame(status: number, headers: Record<string, string> = {}): Answer {
  return (request, response) => {
    const isHealth = request.url === '/health'
    response.writeHead(isHealth ? 200 : status, { 'content-type': 'text/html', ...(isHealth ? {} : headers) })
    response.end('OK')
  }
}

const ask = (embeddedId = 'e1') => hostState({ supersetUrl: server.url, portalOrigin: PORTAL, embeddedId })

describe('how Superset stands for a dashboard', () => {
  it('is open when it answers and lets the portal frame it, and it is asked as the browser would', async () => {
    server.answer(frame(200, { 'content-security-policy': `frame-ancestors ${PORTAL}` }))
    expect(await ask()).toEqual({ obstacle: null, detail: '' })
    const asked = server.heard.find(({ url }) => url === '/embedded/e1')
    expect(asked?.headers.referer).toBe(`${PORTAL}/`)
    expect(asked?.headers['x-guesttoken']).toBeUndefined()
  })

  it.each([
    ['framing', 'X-Frame-Options: SAMEORIGIN', frame(200, { 'x-frame-options': 'SAMEORIGIN' })],
    [
      'framing',
      `frame-ancestors: 'self'`,
      frame(200, { 'content-security-policy': `frame-ancestors 'self'; img-src *` }),
    ],
    ['framing', `allowed domains: not ${PORTAL}`, frame(403)],
    ['unknown', '/embedded: status 404', frame(404)],
    ['sick', '/embedded: status 500', frame(500)],
    ['sick', '/embedded: status 302', frame(302)],
    ['sick', '/health: status 503', text('no', 503, 'text/plain')],
  ] as const)('is %s: %s', async (obstacle, detail, answer) => {
    server.answer(answer)
    expect(await ask()).toEqual({ obstacle, detail })
  })

  it('is unreachable when nobody listens, and open again once somebody does', async () => {
    const { port } = new URL(server.url)
    await server.close()
    expect(await ask()).toEqual({ obstacle: 'unreachable', detail: 'ECONNREFUSED' })
    server = await startHttpServer(frame(200), { port: Number(port) })
    await expect.poll(() => ask(), { timeout: 5_000, interval: 100 }).toEqual({ obstacle: null, detail: '' })
  })

  it('is slow when it does not answer soon: nobody waits for it, and it is asked once for all who ask', async () => {
    server.answer(() => {})
    const all = await Promise.all([ask('slow'), ask('slow'), ask('slow')])
    expect(all.map(({ obstacle }) => obstacle)).toEqual(['slow', 'slow', 'slow'])
    expect((await ask('slow')).obstacle).toBe('slow')
    expect(server.heard.filter(({ url }) => url === '/embedded/slow')).toHaveLength(1)
  })

  it('is kept of the last five hundred dashboards that were asked for', async () => {
    await server.close()
    const ids = Array.from({ length: 502 }, (_, n) => `many-${n}`)
    for (const id of ids) await ask(id)
    const { pergolaEmbedding: kept } = globalThis as { pergolaEmbedding?: Map<string, unknown> }
    const last = ids.slice(2).map((id) => `${server.url} ${id}`)
    expect([...(kept?.keys() ?? [])]).toEqual(last)
  })
})
