import type { ConnectorError, ConnectorErrorOptions } from './errors'

export const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i
/** An upstream's own error code is shown only when it looks like one. */
const ERROR_NAME = /^[\w./-]{1,80}$/

export type HttpFault = Omit<ConnectorErrorOptions, 'system' | 'operation' | 'retryable'> & {
  retryable?: boolean
}

export type HttpFail = (fault: HttpFault) => ConnectorError

/** What a system's own JSON says of a failure, where that is more than its status; undefined: nothing. */
export type FaultWords = (told: {
  operation: string
  status: number
  body: unknown
}) => Partial<Pick<HttpFault, 'layer' | 'code' | 'detail'>> | undefined

type Judging = {
  operation: string
  /** The body, as far as it is read. */
  read: () => Promise<string>
  faultWords: FaultWords | undefined
  /** Who is told to come back later than this is not waited for. */
  longestPauseMs: number
}

/** What an answer means whose status is not success. */
export async function statusFault(response: Response, judging: Judging): Promise<HttpFault> {
  const { status } = response
  const known = { layer: 'http', status, detail: `status ${status}` } as const
  if (status === 401) return { ...known, code: 'UNAUTHORIZED' }
  if (status === 429) return rateLimited(response, judging)
  if (status >= 300 && status < 400) return { ...known, code: 'REDIRECTED' }
  const body = await bodyOf(response, judging)
  const told = judging.faultWords?.({ operation: judging.operation, status, body }) ?? nameOf(body, status)
  if (status === 403) return { ...known, code: 'FORBIDDEN' }
  if (status >= 500) {
    const code = told === undefined ? 'SERVER_ERROR' : 'SERVER_FAULT'
    return { ...known, code, ...told, retryable: true }
  }
  return { ...known, code: 'HTTP_STATUS', ...told }
}

function rateLimited({ headers }: Response, { longestPauseMs }: Judging): HttpFault {
  const fault = { layer: 'http', code: 'RATE_LIMITED', status: 429 } as const
  const retryAfterMs = retryAfterOf(headers.get('retry-after'))
  if (retryAfterMs === undefined) return { ...fault, detail: 'status 429', retryable: true }
  const detail = `status 429, come again in ${Math.ceil(retryAfterMs / 1_000)} s`
  return { ...fault, detail, retryAfterMs, retryable: retryAfterMs <= longestPauseMs }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterOf(text: string | null): number | undefined {
  if (text === null) return undefined
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

/** The stable code of a JSON failure (`{ name, message, data }`); its message may hold anything and is left out. */
function nameOf(body: unknown, status: number): { detail: string } | undefined {
  const name = (body as { name?: unknown } | null | undefined)?.name
  if (typeof name !== 'string' || !ERROR_NAME.test(name)) return undefined
  return { detail: `status ${status}, ${name}` }
}

async function bodyOf({ headers }: Response, { read }: Judging): Promise<unknown> {
  if (!JSON_TYPE.test(headers.get('content-type') ?? '')) return undefined
  try {
    return JSON.parse(await read())
  } catch {
    return undefined // the status says enough; a body that cannot be read adds nothing
  }
}
