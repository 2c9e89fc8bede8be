import { describe, expect, it } from 'vitest'
import { json, startHttpServer, text } from '@/lib/testing/http-server'
import { createSupersetGuest, type GuestAnswer, mayFrame } from './guest'

const ORIGIN = 'https://portal.example.com'

function answer(changes: Partial<GuestAnswer>): GuestAnswer {
  const none = { json: null, location: null, frameOptions: null, frameAncestors: null }
  return { status: 200, text: '', ...none, ...changes }
}

describe('whether a page may frame what was answered', () => {
  it.each<[boolean, Partial<GuestAnswer>]>([
    [true, {}],
    [false, { frameOptions: 'SAMEORIGIN' }],
    [true, { frameOptions: 'SAMEORIGIN', frameAncestors: [ORIGIN] }],
    [true, { frameAncestors: ["'self'", `${ORIGIN}/`] }],
    [true, { frameAncestors: ['https://*.example.com'] }],
    [true, { frameAncestors: ['https:'] }],
    [true, { frameAncestors: ['*'] }],
    [false, { frameAncestors: ["'self'"] }],
    [false, { frameAncestors: ["'none'"] }],
    [false, { frameAncestors: [] }],
    [false, { frameAncestors: ['http://portal.example.com'] }],
    [false, { frameAncestors: ['https://portal.example.com:8443'] }],
    [false, { frameAncestors: ['https://*.other.com'] }],
  ])('%s: %j', (expected, changes) => {
    expect(mayFrame(answer(changes), ORIGIN)).toBe(expected)
  })
})

describe('asking as a guest', () => {
  it('carries the token in its header alone, and takes a refusal for an answer', async () => {
    const server = await startHttpServer(json({ message: 'Forbidden' }, 403))
    try {
      const guest = createSupersetGuest({ baseUrl: `${server.url}/bi/`, fetch })
      const reply = await guest.ask({
        path: '/api/v1/chart/data',
        method: 'POST',
        token: 'a.b.c',
        body: { queries: [] },
        timeoutMs: 2_000,
      })
      expect(reply).toMatchObject({ status: 403, json: { message: 'Forbidden' } })
      const [heard] = server.heard
      expect(heard).toMatchObject({ method: 'POST', url: '/bi/api/v1/chart/data', body: '{"queries":[]}' })
      expect(heard?.headers['x-guesttoken']).toBe('a.b.c')
      expect(heard?.headers.authorization).toBeUndefined()
    } finally {
      await server.close()
    }
  })

  it('reads who may frame a page', async () => {
    const server = await startHttpServer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': `default-src 'self'; frame-ancestors ${ORIGIN}`,
      })
      response.end('<html></html>')
    })
    try {
      const guest = createSupersetGuest({ baseUrl: server.url, fetch })
      const reply = await guest.ask({ path: '/embedded/1', referer: `${ORIGIN}/`, timeoutMs: 2_000 })
      expect(reply).toMatchObject({ status: 200, frameAncestors: [ORIGIN], text: '<html></html>' })
      expect(server.heard[0]?.headers.referer).toBe(`${ORIGIN}/`)
    } finally {
      await server.close()
    }
  })

  it('gives up in time, and follows nobody elsewhere', async () => {
    const server = await startHttpServer(() => {})
    try {
      const guest = createSupersetGuest({ baseUrl: server.url, fetch })
      await expect(guest.ask({ path: '/health', timeoutMs: 50 })).rejects.toMatchObject({
        name: 'TimeoutError',
      })
      server.answer((_request, response) =>
        response.writeHead(302, { location: 'https://elsewhere.example' }).end(),
      )
      expect(await guest.ask({ path: '/health', timeoutMs: 2_000 })).toMatchObject({ status: 302 })
    } finally {
      await server.close()
    }
    await expect(
      createSupersetGuest({ baseUrl: server.url, fetch }).ask({ path: '/health', timeoutMs: 500 }),
    ).rejects.toThrow()
  })

  it('reads no more than a part of an endless answer', async () => {
    const server = await startHttpServer(text('x'.repeat(2_000_000), 200, 'text/html'))
    try {
      const guest = createSupersetGuest({ baseUrl: server.url, fetch })
      expect((await guest.ask({ path: '/', timeoutMs: 5_000 })).text.length).toBeLessThan(1_000_000)
    } finally {
      await server.close()
    }
  })
})
