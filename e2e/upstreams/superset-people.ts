import type { SupersetFacts } from '@/start/upstreams/superset'
import type { Answer, Json } from './superset-guest'

/** An account of Superset's own, signed in through its API as programs do. */
export type Person = {
  get: (path: string) => Promise<Answer>
  post: (path: string, body: Json) => Promise<Answer>
  send: (method: string, path: string, body?: Json) => Promise<Answer>
}

export async function signIn(
  { url }: SupersetFacts,
  { user, password }: { user: string; password: string },
): Promise<Person> {
  const login = await fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: user, password, provider: 'db', refresh: false }),
  })
  const { access_token } = (await login.json()) as { access_token: string }
  const bearer = { Authorization: `Bearer ${access_token}` }
  const csrf = await fetch(`${url}/api/v1/security/csrf_token/`, { headers: bearer })
  const { result: token } = (await csrf.json()) as { result: string }
  const cookie = csrf.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init)
    const text = await response.text()
    return { status: response.status, text, json: text.startsWith('{') ? (JSON.parse(text) as Json) : {} }
  }
  const headers = { ...bearer, 'X-CSRFToken': token, Cookie: cookie, 'Content-Type': 'application/json' }
  const send = (method: string, path: string, body?: Json) =>
    ask(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return {
    get: (path) => ask(path, { headers: bearer }),
    post: (path, body) => send('POST', path, body),
    send,
  }
}
