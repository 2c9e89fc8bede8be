import { createServer, type Server } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server as RawServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpServer, type TestHttpServer } from '@/lib/testing/http-server'
import { EXPIRED_CERTIFICATE, SITE_CERTIFICATE, SITE_KEY } from '@/lib/testing/site-certificates'
import { status, webClientFor } from '@/lib/testing/web-client'
import type { WebClientOptions } from './client'
import type { LookUp } from './look-up'

let server: TestHttpServer
let port: string

beforeAll(async () => {
  server = await startHttpServer(status(200))
  port = new URL(server.url).port
})
afterAll(async () => {
  await server.close()
})
beforeEach(() => {
  server.heard.length = 0
})

const clientFor = (options: Parameters<typeof webClientFor>[0] = {}) =>
  webClientFor({ allow: `127.0.0.1:${port}`, ...options })

const asked = () => server.heard.map(({ method, url }) => `${method} ${url}`)

describe('a name', () => {
  const site = () => `http://site.test:${port}/`

  it('is looked up once a request, and that very address is asked, under the name', async () => {
    server.answer(status(200))
    const looked: string[] = []
    const lookUp: LookUp = async (name) => {
      looked.push(name)
      return ['127.0.0.1']
    }
    expect(await clientFor({ lookUp }).probe(site())).toMatchObject({ status: 200 })
    expect(looked).toEqual(['site.test'])
    expect(server.heard[0]?.headers.host).toBe(`site.test:${port}`)
  })

  it('that means another address at each look-up is judged at each (DNS rebinding)', async () => {
    // The same port at another address of this machine, where nobody may be asked.
    const inner = await startHttpServer(status(200), { host: '127.0.0.2', port: Number(port) })
    try {
      server.answer((request, response) => {
        response.writeHead(request.method === 'HEAD' ? 405 : 200)
        response.end()
      })
      const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']]
      const lookUp: LookUp = async () => answers.shift() ?? []
      expect(await clientFor({ lookUp }).probe(site())).toMatchObject({ fault: 'NOT_ALLOWED' })
      expect(asked()).toEqual(['HEAD /'])
      expect(inner.heard).toEqual([])
      // Looked up a third time it would have passed again: nobody asked.
      expect(answers).toEqual([['127.0.0.1']])
    } finally {
      await inner.close()
    }
  })

  it('with several addresses is asked at those alone that are allowed', async () => {
    server.answer(status(200))
    const lookUp: LookUp = async () => ['169.254.169.254', '127.0.0.2', '127.0.0.1', '::1']
    expect(await clientFor({ lookUp }).probe(site())).toMatchObject({ status: 200 })
  })

  it.each([
    ['ENOTFOUND', 'NAME_NOT_FOUND'],
    ['EAI_AGAIN', 'NAME_NOT_RESOLVED'],
  ])('that cannot be looked up (%s) is %s', async (code, fault) => {
    const lookUp: LookUp = async () => {
      throw Object.assign(new Error('lookup'), { code })
    }
    expect(await clientFor({ lookUp }).probe(site())).toMatchObject({ fault })
  })

  it('that nobody has is told by the machine itself', async () => {
    expect(await clientFor().probe('http://nobody.invalid/')).toMatchObject({
      fault: expect.stringMatching(/^NAME_NOT_(FOUND|RESOLVED)$/),
    })
  })

  it('whose look-up hangs is left in time', async () => {
    const lookUp: LookUp = (_name, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    const client = clientFor({ lookUp, limits: { timeoutMs: 50 } })
    expect(await client.probe(site())).toMatchObject({ fault: 'TIMEOUT' })
  })
})

describe('a host that', () => {
  it('does not answer is left in time', async () => {
    server.answer(() => {})
    expect(await clientFor({ limits: { timeoutMs: 100 } }).probe(server.url)).toMatchObject({
      fault: 'TIMEOUT',
    })
  })

  it('answers a byte at a time is left in time', async () => {
    const raw = createRawServer((socket) => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const url = await listening(raw)
    const client = clientFor({ allow: '127.0.0.1:*', limits: { timeoutMs: 100 } })
    expect(await client.probe(url)).toMatchObject({ fault: 'TIMEOUT' })
    raw.close()
  })

  it('cuts the line is told as such', async () => {
    server.answer((_request, response) => response.destroy())
    expect(await clientFor().probe(server.url)).toMatchObject({ fault: 'CONNECTION_CUT' })
    expect(asked()).toEqual(['HEAD /', 'GET /'])
  })

  it('speaks something else is told as such, and so is a head without end', async () => {
    for (const words of ['SSH-2.0-Test\r\n', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n`]) {
      const raw = createRawServer((socket) => {
        socket.on('error', () => {})
        socket.write(words)
      })
      const url = await listening(raw)
      expect(await clientFor({ allow: '127.0.0.1:*' }).probe(url)).toMatchObject({ fault: 'NOT_HTTP' })
      raw.close()
    }
  })

  it('takes no connection is told as such', async () => {
    const raw = createRawServer()
    const url = await listening(raw)
    await new Promise((resolve) => raw.close(resolve))
    expect(await clientFor({ allow: '127.0.0.1:*' }).probe(url)).toMatchObject({
      fault: 'CONNECTION_REFUSED',
    })
  })

  it('has no turn to give is not asked', async () => {
    const turn = async () => {
      throw new Error('full')
    }
    expect(await clientFor({ turn }).probe(server.url)).toMatchObject({ fault: 'NO_TURN' })
    expect(server.heard).toEqual([])
  })

  it('is asked in turns, and each is given back whatever comes of it', async () => {
    server.answer((_request, response) => response.destroy())
    const turns: string[] = []
    const turn = async (hostname: string) => {
      turns.push(`take ${hostname}`)
      return () => turns.push('give')
    }
    await clientFor({ turn: turn as WebClientOptions['turn'] }).probe(server.url)
    expect(turns).toEqual(['take 127.0.0.1', 'give', 'take 127.0.0.1', 'give'])
  })
})

describe('TLS', () => {
  const lookUp: LookUp = async () => ['127.0.0.1']
  const atSite = async (cert: string, name: string, ca?: string) => {
    const names: string[] = []
    const secure: Server = createServer({ key: SITE_KEY, cert }, (_request, response) => {
      response.end()
    })
    secure.on('tlsClientError', () => {})
    secure.on('secureConnection', (socket) => names.push(String(socket.servername)))
    const { port: own } = new URL(await listening(secure))
    const client = clientFor({ allow: '127.0.0.1:*', lookUp, ...(ca && { ca }) })
    const probe = await client.probe(`https://${name}:${own}/`)
    secure.close()
    return { probe, names }
  }

  it('is checked for the name in the address', async () => {
    const { probe, names } = await atSite(SITE_CERTIFICATE, 'site.test', SITE_CERTIFICATE)
    expect(probe).toMatchObject({ kind: 'answered', status: 200 })
    expect(names).toEqual(['site.test'])
  })

  it('with a certificate for another name is told as such', async () => {
    const { probe } = await atSite(SITE_CERTIFICATE, 'other.test', SITE_CERTIFICATE)
    expect(probe).toMatchObject({ fault: 'CERTIFICATE_OF_ANOTHER' })
  })

  it('with a certificate out of date is told as such', async () => {
    const { probe } = await atSite(EXPIRED_CERTIFICATE, 'site.test', EXPIRED_CERTIFICATE)
    expect(probe).toMatchObject({ fault: 'CERTIFICATE_EXPIRED' })
  })

  it('with a certificate that nobody known has signed is told as such', async () => {
    const { probe } = await atSite(SITE_CERTIFICATE, 'site.test')
    expect(probe).toMatchObject({ fault: 'CERTIFICATE_UNKNOWN' })
  })

  it('that the other side does not speak is told as such', async () => {
    const probe = await clientFor().probe(server.url.replace('http:', 'https:'))
    expect(probe).toMatchObject({ fault: 'TLS_FAULT' })
  })
})

it('whoever asks may end it, and that tells nothing of the page', async () => {
  server.answer(() => {})
  const end = new AbortController()
  const probing = clientFor().probe(server.url, end.signal)
  setTimeout(() => end.abort(new Error('enough')), 50)
  await expect(probing).rejects.toThrow('enough')
})

async function listening(one: RawServer): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}/`
}
