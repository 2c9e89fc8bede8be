import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { HttpReader, HttpRequest } from '../http'
import { orAborted } from './abort'
import { dremioError, misshapen } from './errors'
import { parseExactly } from './exact-json'
import { type WirePage, type WireStatus, wireLogin, wirePage, wireStatus, wireSubmitted } from './schema'
import { createSession, type DremioCredentials, type Session } from './session'

/** What is asked of Dremio; each has a limit of its own a minute on Cloud. */
export type DremioCall = 'login' | 'submit' | 'status' | 'results' | 'cancel'

export type ApiOptions = {
  http: HttpReader
  /** Without a slash at its end. */
  baseUrl: string
  /** Cloud's project; absent for software. */
  project: string | undefined
  /** Where tables are looked for that a statement names without a path. */
  schema: readonly string[] | undefined
  credentials: DremioCredentials
  nowMs: () => number
}

export type ApiAsking = { requestId: string; signal?: AbortSignal | undefined }

/** The calls of Dremio's REST API v3 (software) or v0 (Cloud). All throw ConnectorError. */
export type DremioApi = {
  /** Answers the job's id. */
  submit: (sql: string, asking: ApiAsking) => Promise<string>
  status: (jobId: string, asking: ApiAsking) => Promise<WireStatus>
  page: (jobId: string, wanted: { offset: number; limit: number }, asking: ApiAsking) => Promise<WirePage>
  cancel: (jobId: string, asking: ApiAsking) => Promise<void>
  /** Signs out. Never throws. */
  end: () => Promise<void>
}

/** Of one attempt. A statement is planned before `submit` is answered; the others answer at once. */
const TIMEOUTS_MS = {
  login: 10_000,
  logout: 3_000,
  submit: 60_000,
  status: 10_000,
  results: 30_000,
  cancel: 5_000,
} as const

export function createDremioApi({
  http,
  baseUrl,
  project,
  schema,
  credentials,
  nowMs,
}: ApiOptions): DremioApi {
  const base =
    project === undefined ? `${baseUrl}/api/v3` : `${baseUrl}/v0/projects/${encodeURIComponent(project)}`
  const session = openSession({ http, baseUrl, credentials, nowMs })

  async function call(
    operation: Exclude<DremioCall, 'login'>,
    { requestId, signal }: ApiAsking,
    asked: Omit<HttpRequest, 'operation' | 'requestId' | 'url' | 'init'> & { path: string; body?: unknown },
  ): Promise<string> {
    const { path, body, ...rest } = asked
    const isPost = operation === 'submit' || operation === 'cancel'
    const replied = session.call(async (authorization) => {
      const headers = { authorization, accept: 'application/json' }
      const init = isPost ? post(headers, body) : { headers }
      const timeoutMs = TIMEOUTS_MS[operation]
      return await http.read({
        operation,
        requestId,
        signal,
        url: `${base}${path}`,
        init,
        timeoutMs,
        ...rest,
      })
    })
    const { text } = await (signal === undefined ? replied : orAborted(replied, signal))
    return text
  }

  return {
    async submit(sql, asking) {
      // Cloud takes a key under which the same statement is begun once; software knows none, so there a request that may
      // have been heard is not sent again.
      const isIdempotent = project !== undefined
      const body = {
        sql,
        ...(schema === undefined ? {} : { context: schema }),
        ...(isIdempotent ? { requestId: asking.requestId } : {}),
      }
      const text = await call('submit', asking, { path: '/sql', body, unlessBegun: !isIdempotent })
      return shaped(wireSubmitted, text, 'submit').id
    },
    async status(jobId, asking) {
      const text = await call('status', asking, { path: `/job/${encodeURIComponent(jobId)}`, quiet: true })
      return shaped(wireStatus, text, 'status')
    },
    async page(jobId, { offset, limit }, asking) {
      const path = `/job/${encodeURIComponent(jobId)}/results?offset=${offset}&limit=${limit}`
      return shaped(wirePage, await call('results', asking, { path, quiet: true }), 'results')
    },
    async cancel(jobId, asking) {
      await call('cancel', asking, { path: `/job/${encodeURIComponent(jobId)}/cancel`, noBody: true })
    },
    end: () => session.end(),
  }
}

function openSession({
  http,
  baseUrl,
  credentials,
  nowMs,
}: Pick<ApiOptions, 'http' | 'baseUrl' | 'credentials' | 'nowMs'>): Session {
  return createSession({
    credentials,
    nowMs,
    login: async (userName, password) => {
      const url = `${baseUrl}/apiv2/login`
      const init = post({ accept: 'application/json' }, { userName, password })
      const asked = { operation: 'login', requestId: randomUUID(), url, init, timeoutMs: TIMEOUTS_MS.login }
      const { text } = await http.read(asked)
      return shaped(wireLogin, text, 'login')
    },
    logout: async (authorization) => {
      const init = { method: 'DELETE', headers: { authorization } } as const
      const asked = { operation: 'logout', requestId: randomUUID(), url: `${baseUrl}/apiv2/login`, init }
      await http.read({ ...asked, timeoutMs: TIMEOUTS_MS.logout, noBody: true, once: true })
    },
  })
}

function post(headers: Record<string, string>, body: unknown) {
  if (body === undefined) return { method: 'POST', headers } as const
  const typed = { ...headers, 'content-type': 'application/json' }
  return { method: 'POST', headers: typed, body: JSON.stringify(body) } as const
}

/** The parse error of JSON would quote the answer: it is not kept. */
function shaped<Schema extends z.ZodType>(schema: Schema, text: string, operation: string): z.output<Schema> {
  let data: unknown
  try {
    data = parseExactly(text)
  } catch {
    const detail = 'the answer is no JSON, or was cut'
    throw dremioError({ operation, layer: 'protocol', code: 'NOT_JSON', detail })
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.slice(0, 4).join('.') ?? ''
  throw misshapen(operation, where === '' ? 'not of the shape agreed' : `not of the shape agreed at ${where}`)
}
