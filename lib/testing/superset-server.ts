import { randomUUID } from 'node:crypto'
import { decodeJwt, jwtVerify, SignJWT } from 'jose'
import { type Answer, type Heard, json, startHttpServer, type TestHttpServer, text } from './http-server'

export type ToldDashboard = {
  id: number
  uuid?: string
  title: string
  slug?: string | null
  published?: boolean
  owners?: { first_name: string; last_name: string }[]
  filters?: unknown[]
  datasets: { id: number; schema?: string; table: string; columns: string[] }[]
  embedded?: string | null
}

export type SupersetServer = TestHttpServer & {
  /** What it holds; to be changed while it runs. */
  dashboards: ToldDashboard[]
  user: string
  password: string
  guestSecret: string
  /** Answers so instead, wherever the path begins with this; null: as usual again. */
  instead: (path: string, answer: Answer | null) => void
  /** Access tokens and sessions that were given are worth nothing any more, as after a restart with another key. */
  forget: () => void
  /** So long an access token holds. */
  accessSeconds: (seconds: number) => void
  /** How often a path that begins so was asked, by method. */
  asked: (method: string, path: string) => number
}

/**
 * Superset's REST API as the connector needs it, as strict as the real one: rison of the one form that is sent, Bearer tokens
 * that end, CSRF tokens that hold for the session in the cookie alone, and the failures in the shapes of 6.1. The real one is
 * asked in e2e/upstreams.
 */
export async function startSupersetServer(dashboards: ToldDashboard[] = []): Promise<SupersetServer> {
  const house: House = {
    dashboards,
    user: 'portal',
    password: 'superset-test-password',
    guestSecret: 'g'.repeat(40),
    key: randomUUID(),
    seconds: 900,
    csrf: new Map(),
  }
  const instead = new Map<string, Answer>()
  const server = await startHttpServer((request, response) => {
    const path = pathOf(request)
    const other = [...instead].find(([start]) => path.startsWith(start))?.[1]
    if (other !== undefined) return other(request, response)
    void answerOf(house, request, path).then((answer) => answer(request, response))
  })
  return {
    ...server,
    dashboards: house.dashboards,
    user: house.user,
    password: house.password,
    guestSecret: house.guestSecret,
    instead: (path, answer) => {
      if (answer === null) instead.delete(path)
      else instead.set(path, answer)
    },
    forget: () => {
      house.key = randomUUID()
      house.csrf.clear()
    },
    accessSeconds: (seconds) => {
      house.seconds = seconds
    },
    asked: (method, path) =>
      server.heard.filter((one) => one.method === method && pathOf(one).startsWith(path)).length,
  }
}

type House = {
  dashboards: ToldDashboard[]
  user: string
  password: string
  guestSecret: string
  key: string
  seconds: number
  /** Tokens by the session that they were given in. */
  csrf: Map<string, string>
}

function pathOf({ url }: Pick<Heard, 'url'>): string {
  return new URL(url, 'http://superset').pathname
}

const NOT_FOUND = json({ message: 'Not found' }, 404)
const V1 = '/api/v1'

async function answerOf(house: House, request: Heard, path: string): Promise<Answer> {
  if (path === '/health') return text('OK', 200, 'text/html; charset=utf-8')
  if (path === '/login/') {
    const told =
      '{&#34;navbar_right&#34;: {&#34;version_string&#34;: &#34;6.1.0&#34;, &#34;version_sha&#34;: &#34;&#34;}}'
    return text(`<html><div id="app" data-bootstrap="${told}"></div></html>`, 200, 'text/html; charset=utf-8')
  }
  if (path === `${V1}/security/login` && request.method === 'POST') return await login(house, request)
  if (path === `${V1}/security/refresh` && request.method === 'POST') return await refresh(house, request)
  const guest = request.headers['x-guesttoken']
  if (typeof guest === 'string') return await asGuest(house, guest, path)
  const refused = await refusal(house, request, 'access')
  if (refused !== null) return refused
  if (path === `${V1}/security/csrf_token/`) return csrfToken(house)
  if (request.method === 'GET') return read(house, request, path)
  const csrfFault = csrfRefusal(house, request)
  if (csrfFault !== null) return csrfFault
  if (path === `${V1}/security/guest_token/`) return await guestToken(house, request)
  const id = /^\/api\/v1\/dashboard\/(\d+)\/embedded$/.exec(path)?.[1]
  return id === undefined ? NOT_FOUND : turnOn(house, Number(id), request)
}

