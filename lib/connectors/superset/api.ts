import { randomUUID } from 'node:crypto'
import { isConnectorError } from '../errors'
import type { HttpReader, HttpRequest } from '../http'
import { CSRF_DETAIL, misshapen } from './errors'
import { wireCsrf, wireLogin, wireRefreshed } from './schema'
import { createSession, type Session, type SupersetCredentials } from './session'

export type ApiAsking = { requestId: string; signal?: AbortSignal | undefined; once?: boolean | undefined }

/** Paths are those below `/api/v1`; answers are text, not yet judged. All throw ConnectorError. */
export type SupersetApi = {
  health: (asking: ApiAsking) => Promise<{ latencyMs: number }>
  loginPage: (asking: ApiAsking) => Promise<string>
  get: (operation: string, path: string, asking: ApiAsking) => Promise<string>
  /** null: there is no such thing there (404). */
  find: (operation: string, path: string, asking: ApiAsking) => Promise<string | null>
  /** With the CSRF token and the session that it belongs to. */
  post: (operation: string, sent: { path: string; body: unknown }, asking: ApiAsking) => Promise<string>
}

export type ApiOptions = {
  http: HttpReader
  /** Without a slash at its end. */
  baseUrl: string
  credentials: SupersetCredentials
  nowMs: () => number
}

const LOGIN_TIMEOUT_MS = 10_000

const NOT_AGREED = 'not of the shape agreed'

export function createSupersetApi({ http, baseUrl, credentials, nowMs }: ApiOptions): SupersetApi {
  const v1 = `${baseUrl}/api/v1`
  const session = openSession({ http, v1, credentials, nowMs })
  const csrf = createCsrf(http, `${v1}/security/csrf_token/`)

  async function get(operation: string, path: string, asking: ApiAsking, alsoAccept: number[] = []) {
    return await session.call((authorization) => {
      const init = { headers: { authorization, accept: 'application/json' } }
      return http.read({ operation, ...asking, url: `${v1}${path}`, init, alsoAccept })
    })
  }

  async function post(operation: string, { path, body }: { path: string; body: unknown }, asking: ApiAsking) {
    return await session.call(async (authorization) => {
      const { token, cookie } = await csrf.of(authorization, asking)
      // On https the token counts only from a page of the same origin, told by the Referer.
      const init = json({ authorization, 'x-csrftoken': token, cookie, referer: `${baseUrl}/` }, body)
      const url = `${v1}${path}`
      return (await http.read({ operation, ...asking, url, init, unlessBegun: true })).text
    })
  }

  return {
    async health(asking) {
      const reply = await http.read({
        operation: 'health',
        ...asking,
        url: `${baseUrl}/health`,
        noBody: true,
      })
      return { latencyMs: reply.latencyMs }
    },
    async loginPage(asking) {
      const url = `${baseUrl}/login/`
      return (await http.read({ operation: 'version', ...asking, url, type: /^text\/html\b/i })).text
    },
    get: async (operation, path, asking) => (await get(operation, path, asking)).text,
    async find(operation, path, asking) {
      const { status, text } = await get(operation, path, asking, [404])
      return status === 404 ? null : text
    },
    async post(operation, sent, asking) {
      try {
        return await post(operation, sent, asking)
      } catch (error) {
        // Its session has ended, or its key has changed.
        if (!isConnectorError(error) || error.detail !== CSRF_DETAIL) throw error
        csrf.forget()
        return await post(operation, sent, asking)
      }
    },
  }
}

function openSession({
  http,
  v1,
  credentials,
  nowMs,
}: Pick<ApiOptions, 'http' | 'credentials' | 'nowMs'> & { v1: string }): Session {
  const send = async (operation: string, url: string, init: HttpRequest['init']): Promise<unknown> => {
    const asked = { operation, requestId: randomUUID(), timeoutMs: LOGIN_TIMEOUT_MS, url, init }
    return parse((await http.read(asked)).text)
  }
  return createSession({
    credentials,
    nowMs,
    login: async ({ user, password }) => {
      const body = { username: user, password, provider: 'db', refresh: true }
      const parsed = wireLogin.safeParse(await send('login', `${v1}/security/login`, json({}, body)))
      if (!parsed.success) throw misshapen('login', NOT_AGREED)
      const { access_token: accessToken, refresh_token: refreshToken } = parsed.data
      return { accessToken, refreshToken: refreshToken ?? null }
    },
    refresh: async (refreshToken) => {
      const init = json({ authorization: `Bearer ${refreshToken}` }, undefined)
      const parsed = wireRefreshed.safeParse(await send('refresh', `${v1}/security/refresh`, init))
      if (!parsed.success) throw misshapen('refresh', NOT_AGREED)
      return parsed.data.access_token
    },
  })
}

type Csrf = { token: string; cookie: string; authorization: string }

/** Kept with the access token that it was asked with: a session of another one would refuse it. */
function createCsrf(http: HttpReader, url: string) {
  let held: Csrf | undefined
  return {
    async of(authorization: string, asking: ApiAsking): Promise<Csrf> {
      if (held?.authorization === authorization) return held
      const init = { headers: { authorization, accept: 'application/json' } }
      const reply = await http.read({ operation: 'csrf', ...asking, url, init })
      const parsed = wireCsrf.safeParse(parse(reply.text))
      if (!parsed.success) throw misshapen('csrf', NOT_AGREED)
      held = { token: parsed.data.result, cookie: reply.cookies.join('; '), authorization }
      return held
    },
    forget() {
      held = undefined
    },
  }
}

function json(headers: Record<string, string>, body: unknown) {
  const accepting = { ...headers, accept: 'application/json' }
  if (body === undefined) return { method: 'POST', headers: accepting } as const
  const typed = { ...accepting, 'content-type': 'application/json' }
  return { method: 'POST', headers: typed, body: JSON.stringify(body) } as const
}

/** undefined for what is no JSON: its schema refuses it. The parse error would quote the answer. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
