import { unstable_doesMiddlewareMatch as doesMatch } from 'next/experimental/testing/server'
import { NextRequest } from 'next/server'
import { describe, expect, it } from 'vitest'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { isCrossSiteWrite, isTooLarge, MAX_BODY_BYTES } from '@/lib/platform/security'
import { IMPORT_FILE_PATH } from '@/lib/products/import-model'
import { config, proxy } from './proxy'

const PATHS = [
  '/',
  '/products/NW-001/edit',
  '/api/v1/products',
  '/search/suggest',
  '/_next/data',
  '/auth/logout',
]
const SITES = [
  undefined,
  'same-origin',
  'none',
  'same-site',
  'cross-site',
  'something-new',
  'same-origin, none',
]
const ORIGINS = [undefined, 'null', 'http://localhost:3000', 'https://evil.example']

const requests = PATHS.flatMap((path) =>
  SITES.flatMap((site) =>
    ORIGINS.map((origin) => ({
      path,
      headers: {
        ...(site === undefined ? {} : { 'sec-fetch-site': site }),
        ...(origin === undefined ? {} : { origin }),
      },
    })),
  ),
)

function reachesProxy(path: string, headers: Record<string, string>): boolean {
  return doesMatch({ config, url: path, headers: { [PATH_HEADER]: path, ...headers } })
}

describe('the proxy', () => {
  it('is asked about every write that it would refuse', () => {
    const refused = requests.filter(({ path, headers }) =>
      isCrossSiteWrite({ method: 'POST', headers: new Headers(headers), nextUrl: { pathname: path } }),
    )
    expect(refused.length).toBeGreaterThan(50)
    for (const { path, headers } of refused) {
      expect({ path, headers, asked: reachesProxy(path, headers) }).toEqual({ path, headers, asked: true })
    }
  })

  it('is not asked about files to import, which it would hold in memory, and about all else beside them', () => {
    const headers = { origin: 'https://evil.example', 'content-length': '99999999' }
    expect(reachesProxy(IMPORT_FILE_PATH, headers)).toBe(false)
    expect(reachesProxy('/products/NW-001/files', headers)).toBe(false)
    for (const path of [
      '/products/import',
      '/products/import/file/x',
      '/products/import/file/files',
      '/products/a/b/files',
      '/products/files',
      '/x/products/import/file',
    ]) {
      expect(reachesProxy(path, headers)).toBe(true)
    }
  })

  it('is asked about every address of sign-in', () => {
    for (const path of ['/auth/login', '/auth/callback', '/auth/logout', '/auth/backchannel-logout']) {
      expect(reachesProxy(path, {})).toBe(true)
    }
  })

  it('is asked about whatever came past the socket without the security headers, and sends it away', async () => {
    expect(doesMatch({ config, url: '/products' })).toBe(true)
    const answer = await proxy(new NextRequest('http://localhost:3000/products'))
    expect(answer.status).toBe(503)
  })

  it('refuses a write from another site and lets our own through', async () => {
    const write = (site: string) =>
      proxy(
        new NextRequest('http://localhost:3000/products', {
          method: 'POST',
          headers: { [PATH_HEADER]: '/products', 'sec-fetch-site': site },
        }),
      )
    expect((await write('cross-site')).status).toBe(403)
    expect((await write('same-origin')).headers.get('x-middleware-next')).toBe('1')
  })

  it('is asked about every body that it would refuse', async () => {
    const lengths = ['0', '999999', '1000000', String(MAX_BODY_BYTES + 1), '99999999999', '9'.repeat(30)]
    const answers = await Promise.all(
      lengths.map((length) => isTooLarge({ headers: new Headers({ 'content-length': length }), body: null })),
    )
    const refused = lengths.filter((_, n) => answers[n])
    expect(refused).toHaveLength(3)
    for (const length of refused) {
      expect(reachesProxy('/products/NW-001/edit', { 'content-length': length })).toBe(true)
    }
    expect(reachesProxy('/products/NW-001/edit', { 'content-length': '9999' })).toBe(false)
    expect(reachesProxy('/products/NW-001/edit', { 'transfer-encoding': 'chunked' })).toBe(true)
    expect(reachesProxy('/products/NW-001/files', { 'transfer-encoding': 'chunked' })).toBe(false)
  })

  it('counts a body that names no length, and reads no further than it takes', async () => {
    let pieces = 0
    const send = (most: number) => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pieces += 1
          if (pieces > most) controller.close()
          else controller.enqueue(new Uint8Array(64 * 1024))
        },
      })
      const headers = { [PATH_HEADER]: '/products', 'sec-fetch-site': 'same-origin' }
      return proxy(
        new NextRequest('http://localhost:3000/products', { method: 'POST', headers, body, duplex: 'half' }),
      )
    }
    expect((await send(16)).headers.get('x-middleware-next')).toBe('1')
    pieces = 0
    expect((await send(1_000_000)).status).toBe(413)
    expect(pieces).toBeLessThan(25)
  })

  it('tells a form in words, and a program as a problem, that a body is too large', async () => {
    const send = (headers: Record<string, string>) =>
      proxy(
        new NextRequest('http://localhost:3000/products', {
          method: 'POST',
          headers: { [PATH_HEADER]: '/products', 'content-length': String(MAX_BODY_BYTES + 1), ...headers },
        }),
      )
    const form = await send({ 'next-action': 'some-action' })
    // Next's client shows the words of an answer of exactly this type.
    expect([form.status, form.headers.get('content-type')]).toEqual([413, 'text/plain'])
    expect(await form.text()).toContain('at most 1 MB')
    expect((await send({ accept: 'text/html,*/*' })).headers.get('content-type')).toBe('text/plain')
    const program = await send({ accept: 'application/json' })
    expect(await program.json()).toMatchObject({ status: 413, code: 'TOO_LARGE' })
  })

  it('stands in the way of no page that a reader opens', () => {
    expect(reachesProxy('/products', {})).toBe(false)
    expect(reachesProxy('/products', { 'sec-fetch-site': 'none' })).toBe(false)
    expect(reachesProxy('/products', { 'sec-fetch-site': 'same-origin' })).toBe(false)
  })
})
