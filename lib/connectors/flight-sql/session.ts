import { Metadata } from '@grpc/grpc-js'

export type FlightCredentials =
  | { kind: 'none' }
  /** Exchanged for a bearer token by a handshake, where the server gives one; sent with each call where it does not. */
  | { kind: 'basic'; username: string; password: string }
  /** A personal access token, or one of OAuth. */
  | { kind: 'bearer'; token: string }

export type SessionOptions = {
  credentials: FlightCredentials
  /** Sent with every call: `schema`, `routing_queue`, `routing_tag` … */
  headers: Readonly<Record<string, string>>
  /** Signs in with what it is given. @throws when refused */
  handshake: (metadata: Metadata) => Promise<'done' | 'not offered'>
}

export type Session = {
  /** What the next call carries. Signs in first where that is due; those who come meanwhile wait for the same answer. */
  metadata: () => Promise<Metadata>
  /** Keeps the cookies and the token that came with an answer. */
  keep: (answered: Metadata) => void
  /** After a call with `sent` was refused: true when signing in anew may help. */
  renew: (sent: Metadata) => boolean
}

const BEARER = /^bearer /i

/** Who the portal is to one server: the token while it holds, and the cookies, by which some find the session again. */
export function createSession({ credentials, headers, handshake }: SessionOptions): Session {
  const cookies = createCookies()
  let authorization: string | undefined
  let signingIn: Promise<void> | undefined

  const withHeaders = (value: string | undefined): Metadata => {
    const metadata = new Metadata()
    for (const [name, text] of Object.entries(headers)) metadata.set(name, text)
    const jar = cookies.text()
    if (jar !== '') metadata.set('cookie', jar)
    if (value !== undefined) metadata.set('authorization', value)
    return metadata
  }

  async function signIn(basic: string): Promise<void> {
    const answer = await handshake(withHeaders(basic))
    if (authorization === undefined || answer === 'not offered') authorization = basic
  }

  async function metadata(): Promise<Metadata> {
    if (credentials.kind === 'none') return withHeaders(undefined)
    if (credentials.kind === 'bearer') return withHeaders(`Bearer ${credentials.token}`)
    if (authorization === undefined) {
      signingIn ??= signIn(basicOf(credentials)).finally(() => {
        signingIn = undefined
      })
      await signingIn
    }
    return withHeaders(authorization)
  }

  function keep(answered: Metadata): void {
    for (const line of answered.get('set-cookie')) cookies.keep(String(line))
    if (credentials.kind !== 'basic') return
    const [token] = answered.get('authorization')
    if (token !== undefined && BEARER.test(String(token))) authorization = String(token)
  }

  function renew(sent: Metadata): boolean {
    const [used] = sent.get('authorization')
    if (credentials.kind !== 'basic' || used === undefined || !BEARER.test(String(used))) return false
    // Another call may have signed in since.
    if (authorization === used) {
      authorization = undefined
      cookies.clear()
    }
    return true
  }

  return { metadata, keep, renew }
}

function basicOf({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** One server's cookies: name and value, and whether they are over. */
function createCookies() {
  const jar = new Map<string, string>()
  return {
    text: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    clear: () => jar.clear(),
    keep: (line: string) => {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      const at = pair.indexOf('=')
      if (at < 1) return
      if (attributes.some(isOver)) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), pair.slice(at + 1))
    },
  }
}

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=')
  if (/^max-age$/i.test(name)) return Number(value) <= 0
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now()
}