async function tokenOf(house: House, kind: 'access' | 'refresh', seconds: number): Promise<string> {
  return await new SignJWT({ type: kind, jti: randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('1')
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(house.key))
}

async function login(house: House, request: Heard): Promise<Answer> {
  const asked = JSON.parse(request.body) as Record<string, unknown>
  if (asked.provider !== 'db' || asked.refresh !== true)
    return json({ message: 'Missing required parameter' }, 400)
  if (asked.username !== house.user || asked.password !== house.password) {
    return json({ message: 'Not authorized' }, 401)
  }
  return json({
    access_token: await tokenOf(house, 'access', house.seconds),
    refresh_token: await tokenOf(house, 'refresh', 30 * 86_400),
  })
}

async function refresh(house: House, request: Heard): Promise<Answer> {
  const refused = await refusal(house, request, 'refresh')
  return refused ?? json({ access_token: await tokenOf(house, 'access', house.seconds) })
}

/** flask-jwt-extended: 401 for none and for one that has ended, 422 for one that is not its own. */
async function refusal(house: House, { headers }: Heard, kind: string): Promise<Answer | null> {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) return json({ msg: 'Missing Authorization Header' }, 401)
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(house.key))
    return payload.type === kind ? null : json({ msg: `Only ${kind} tokens are allowed` }, 422)
  } catch {
    const { exp = 0 } = decodeJwt(token)
    const ended = exp * 1000 < Date.now()
    return ended
      ? json({ msg: 'Token has expired' }, 401)
      : json({ msg: 'Signature verification failed' }, 422)
  }
}

/** Of what a frame asks it knows who that is. A token that it does not take makes nobody of whoever sent it. */
async function asGuest(house: House, token: string, path: string): Promise<Answer> {
  const key = new TextEncoder().encode(house.guestSecret)
  const options = { audience: 'superset', algorithms: ['HS256'] }
  const isTaken = await jwtVerify(token, key, options).then(
    ({ payload: { exp, rls_rules: rules } }) => exp !== undefined && Array.isArray(rules) && rules.length > 0,
    () => false,
  )
  if (!isTaken) return json({ message: 'Not authorized' }, 401)
  return path === `${V1}/me/roles/` ? json({ result: { roles: {} } }) : json({ message: 'Forbidden' }, 403)
}

function csrfToken(house: House): Answer {
  const [session, token] = [randomUUID(), randomUUID()]
  house.csrf.set(session, token)
  return json({ result: token }, 200, { 'set-cookie': `session=${session}; HttpOnly; Path=/; SameSite=Lax` })
}

function csrfRefusal(house: House, { headers }: Heard): Answer | null {
  const session = /(?:^|; )session=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? ''
  const held = house.csrf.get(session)
  if (held !== undefined && headers['x-csrftoken'] === held) return null
  const message = `400 Bad Request: The CSRF ${held === undefined ? 'session token is missing' : 'token is invalid'}.`
  return json({ errors: [{ message, error_type: 'GENERIC_BACKEND_ERROR', level: 'error', extra: {} }] }, 400)
}

const LIST = /^\(order_column:dashboard_title,order_direction:asc,page:(\d+),page_size:(\d+)\)$/

