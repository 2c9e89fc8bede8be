import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '../listen'
import { createJobs, type Job, type JobOptions, type Jobs, Refused } from './jobs'
import {
  type Call,
  generic,
  JSON_HEADERS,
  type Misbehaviour,
  misbehave,
  OF_JOBS,
  parseMisbehaviour,
  waitIfSlow,
} from './misbehaviour'
import { createSignIn, type SignIn } from './sign-in'

export type DremioStandInOptions = Partial<JobOptions> & {
  /** 0: any free one. */
  port: number
  user: string
  password: string
  /** Personal access tokens that it accepts. */
  accessTokens?: readonly string[]
  /** Cloud: the project's id in every address, no login by password. Software when absent. */
  project?: string
  /** Calls a minute of one address; Cloud's own are 100 and 1000. Software has none. */
  perMinute?: Partial<Record<Call, number>>
  tokenLifeMs?: number
}

export type DremioStandIn = {
  url: string
  stop: () => Promise<void>
  misbehave: (told: Partial<Misbehaviour> & Pick<Misbehaviour, 'mode'>) => void
  signIn: SignIn
  jobs: Jobs
  /** Every call that came, and when, by `performance.now()`. */
  calls: { call: Call; at: number }[]
}

type State = {
  options: DremioStandInOptions
  jobs: Jobs
  signIn: SignIn
  misbehaviour: Misbehaviour | null
  calls: { call: Call; at: number }[]
  /** Cloud: what was begun for each `requestId`. */
  requests: Map<string, Promise<Job>>
}

const DAY_MS = 86_400_000
const MAX_BODY_BYTES = 4 * 1024 * 1024
const MAX_ROWS = 500
const TOKEN_LIFE_MS = 30 * 3_600_000

/** Dremio's REST API on loopback over DuckDB, as strict as docs/connectors/dremio.md says Dremio is. */
export async function startDremioStandIn(options: DremioStandInOptions): Promise<DremioStandIn> {
  const { folders = [], stateMs = 5, retentionMs = DAY_MS, planErrors = 'submit' } = options
  const { user, password, accessTokens = [], tokenLifeMs: lifeMs = TOKEN_LIFE_MS } = options
  const jobs = await createJobs({ folders, stateMs, retentionMs, planErrors })
  const signIn = createSignIn({ user, password, accessTokens, lifeMs })
  const state: State = { options, jobs, signIn, misbehaviour: null, calls: [], requests: new Map() }
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => {
      if (!response.headersSent) generic(response, 500, 'Something went wrong. Please check the log file.')
    })
  })
  const { url, stop: stopListening } = await listenOnLoopback(server, options.port)
  const stop = async () => {
    await stopListening()
    await jobs.close()
  }
  const tell: DremioStandIn['misbehave'] = (told) => {
    const whole = { call: null, times: Number.POSITIVE_INFINITY, retryAfter: null, ...told }
    state.misbehaviour = told.mode === 'off' ? null : whole
  }
  return { url, stop, misbehave: tell, signIn, jobs, calls: state.calls }
}

type Asked = { call: Call; jobId: string; query: URLSearchParams }

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in')
  if (url.pathname === '/__misbehave' && request.method === 'POST')
    return await setMode(state, request, response)
  const asked = askedOf(state, request.method ?? '', url)
  if (asked === null) return generic(response, 404, 'HTTP 404 Not Found')
  state.calls.push({ call: asked.call, at: performance.now() })
  const body = await bodyOf(request)
  const told = toldFor(state, asked.call)
  if (told !== null && misbehave(told, response)) return
  if (isTooMany(state, asked.call)) return void response.writeHead(429).end()
  if (told !== null) {
    await waitIfSlow(told)
    if (told.mode === 'text') asText(response)
  }
  if (asked.call === 'login') return login(state, body, response)
  const user = state.signIn.userOf(request.headers.authorization)
  // The filter answers before any resource does, and says nothing.
  if (user === null) return void response.writeHead(401).end()
  if (asked.call === 'logout') {
    state.signIn.end(request.headers.authorization ?? '')
    return void response.writeHead(204).end()
  }
  if (asked.call === 'submit') return await submit(state, { request, body, user, told }, response)
  const job = state.jobs.find(asked.jobId, user)
  if (job === undefined) return generic(response, 404, `Could not find a job with id [${asked.jobId}]`)
  if (asked.call === 'cancel') {
    state.jobs.cancel(job)
    return void response.writeHead(204).end()
  }
  if (asked.call === 'status') return status(state, job, response)
  await results(state, { job, query: asked.query, isShort: told?.mode === 'short' }, response)
}

function askedOf(
  { options: { project } }: State,
  method: string,
  { pathname, searchParams }: URL,
): Asked | null {
  if (project === undefined && pathname === '/apiv2/login' && (method === 'POST' || method === 'DELETE')) {
    return { call: method === 'POST' ? 'login' : 'logout', jobId: '', query: searchParams }
  }
  const base = project === undefined ? '/api/v3' : `/v0/projects/${project}`
  if (!pathname.startsWith(`${base}/`)) return null
  const [resource, jobId = '', part, ...more] = pathname.slice(base.length + 1).split('/')
  const asked = (call: Call): Asked => ({ call, jobId, query: searchParams })
  if (more.length > 0) return null
  if (method === 'POST' && resource === 'sql' && jobId === '') return asked('submit')
  if (resource !== 'job' || jobId === '') return null
  if (method === 'GET' && part === undefined) return asked('status')
  if (method === 'GET' && part === 'results') return asked('results')
  return method === 'POST' && part === 'cancel' ? asked('cancel') : null
}

