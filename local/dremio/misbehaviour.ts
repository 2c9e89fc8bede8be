import type { ServerResponse } from 'node:http'

/** What is asked of Dremio's API, as far as the stand-in knows it. */
export const CALLS = ['login', 'logout', 'submit', 'status', 'results', 'cancel'] as const

export type Call = (typeof CALLS)[number]

/**
 * What the stand-in can be told to do instead of answering. `stall`: never answers. `slow`: answers after ten seconds.
 * `drop`: hangs up before an answer. `cut`: hangs up in the middle of one. `html`: a proxy's page. `text`: the right answer
 * as text/plain. `huge`: one without end, as fast as it is read. `drip`: one without end, a byte at a time. `broken`: JSON
 * that ends too early. `strange`: JSON of another shape. `down`: 500 in Dremio's own JSON. `gateway`: a proxy's 502.
 * `redirect`: to a page for sign-in. `unauthorized`: 401 without a body. `forbidden`: 403. `busy`: 429. `gone`: 404, as once
 * the result is too old. `failed`: the job fails after it was taken. `cancelled`: somebody else cancels it. `invalid`: its
 * state is INVALID_STATE. `unsaid`: it is taken, and the answer that says so is lost. `short`: rows are missing. `off`:
 * answers again.
 */
export const MODES = [
  ...(['off', 'stall', 'slow', 'drop', 'cut', 'html', 'text', 'huge', 'drip', 'broken', 'strange'] as const),
  ...(['down', 'gateway', 'redirect', 'unauthorized', 'forbidden', 'busy', 'gone'] as const),
  ...(['failed', 'cancelled', 'invalid', 'unsaid', 'short'] as const),
] as const

/** What happens to a job begins with its submission. */
export const OF_JOBS: readonly string[] = ['failed', 'cancelled', 'invalid', 'unsaid'] satisfies Mode[]

export type Mode = (typeof MODES)[number]

/** `call`: for this one alone. `times`: for so many, and then no more. `retryAfter`: what `busy` says, seconds. */
export type Misbehaviour = { mode: Mode; call: Call | null; times: number; retryAfter: string | null }

/** What was asked for, or null for nonsense. */
export function parseMisbehaviour(body: unknown): Misbehaviour | null {
  const asked = (body ?? {}) as { mode?: unknown; call?: unknown; times?: unknown; retryAfter?: unknown }
  if (!MODES.includes(asked.mode as Mode)) return null
  return {
    mode: asked.mode as Mode,
    call: CALLS.includes(asked.call as Call) ? (asked.call as Call) : null,
    times: typeof asked.times === 'number' && asked.times > 0 ? asked.times : Number.POSITIVE_INFINITY,
    retryAfter: asked.retryAfter == null ? null : String(asked.retryAfter),
  }
}

export const JSON_HEADERS = { 'content-type': 'application/json' }
const BLOCK = Buffer.alloc(256 * 1024, ' ')
const SLOW_MS = 10_000

type Way = (response: ServerResponse, told: Misbehaviour) => void

/** Those that are an answer of their own; the others change the right one (server.ts). */
const WAYS: Partial<Record<Mode, Way>> = {
  stall: () => {},
  drop: (response) => response.socket?.destroy(),
  cut: (response) => {
    response.writeHead(200, JSON_HEADERS)
    response.write('{"rowCount":', () => response.socket?.destroy())
  },
  html: (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to the proxy</h1>')
  },
  huge: (response) => {
    response.writeHead(200, JSON_HEADERS)
    const pour = () => {
      while (!response.destroyed && response.write(BLOCK)) {}
    }
    response.on('drain', pour)
    pour()
  },
  drip: (response) => {
    response.writeHead(200, JSON_HEADERS)
    const timer = setInterval(() => response.write(' '), 50)
    response.on('close', () => clearInterval(timer))
  },
  broken: (response) => void response.writeHead(200, JSON_HEADERS).end('{"rowCount":1,"schema":['),
  strange: (response) => void response.writeHead(200, JSON_HEADERS).end('{"something":"else"}'),
  down: (response) => generic(response, 500, 'Something went wrong. Please check the log file.'),
  gateway: (response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
  },
  redirect: (response) => void response.writeHead(302, { location: '/login' }).end(),
  unauthorized: (response) => void response.writeHead(401).end(),
  forbidden: (response) => generic(response, 403, 'User does not have access to this resource'),
  busy: (response, { retryAfter }) => {
    response.writeHead(429, retryAfter === null ? {} : { 'retry-after': retryAfter }).end()
  },
  gone: (response) => generic(response, 404, 'Could not find a job with id [gone]'),
}

/** Answers in the way told; false when the right answer is wanted, if perhaps changed. */
export function misbehave(told: Misbehaviour, response: ServerResponse): boolean {
  const way = WAYS[told.mode]
  way?.(response, told)
  return way !== undefined
}

export async function waitIfSlow({ mode }: Misbehaviour): Promise<void> {
  if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS).unref())
}

/** Dremio's GenericErrorMessage; with `context` that of a user's mistake. */
export function generic(
  response: ServerResponse,
  status: number,
  errorMessage: string,
  context?: string[],
): void {
  const body = { errorMessage, moreInfo: '', ...(context === undefined ? {} : { context }) }
  response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body))
}
