import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the way behaves: as if it were not there, or as a Superset that is away, hangs, is of another making or closed. */
export type Fault = 'none' | 'down' | 'hang' | 'version' | 'login' | 'framing' | 'tokens'

export type FaultyWay = {
  port: number
  fail: (fault: Fault) => void
  /** Addresses that were asked, without the method; those of a browser and of the portal alike. */
  asked: () => readonly string[]
  /** Questions that were taken since it hangs, not one of which was answered. */
  held: () => number
  close: () => Promise<void>
}

/** A way to a Superset that can be made to fail as its other end would. */
export async function startFaultyWay(target: string): Promise<FaultyWay> {
  const { hostname, port: to } = new URL(target)
  let fault: Fault = 'none'
  const held: { pass: () => void; answer: ServerResponse }[] = []
  const asked: string[] = []
  const server = createServer((asking, answer) => {
    asked.push(asking.url ?? '')
    if (fault === 'down') return void asking.socket.destroy()
    const pass = () => forward(asking, answer, { hostname, port: Number(to), fault })
    if (fault === 'hang') held.push({ pass, answer })
    else pass()
  })
  await new Promise<void>((done) => server.listen(0, 'localhost', done))
  return {
    port: (server.address() as AddressInfo).port,
    fail: (next) => {
      fault = next
      if (next === 'down') server.closeAllConnections()
      // What hung goes on, as it does behind a Superset that comes to itself.
      for (const { pass, answer } of held.splice(0)) if (!answer.destroyed) pass()
    },
    asked: () => asked,
    held: () => held.length,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

type Onward = { hostname: string; port: number; fault: Fault }

function forward(asking: IncomingMessage, answer: ServerResponse, { hostname, port, fault }: Onward): void {
  const path = asking.url ?? '/'
  // An account that is closed: what it was given before is worth nothing either.
  const isAccount = path.startsWith('/api/v1/security/login') || asking.headers.authorization !== undefined
  if (fault === 'login' && isAccount) {
    answer.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Not authorized"}')
    return
  }
  const isGuest = asking.headers['x-guesttoken'] !== undefined
  const headers = {
    ...asking.headers,
    ...(fault === 'tokens' && isGuest && { 'x-guesttoken': 'not-a-token' }),
  }
  // What is changed on its way must be text.
  if (fault === 'version') headers['accept-encoding'] = 'identity'
  const onward = request({ hostname, port, path, method: asking.method, headers }, (reply) => {
    if (fault === 'version' && path.startsWith('/login/')) return void otherVersion(reply, answer)
    answer.writeHead(reply.statusCode ?? 502, fault === 'framing' ? unframed(reply.headers) : reply.headers)
    reply.pipe(answer)
  })
  onward.on('error', () => answer.destroy())
  asking.pipe(onward)
}

/** As Superset comes: only its own pages may frame it. */
function unframed(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'content-security-policy': _, ...rest } = headers
  return { ...rest, 'x-frame-options': 'SAMEORIGIN' }
}

async function otherVersion(reply: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of reply) chunks.push(chunk as Buffer)
  const page = Buffer.concat(chunks).toString().replaceAll('6.1.0', '5.0.0')
  const { 'content-length': _, ...headers } = reply.headers
  answer.writeHead(reply.statusCode ?? 502, headers).end(page)
}
