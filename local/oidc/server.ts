import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Provider } from 'oidc-provider'
import { findAccount } from './accounts'
import { configurationOf } from './configuration'
import { openMemory } from './file-adapter'
import { messagePage, signInPage } from './pages'
import { readSigningKeys } from './signing-keys'

const MOUNT_PATH = '/oidc'
const MAX_FORM_BYTES = 4_096
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

export type OidcOptions = {
  port: number
  /** Where to listen; only loopback is accepted. */
  host?: string
  clientId: string
  clientSecret: string
  /** The portal's address, which must be on this computer. */
  portalUrl: string
  cookieSecret: string
  /** Keys and sessions are kept here. */
  dataDir: string
}

export type RunningOidc = { issuer: string; stop: () => Promise<void> }

export function issuerAt(port: number): string {
  return `http://localhost:${port}${MOUNT_PATH}`
}

/**
 * Starts the stand-in for the identity provider: a certified OpenID provider with demo accounts without passwords, for
 * this computer only.
 * @throws Error in one clear sentence when it or the portal would be reachable from elsewhere, or the port is taken.
 */
export async function startOidcServer(options: OidcOptions): Promise<RunningOidc> {
  const host = options.host ?? '127.0.0.1'
  refuseBeyondLoopback(host, options.portalUrl)
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const memory = openMemory(join(options.dataDir, 'state.json'))
  const jwks = await readSigningKeys(join(options.dataDir, 'signing-keys.json'))
  const issuer = issuerAt(options.port)
  const portalUrl = options.portalUrl.replace(/\/$/, '')
  const provider = new Provider(
    issuer,
    configurationOf({ ...options, portalUrl, jwks, memory, mountPath: MOUNT_PATH }),
  )
  const complain = (error: unknown) => {
    process.stderr.write(`oidc: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  provider.on('server_error', (_ctx, error) => complain(error))
  provider.on('backchannel.error', (_ctx, error) => complain(error))
  const callback = provider.callback()
  const server = createServer((request, response) => {
    answer(provider, callback, request, response).catch((error: unknown) => {
      complain(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${options.port} is taken by another program.`) : error,
      )
    })
    server.listen(options.port, host, resolve)
  })
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    memory.flush()
  }
  return { issuer, stop }
}

function refuseBeyondLoopback(host: string, portalUrl: string): void {
  if (!LOOPBACK.has(host)) {
    throw new Error(
      `The demo identity provider has no passwords and listens on loopback only, not on ${host}.`,
    )
  }
  if (!LOOPBACK.has(new URL(portalUrl).hostname)) {
    throw new Error(
      `The demo identity provider has no passwords and serves a portal on this computer only, not ${portalUrl}. Set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.`,
    )
  }
}

type Callback = (request: IncomingMessage, response: ServerResponse) => Promise<void>

async function answer(
  provider: Provider,
  callback: Callback,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page elsewhere that rebinds its name to 127.0.0.1 sends its own name here.
  const host = request.headers.host?.replace(/:\d+$/, '') ?? ''
  const url = request.url ?? '/'
  if (!LOOPBACK.has(host) || !url.startsWith(`${MOUNT_PATH}/`)) {
    response.writeHead(404).end()
    return
  }
  if (url.startsWith(`${MOUNT_PATH}/sign-in/`)) {
    await answerSignIn(provider, request, response, url)
    return
  }
  // As Connect does when it mounts: the provider reads its own place from the difference.
  Object.assign(request, { originalUrl: url })
  request.url = url.slice(MOUNT_PATH.length)
  await callback(request, response)
}

async function answerSignIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
): Promise<void> {
  const details = await provider.interactionDetails(request, response).catch(() => null)
  if (details === null) {
    const words = 'It took too long, or was finished in another tab. Go back to the portal and begin again.'
    sendHtml(response, 400, messagePage('This sign-in has expired', words))
    return
  }
  if (request.method !== 'POST') {
    sendHtml(response, 200, signInPage(url))
    return
  }
  const login = (await readForm(request)).get('login') ?? ''
  const account = findAccount({ login })
  if (account === undefined) {
    sendHtml(response, 422, signInPage(url, login))
    return
  }
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId: account.subject, remember: true } },
    { mergeWithLastSubmission: false },
  )
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:`,
  })
  response.end(html)
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MAX_FORM_BYTES) break
  }
  return new URLSearchParams(text)
}