function read(house: House, request: Heard, path: string): Answer {
  if (path === `${V1}/dashboard/`) {
    const q = new URL(request.url, 'http://superset').searchParams.get('q') ?? ''
    const [, page = '', size = ''] = LIST.exec(q) ?? []
    if (page === '') return json({ message: 'Not a valid rison/json argument' }, 400)
    const sorted = house.dashboards.toSorted((one, other) => one.title.localeCompare(other.title))
    const result = sorted.slice(Number(page) * Number(size), (Number(page) + 1) * Number(size)).map(listed)
    return json({ count: sorted.length, ids: result.map(({ id }) => id), result })
  }
  const [, kind, id, more = ''] = /^\/api\/v1\/(dashboard|dataset)\/(\d+)(\/\w+)?$/.exec(path) ?? []
  if (kind === 'dataset') return columns(house, Number(id))
  const one = house.dashboards.find((dashboard) => dashboard.id === Number(id))
  if (one === undefined) return NOT_FOUND
  if (more === '') return json({ id, result: detail(one) })
  if (more === '/datasets') return json({ result: one.datasets.map(dataset) })
  if (more === '/embedded') return one.embedded ? json({ result: embedded(one) }) : NOT_FOUND
  return NOT_FOUND
}

function listed({ id, uuid, title, slug = null, published = true }: ToldDashboard) {
  const url = `/superset/dashboard/${slug ?? id}/`
  const owners = [{ id: 1, first_name: 'Superset', last_name: 'Admin' }]
  const changed = {
    changed_on_utc: '2026-11-20T08:00:00.000000+0000',
    changed_on_delta_humanized: 'a day ago',
  }
  return { id, uuid, dashboard_title: title, slug, url, published, owners, json_metadata: '', ...changed }
}

function detail(one: ToldDashboard) {
  const metadata = { native_filter_configuration: one.filters ?? [], color_scheme: '' }
  return { ...listed(one), owners: one.owners ?? [], json_metadata: JSON.stringify(metadata), charts: [] }
}

function dataset({ id, schema, table }: ToldDashboard['datasets'][number]) {
  return {
    id,
    uid: `${id}__table`,
    schema,
    table_name: table,
    datasource_name: table,
    name: table,
    columns: [],
  }
}

function columns(house: House, id: number): Answer {
  const found = house.dashboards.flatMap(({ datasets }) => datasets).find((one) => one.id === id)
  if (found === undefined) return NOT_FOUND
  return json({ id, result: { columns: found.columns.map((name) => ({ column_name: name, type: 'TEXT' })) } })
}

function embedded({ id, embedded: uuid }: ToldDashboard) {
  return { uuid, allowed_domains: [], dashboard_id: String(id), changed_on: null, changed_by: null }
}

function turnOn(house: House, id: number, { body }: Heard): Answer {
  const one = house.dashboards.find((dashboard) => dashboard.id === id)
  if (one === undefined) return NOT_FOUND
  const { allowed_domains: domains } = JSON.parse(body) as { allowed_domains?: unknown }
  if (!Array.isArray(domains))
    return json({ message: { allowed_domains: ['Missing data for required field.'] } }, 400)
  one.embedded ??= randomUUID()
  return json({ result: { ...embedded(one), allowed_domains: domains } })
}

async function guestToken(house: House, { body }: Heard): Promise<Answer> {
  const asked = JSON.parse(body) as {
    user?: { username?: string }
    resources?: { type: string; id: string }[]
    rls?: { dataset?: number; clause: string }[]
  }
  if (asked.resources === undefined || asked.rls === undefined) {
    return json({ message: { rls: ['Missing data for required field.'] } }, 400)
  }
  const known = asked.resources.every(({ id }) => house.dashboards.some((one) => one.embedded === id))
  if (!known) return json({ message: 'EmbeddedDashboard not found.' }, 400)
  const claims = { user: asked.user, resources: asked.resources, rls_rules: asked.rls, type: 'guest' }
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + 300)
    .setAudience('superset')
    .sign(new TextEncoder().encode(house.guestSecret))
  return json({ token })
}
