import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { type GuestRule, type GuestSigning, signGuestToken } from '@/lib/connectors/superset/guest-token'
import { type Embed, frameAddress } from '@/lib/dashboards/embedding'

const SDK = 'node_modules/@superset-ui/embedded-sdk/bundle/index.js'

/** What the page draws: the portal's own address of the frame, and tokens that say what the portal's say. */
export type BareDashboard = {
  embed: Embed
  signing: Omit<GuestSigning, 'issuedAt'>
  /** As the portal's frame is once it is drawn. */
  size: { width: number; height: number }
}

export type BarePage = {
  /** The page with the dashboard, and one of the same origin with nothing, to come from. */
  url: string
  restUrl: string
  show: (dashboard: BareDashboard, portalToken: string) => void
  stop: () => Promise<void>
}

/**
 * The SDK alone, on a server and at an origin of its own: an HTML page of a few lines, the SDK from the browser's cache, and
 * tokens signed at once. Nothing is asked of anybody about rights, themes, states or heights.
 */
export async function startBarePage(port: number): Promise<BarePage> {
  const sdk = readFileSync(SDK)
  let shown: { html: string; token: () => Promise<string> } | null = null
  const server = createServer((request, response) => {
    if (request.url === '/sdk.js') return void send(response, 'text/javascript', sdk, FOR_EVER)
    if (request.url === '/rest') return void send(response, 'text/html', '<!doctype html><title>Rest</title>')
    if (request.url === '/') return void send(response, 'text/html', shown?.html ?? '')
    if (request.url !== '/token' || shown === null) return void response.writeHead(404).end()
    shown
      .token()
      .then((token) => send(response, 'application/json', JSON.stringify({ token })))
      .catch(() => response.writeHead(500).end())
  })
  await new Promise<void>((done) => server.listen(port, 'localhost', done))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`
  return {
    url,
    restUrl: `${url}rest`,
    show: (dashboard, portalToken) => {
      const claims = claimsOf(portalToken, dashboard.embed)
      const token = () => signGuestToken(claims, { ...dashboard.signing, issuedAt: new Date() })
      shown = { html: htmlOf(dashboard), token }
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const FOR_EVER = 'public, max-age=31536000, immutable'

function send(response: ServerResponse, type: string, body: string | Buffer, cache = 'no-store'): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': cache }).end(body)
}

/** The same reader and rows, so that Superset's own cache answers both alike. */
function claimsOf(portalToken: string, { embeddedId }: Embed) {
  const { user, rls_rules: rules } = decodeJwt<{ user: { username: string }; rls_rules: GuestRule[] }>(
    portalToken,
  )
  return { username: user.username, embeddedId, rules }
}

function htmlOf({ embed, size }: BareDashboard): string {
  const told = { id: frameAddress(embed, { isNarrow: false }), supersetDomain: embed.supersetUrl }
  return `<!doctype html><html lang="en"><title>Bare</title><link rel="icon" href="data:,">
<style>body{margin:0}iframe{border:0;width:${size.width}px;height:${size.height}px}</style><main></main>
<script src="/sdk.js"></script><script>
supersetEmbeddedSdk.embedDashboard({
  ...${JSON.stringify(told)},
  mountPoint: document.querySelector('main'),
  fetchGuestToken: async () => (await (await fetch('/token', { method: 'POST' })).json()).token,
})
</script></html>`
}
