import { isBrokenCircuitError } from 'cockatiel'
import { ConnectorError, isConnectorError } from './errors'
import { createPolicies, type Repeats } from './http-repeats'
import { type FaultWords, type HttpFail, type HttpFault, JSON_TYPE, statusFault } from './http-status'

/** What a connector logs through: pino's shape, so that a test can listen. */
export type ConnectorLogger = {
  info: (fields: Record<string, unknown>, message: string) => void
  warn: (fields: Record<string, unknown>, message: string) => void
}

/** A monotonic clock, so that latencies and budgets survive a change of the wall clock. */
export type ConnectorClock = { nowMs: () => number }

export type HttpLimits = {
  /** One attempt: from the request to the last byte of the answer. */
  timeoutMs: number
  /** A call as a whole: waits for the limiter, attempts and pauses together. */
  budgetMs: number
  /** Counted on the decoded bytes as they come, so an endless or a compressed reply ends here too. */
  maxBytes: number
  /** Attempts after the first one. Only reads go through here. */
  retries: number
  retryDelayMs: number
  /** Failures in a row after which nothing is asked for `breakerOpenMs`. */
  breakerAfter: number
  breakerOpenMs: number
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  timeoutMs: 20_000,
  budgetMs: 60_000,
  // A schema of 1,600 types takes 1.3 MB. What is larger would hold up the readers of this process while it is parsed.
  maxBytes: 16 * 1024 * 1024,
  retries: 2,
  retryDelayMs: 500,
  breakerAfter: 5,
  breakerOpenMs: 15_000,
}

export type HttpReaderOptions = {
  system: string
  fetch: typeof fetch
  clock: ConnectorClock
  logger: ConnectorLogger
  /** Waits for a turn at the system; throws when there is none within the budget. Called before every attempt. */
  acquire: (signal: AbortSignal, withinMs?: number, operation?: string) => Promise<void>
  /** Reads the system's own failures in JSON; without it only their stable `name` is told. */
  faultWords?: FaultWords
  limits?: Partial<HttpLimits>
}

export type HttpRequest = {
  /** The connector's function, for errors and logs. */
  operation: string
  requestId: string
  /** The caller's own end: nothing is begun or waited for after it. */
  signal?: AbortSignal | undefined
  url: string
  init?: { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; headers?: Record<string, string>; body?: string }
  /** Statuses beside 2xx that are an answer, such as 304. */
  alsoAccept?: readonly number[]
  /** Somebody waits: a failure is told at once, and not asked again. */
  once?: boolean | undefined
  /** Not a thing to do twice: asked again only when it surely was not begun (nobody listened, or it was told to wait). */
  unlessBegun?: boolean | undefined
  /** The answer has no body, or none that is read. */
  noBody?: boolean | undefined
  /** What the answer is, where that is not JSON. */
  type?: RegExp | undefined
  /** One of many of its kind: only its failure is logged. */
  quiet?: boolean | undefined
  /** Of one attempt, when that is less than the reader's own. */
  timeoutMs?: number | undefined
  /** No turn is taken that would come later than this. */
  turnWithinMs?: number | undefined
}

export type HttpReply = {
  status: number
  etag: string | null
  text: string
  /** `name=value` of the cookies that were set, without their attributes. */
  cookies: readonly string[]
  latencyMs: number
}

export type HttpReader = { read: (request: HttpRequest) => Promise<HttpReply> }

/**
 * A reader of JSON over HTTP: timeout, size cap, content type, retry with jitter, one breaker. Status and content type
 * are judged before a body is parsed; redirects are not followed (a login page is not an answer, and a token is not
 * carried elsewhere). Bodies, variables and credentials are never logged.
 */
export function createHttpReader(options: HttpReaderOptions): HttpReader {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits }
  const policies = createPolicies(limits)
  // What the breaker opened for: "not asked" alone would hide it.
  let lastFault = ''
  return {
    async read(request) {
      const started = options.clock.nowMs()
      const budget = AbortSignal.timeout(limits.budgetMs)
      const fields = { system: options.system, operation: request.operation, requestId: request.requestId }
      try {
        const reply = await policies[repeatsOf(request)].execute(
          ({ signal }) => attempt({ ...options, limits }, request, signal),
          request.signal === undefined ? budget : AbortSignal.any([budget, request.signal]),
        )
        const latencyMs = options.clock.nowMs() - started
        if (!request.quiet) {
          options.logger.info({ ...fields, status: reply.status, latencyMs }, 'asked another system')
        }
        return { ...reply, latencyMs }
      } catch (error) {
        const failure = toConnectorError(error, options.system, request.operation, lastFault)
        const { layer, code, status, detail } = failure
        if (code !== 'BREAKER_OPEN') lastFault = detail || code
        const latencyMs = options.clock.nowMs() - started
        options.logger.warn({ ...fields, layer, code, status, detail, latencyMs }, 'another system failed')
        throw failure
      }
    },
  }
}