/** Counts down what was asked for a number of times. */
function toldFor(state: State, call: Call): Misbehaviour | null {
  const { misbehaviour } = state
  if (misbehaviour === null || (misbehaviour.call !== null && misbehaviour.call !== call)) return null
  if (OF_JOBS.includes(misbehaviour.mode) && call !== 'submit') return null
  misbehaviour.times -= 1
  if (misbehaviour.times <= 0) state.misbehaviour = null
  return misbehaviour
}

function isTooMany({ options: { perMinute = {} }, calls }: State, call: Call): boolean {
  const most = perMinute[call]
  if (most === undefined) return false
  const since = performance.now() - 60_000
  return calls.filter((one) => one.call === call && one.at > since).length > most
}

function asText(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response)
  response.writeHead = ((code: number) =>
    writeHead(code, { 'content-type': 'text/plain' })) as typeof response.writeHead
}

function login({ signIn }: State, body: unknown, response: ServerResponse): void {
  const { userName, password } = (body ?? {}) as { userName?: unknown; password?: unknown }
  const session = signIn.login(userName, password)
  if (session === null) {
    generic(response, 401, 'Login failed: Invalid username or password')
    return
  }
  const { token, expires } = session
  const user = { userName, firstName: 'Demo', lastName: 'User', email: '', userId: 'demo', admin: false }
  const told = { token, expires, ...user, clusterId: 'stand-in', version: '25.2.0', permissions: {} }
  response.writeHead(200, JSON_HEADERS).end(JSON.stringify(told))
}

type Submitted = { request: IncomingMessage; body: unknown; user: string; told: Misbehaviour | null }

/** The fields that `POST sql` knows; none of them takes parameters. */
const SUBMIT_FIELDS = ['sql', 'context', 'references', 'engineName']

async function submit(state: State, submitted: Submitted, response: ServerResponse): Promise<void> {
  const { request, body, user, told } = submitted
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return generic(response, 415, 'HTTP 415 Unsupported Media Type')
  }
  const known = state.options.project === undefined ? SUBMIT_FIELDS : [...SUBMIT_FIELDS, 'requestId']
  const fields = Object.keys((body ?? {}) as object)
  const unknown = fields.find((field) => !known.includes(field))
  if (unknown !== undefined) return generic(response, 400, `Unrecognized field "${unknown}"`)
  const { sql, context, requestId } = (body ?? {}) as Record<string, unknown>
  const isPath = Array.isArray(context) && context.every((part) => typeof part === 'string')
  if (context !== undefined && !isPath) return generic(response, 400, 'context must be a list of names')
  if (typeof sql !== 'string' || sql.trim() === '') return generic(response, 400, 'sql must not be empty')
  try {
    const job = await begunOnce(state, requestId, () => state.jobs.submit(sql, user))
    if (told?.mode === 'cancelled') state.jobs.cancel(job)
    if (told?.mode === 'invalid') state.jobs.lose(job)
    if (told?.mode === 'failed')
      state.jobs.fail(job, 'SYSTEM ERROR: an executor was lost\n\n[Error Id: demo]')
    if (told?.mode === 'unsaid') return void response.socket?.destroy()
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ id: job.id }))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    generic(response, 400, `${error.message}\n\n[Error Id: demo on stand-in]`, ['SQL Query', sql])
  }
}

/** Cloud keeps the id of a request for a day, and begins no second job for it. */
async function begunOnce({ requests }: State, requestId: unknown, begin: () => Promise<Job>): Promise<Job> {
  if (typeof requestId !== 'string') return await begin()
  const begun = requests.get(requestId) ?? begin()
  requests.set(requestId, begun)
  return await begun
}

function status({ jobs }: State, job: Job, response: ServerResponse): void {
  const jobState = jobs.stateOf(job)
  const at = (ms: number | null) =>
    ms === null ? undefined : new Date(performance.timeOrigin + ms).toISOString()
  const told = {
    jobState,
    rowCount: jobState === 'COMPLETED' ? job.rowCount : 0,
    errorMessage: jobState === 'FAILED' ? job.error : '',
    startedAt: at(job.submittedAt),
    endedAt: at(job.endedAt),
    queryType: 'REST',
    queueName: 'Low Cost User Queries',
    queueId: 'demo-queue',
    cancellationReason: jobState === 'CANCELED' ? job.cancellationReason : '',
  }
  response.writeHead(200, JSON_HEADERS).end(JSON.stringify(told))
}

type Wanted = { job: Job; query: URLSearchParams; isShort: boolean }

async function results(
  { jobs }: State,
  { job, query, isShort }: Wanted,
  response: ServerResponse,
): Promise<void> {
  const offset = Number(query.get('offset') ?? 0)
  const limit = Number(query.get('limit') ?? 100)
  if (!Number.isInteger(offset) || !Number.isInteger(limit) || offset < 0 || limit < 0) {
    return generic(response, 404, 'HTTP 404 Not Found')
  }
  if (limit > MAX_ROWS) return generic(response, 400, 'limit can not exceed 500 rows')
  const jobState = jobs.stateOf(job)
  if (jobState !== 'COMPLETED') {
    return generic(response, 400, `Can not fetch details for a job that is in [${jobState}] state.`)
  }
  const rows = isShort ? Math.floor(limit / 2) : limit
  response.writeHead(200, JSON_HEADERS).end(await jobs.results(job, offset, rows))
}

async function setMode(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const told = parseMisbehaviour(await bodyOf(request))
  if (told === null) return generic(response, 400, 'unknown mode')
  state.misbehaviour = told.mode === 'off' ? null : told
  response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ mode: told.mode }))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY_BYTES) throw new Error('too large')
  }
  try {
    return JSON.parse(body) as unknown
  } catch {
    return null
  }
}
