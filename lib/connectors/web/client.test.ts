import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, startHttpServer, type TestHttpServer } from '@/lib/testing/http-server'
import { status, webClientFor } from '@/lib/testing/web-client'

let server: TestHttpServer
/** As `server`, and never allowed. */
let forbidden: TestHttpServer
let port: string

beforeAll(async () => {
  server = await startHttpServer(status(200))
  forbidden = await startHttpServer(status(200))
  port = new URL(server.url).port
})
afterAll(async () => {
  await server.close()
  await forbidden.close()
})
beforeEach(() => {
  server.heard.length = 0
  forbidden.heard.length = 0
})

const clientFor = (options: Parameters<typeof webClientFor>[0] = {}) =>
  webClientFor({ allow: `127.0.0.1:${port}`, ...options })

const asked = () => server.heard.map(({ method, url }) => `${method} ${url}`)

describe('a page that answers', () => {
  it('is asked for its head alone, with nothing of the portal’s but a name', async () => {
    server.answer(status(200))
    expect(await clientFor().probe(`${server.url}/a?b=c#d`)).toEqual({
      kind: 'answered',
      status: 200,
      inside: true,
      askAgainLater: false,
    })
    expect(asked()).toEqual(['HEAD /a?b=c'])
    expect(server.heard[0]?.headers).toEqual({
      host: `127.0.0.1:${port}`,
      'user-agent': 'Test/1.0',
      accept: 'text/html,*/*;q=0.8',
      connection: 'close',
    })
  })

  it.each([400, 403, 404, 405, 500, 501])('with %i to HEAD is asked once more with GET', async (code) => {
    server.answer((request, response) => {
      response.writeHead(request.method === 'HEAD' ? code : 200)
      response.end()
    })
    expect(await clientFor().probe(`${server.url}/a`)).toMatchObject({ status: 200 })
    expect(asked()).toEqual(['HEAD /a', 'GET /a'])
  })

  it('that cuts the line at HEAD is asked once more with GET', async () => {
    server.answer((request, response) => {
      if (request.method === 'HEAD') response.destroy()
      else response.end()
    })
    expect(await clientFor().probe(`${server.url}/a`)).toMatchObject({ status: 200 })
    expect(asked()).toEqual(['HEAD /a', 'GET /a'])
  })

  it.each([401, 429])('with %i is left alone', async (code) => {
    server.answer(status(code))
    expect(await clientFor().probe(`${server.url}/a`)).toMatchObject({ status: code })
    expect(asked()).toEqual(['HEAD /a'])
  })

  it('that asks for patience is heard', async () => {
    server.answer(status(503, { 'retry-after': '120' }))
    expect(await clientFor().probe(server.url)).toMatchObject({ status: 503, askAgainLater: true })
  })

  it('that never ends is left after its head', async () => {
    let closed = () => {}
    const left = new Promise<void>((resolve) => {
      closed = resolve
    })
    server.answer((request, response) => {
      if (request.method === 'HEAD') {
        response.writeHead(405)
        response.end()
        return
      }
      response.writeHead(200, { 'content-type': 'text/html' })
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.on('close', () => {
        clearInterval(timer)
        closed()
      })
    })
    expect(await clientFor().probe(server.url)).toMatchObject({ status: 200 })
    await left
  })
})

describe('a redirect', () => {
  const to = (location: string): Answer => status(302, { location })

  it('is followed, from page to page', async () => {
    server.answer(({ url }, response) => {
      if (url === '/a') response.writeHead(301, { location: '/b' })
      else if (url === '/b') response.writeHead(307, { location: `${server.url}/c` })
      else response.writeHead(404)
      response.end()
    })
    expect(await clientFor().probe(`${server.url}/a`)).toMatchObject({ kind: 'answered', status: 404 })
    expect(asked()).toEqual(['HEAD /a', 'HEAD /b', 'HEAD /c', 'GET /c'])
  })

  it('in a circle ends', async () => {
    server.answer(({ url }, response) => {
      response.writeHead(302, { location: url === '/a' ? '/b' : '/a' })
      response.end()
    })
    expect(await clientFor().probe(`${server.url}/a`)).toEqual({
      kind: 'failed',
      fault: 'REDIRECT_LOOP',
      redirected: true,
    })
    expect(server.heard).toHaveLength(2)
  })

  it('that goes on and on ends', async () => {
    server.answer(({ url }, response) => {
      response.writeHead(302, { location: `${url}x` })
      response.end()
    })
    const probe = await clientFor({ limits: { maxRedirects: 4 } }).probe(`${server.url}/a`)
    expect(probe).toMatchObject({ fault: 'TOO_MANY_REDIRECTS' })
    expect(server.heard).toHaveLength(5)
  })

  it('to an address inside that is not allowed is not followed', async () => {
    server.answer(to(forbidden.url))
    expect(await clientFor().probe(server.url)).toEqual({
      kind: 'failed',
      fault: 'NOT_ALLOWED',
      redirected: true,
    })
    expect(forbidden.heard).toEqual([])
  })

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'http://',
    'http://user:secret@127.0.0.1/',
  ])('to %s is not followed', async (location) => {
    server.answer(to(location))
    expect(await clientFor().probe(server.url)).toMatchObject({ fault: 'BAD_REDIRECT' })
    expect(server.heard).toHaveLength(1)
  })

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
  ])('to %s is never followed, whatever is allowed', async (location) => {
    server.answer(to(location))
    const allow = `127.0.0.1:${port}, 0.0.0.0/0:*, [::/0]:*`
    expect(await clientFor({ allow }).probe(server.url)).toMatchObject({ fault: 'NOT_ALLOWED' })
  })
})

describe('an address', () => {
  it.each([
    () => forbidden.url,
    () => forbidden.url.replace('127.0.0.1', 'localhost'),
    () => forbidden.url.replace('127.0.0.1', '2130706433'),
    () => forbidden.url.replace('127.0.0.1', '0177.0.0.1'),
    () => forbidden.url.replace('127.0.0.1', '0x7f000001'),
    () => forbidden.url.replace('127.0.0.1', '127.1'),
    () => forbidden.url.replace('127.0.0.1', '①②⑦.0.0.1'),
    () => forbidden.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    () => forbidden.url.replace('127.0.0.1', '[::ffff:7f00:1]'),
    () => forbidden.url.replace('127.0.0.1', '[0:0:0:0:0:ffff:127.0.0.1]'),
    () => forbidden.url.replace('127.0.0.1', '[::1]'),
    () => forbidden.url.replace('127.0.0.1', '0'),
  ])('inside is refused, however it is written (%#)', async (url) => {
    expect(await clientFor({ allow: '' }).probe(url())).toMatchObject({ fault: 'NOT_ALLOWED' })
    expect(forbidden.heard).toEqual([])
  })

  it('with a name and password in it is refused, and they are sent nowhere', async () => {
    const probe = await clientFor().probe(server.url.replace('//', '//user:secret@'))
    expect(probe).toMatchObject({ fault: 'CREDENTIALS_IN_ADDRESS' })
    expect(server.heard).toEqual([])
  })

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:1',
    'gopher://x',
    '//example.com',
    'no address',
  ])('such as %s is refused', async (address) => {
    expect(await clientFor().probe(address)).toMatchObject({ fault: 'BAD_ADDRESS' })
  })

  it('allowed with one port is refused with another', async () => {
    expect(await clientFor().probe(forbidden.url)).toMatchObject({ fault: 'NOT_ALLOWED' })
  })
})