function repeatsOf({ once, unlessBegun }: HttpRequest): Repeats {
  if (once) return 'once'
  return unlessBegun ? 'unlessBegun' : 'again'
}

type Attempt = HttpReaderOptions & { limits: HttpLimits }

async function attempt(
  options: Attempt,
  request: HttpRequest,
  budget: AbortSignal,
): Promise<Omit<HttpReply, 'latencyMs'>> {
  await options.acquire(budget, request.turnWithinMs, request.operation)
  const timeoutMs = Math.min(options.limits.timeoutMs, request.timeoutMs ?? Number.POSITIVE_INFINITY)
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([budget, timeout])
  const fail = failureOf(options.system, request.operation)
  let response: Response | undefined
  try {
    response = await options.fetch(request.url, { ...request.init, signal, redirect: 'manual' })
    const accepted = response.ok || (request.alsoAccept ?? []).includes(response.status)
    if (!accepted) throw fail(await statusFailure(options, request, response))
    const told = { status: response.status, etag: response.headers.get('etag'), cookies: cookiesOf(response) }
    if (request.noBody) return { ...told, etag: null, text: '' }
    if (response.status === 304) return { ...told, text: '' }
    const contentType = response.headers.get('content-type') ?? ''
    if (!(request.type ?? JSON_TYPE).test(contentType)) {
      const wanted = request.type === undefined ? 'JSON' : 'what was asked for'
      const detail = `${contentType.split(';')[0]?.trim().slice(0, 60) || 'no content type'} instead of ${wanted}`
      throw fail({ layer: 'protocol', code: 'WRONG_CONTENT_TYPE', status: response.status, detail })
    }
    const text = await readCapped(response, options.limits.maxBytes, fail)
    return { ...told, text }
  } catch (error) {
    if (isConnectorError(error)) throw error
    if (request.signal?.aborted) {
      // Nobody's fault: neither asked again nor held against the system.
      throw fail({ layer: 'timeout', code: 'TIMEOUT', detail: 'whoever asked could wait no longer' })
    }
    if (signal.aborted) {
      const seconds = timeoutMs / 1000
      throw fail({
        layer: 'timeout',
        code: 'TIMEOUT',
        detail: `no whole answer within ${seconds} s`,
        retryable: true,
      })
    }
    const code = response === undefined ? 'UNREACHABLE' : 'CONNECTION_CUT'
    throw fail({ layer: 'unreachable', code, detail: systemCode(error), retryable: true, cause: error })
  } finally {
    // An answer that is not read to its end would hold its connection.
    if (response?.body && !response.body.locked) await response.body.cancel().catch(() => {})
  }
}

function cookiesOf({ headers }: Response): string[] {
  return headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]?.trim() ?? '')
}

function failureOf(system: string, operation: string): HttpFail {
  return (options) => new ConnectorError({ retryable: false, ...options, system, operation })
}

const ERROR_BODY_BYTES = 16 * 1024

async function statusFailure(
  { limits, faultWords }: Attempt,
  { operation }: HttpRequest,
  response: Response,
): Promise<HttpFault> {
  const read = async () => await readCapped(response, ERROR_BODY_BYTES, failureOf('', ''))
  return await statusFault(response, { operation, read, faultWords, longestPauseMs: limits.budgetMs / 2 })
}

async function readCapped(response: Response, maxBytes: number, fail: HttpFail): Promise<string> {
  if (response.body === null) return ''
  const tooLarge = () => {
    const detail = `more than ${Math.round(maxBytes / 1024 / 1024)} MB`
    return fail({ layer: 'protocol', code: 'TOO_LARGE', status: response.status, detail })
  }
  // One that says how long it is need not be begun. Compressed, the length is of something else, and smaller still.
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const decoder = new TextDecoder()
  const parts: string[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge()
    parts.push(decoder.decode(chunk, { stream: true }))
  }
  parts.push(decoder.decode())
  return parts.join('')
}

/** `ECONNREFUSED` and the like, found along the causes; anything else stays unsaid. */
function systemCode(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return ''
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? code : systemCode(cause, depth + 1)
}

function toConnectorError(
  error: unknown,
  system: string,
  operation: string,
  lastFault: string,
): ConnectorError {
  if (isConnectorError(error)) return error
  const fail = failureOf(system, operation)
  if (isBrokenCircuitError(error)) {
    const detail = `not asked: it failed several times in a row and is given a pause; the last time: ${lastFault}`
    return fail({ layer: 'refused', code: 'BREAKER_OPEN', detail, retryable: true })
  }
  if (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return fail({
      layer: 'timeout',
      code: 'TIMEOUT',
      detail: 'its turn did not come in time',
      retryable: true,
    })
  }
  return fail({ layer: 'unreachable', code: 'UNREACHABLE', detail: systemCode(error), cause: error })
}
