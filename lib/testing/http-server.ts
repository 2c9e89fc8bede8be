import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Heard = {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
  /** When its head came, by `performance.now()`. */
  at: number
}

/** What a test's server answers. It may leave the answer open, cut it, or never begin one. */
export type Answer = (request: Heard, response: ServerResponse) => void

export type TestHttpServer = {
  url: string
  heard: Heard[]
  answer: (answer: Answer) => void
  close: () => Promise<void>
}

/** A raw HTTP server on loopback, for what a mock of `fetch` cannot do: stalls, cut connections, endless replies. */
export async function startHttpServer(
  first: Answer,
  { host = '127.0.0.1', port: wanted = 0 } = {},
): Promise<TestHttpServer> {
  const heard: Heard[] = []
  let current = first
  const server = createServer((request, response) => {
    const at = performance.now()
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body, at }
      heard.push(one)
      current(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    heard,
    answer: (answer) => {
      current = answer
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Answers something else. */
export function text(body: string, status: number, contentType: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': contentType })
    response.end(body)
  }
}
