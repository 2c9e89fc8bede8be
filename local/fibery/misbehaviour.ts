import type { ServerResponse } from 'node:http'

/**
 * What the stand-in can be told to do instead of answering. `stall`: never answers. `slow`: answers after ten seconds.
 * `cut`: ends the connection in the middle. `html`: a proxy's page. `text`: the right answer as text/plain. `errors`: errors
 * beside data. `no-introspection`: errors for whatever asks for the schema, answers to everything else. `huge`: an answer
 * without end, as fast as it is read. `drip`: one without end, a byte at a time. `large`: 100 MB, and it says so. `down`: 500
 * with JSON. `gateway`: a proxy's 502. `unauthorized`, `forbidden` and `busy`: plain-text 401, 403 and 429. `off`: answers
 * again.
 */
export const MODES = [
  'off',
  'stall',
  'slow',
  'cut',
  'html',
  'text',
  'errors',
  'no-introspection',
  'huge',
  'drip',
  'large',
  'down',
  'gateway',
  'unauthorized',
  'forbidden',
  'busy',
] as const

export type Mode = (typeof MODES)[number]

/** `space`: of this one alone, by its name. `times`: for so many requests, and then no more. */
export type Misbehaviour = { mode: Exclude<Mode, 'off'>; space: string | null; times: number }

const SLOW_MS = 10_000

/** What was asked for, or null for nonsense. `off` is told by the mode. */
export function parseMisbehaviour(body: unknown): (Omit<Misbehaviour, 'mode'> & { mode: Mode }) | null {
  const { mode, space, times } = (body ?? {}) as { mode?: unknown; space?: unknown; times?: unknown }
  if (!MODES.includes(mode as Mode)) return null
  return {
    mode: mode as Mode,
    space: typeof space === 'string' ? space : null,
    times: typeof times === 'number' && times > 0 ? times : Number.POSITIVE_INFINITY,
  }
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }
const BLOCK = Buffer.alloc(256 * 1024, ' ')

type Ways = Record<Exclude<Misbehaviour['mode'], 'no-introspection'>, Way>
/** `answer` gives what would have been answered, where that is wanted all the same. */
type Way = (response: ServerResponse, answer: (as: ServerResponse) => void) => void

const WAYS: Ways = {
  stall: () => {},
  slow: (response, answer) => {
    const timer = setTimeout(() => answer(response), SLOW_MS)
    response.on('close', () => clearTimeout(timer))
  },
  cut: (response) => {
    response.writeHead(200, JSON_HEADERS)
    response.write('{"data":{"__schema":', () => response.socket?.destroy())
  },
  html: (response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<h1>Sign in to the proxy</h1>')
  },
  text: (response, answer) => {
    const writeHead = response.writeHead.bind(response)
    response.writeHead = ((status: number, headers: Record<string, string>) =>
      writeHead(status, { ...headers, 'content-type': 'text/plain' })) as typeof response.writeHead
    answer(response)
  },
  errors: (response) => {
    const partial = { data: { __schema: null }, errors: [{ message: 'Something went wrong' }] }
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify(partial))
  },
  huge: (response) => {
    response.writeHead(200, JSON_HEADERS)
    pour(response, Number.POSITIVE_INFINITY)
  },
  drip: (response) => {
    response.writeHead(200, JSON_HEADERS)
    const timer = setInterval(() => response.write(' '), 100)
    response.on('close', () => clearInterval(timer))
  },
  large: (response) => {
    const bytes = 100 * 1024 * 1024
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': String(bytes) })
    pour(response, bytes)
  },
  down: (response) => failure(response, 500, 'unexpected-error'),
  gateway: (response) => {
    response.writeHead(502, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Bad gateway</h1>')
  },
  unauthorized: (response) => plain(response, 401, 'Unauthorized'),
  forbidden: (response) => plain(response, 403, 'Forbidden'),
  busy: (response) => plain(response, 429, 'Too Many Requests'),
}

export function misbehave(
  mode: keyof Ways,
  response: ServerResponse,
  answer: (as: ServerResponse) => void,
): void {
  WAYS[mode](response, answer)
}

/** As fast as it is read. */
function pour(response: ServerResponse, bytes: number): void {
  let left = bytes
  const more = () => {
    let room = true
    while (room && left > 0 && !response.destroyed) {
      room = response.write(left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK)
      left -= BLOCK.length
    }
    if (left <= 0) response.end()
  }
  response.on('drain', more)
  more()
}

export function plain(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words)
}

export function failure(response: ServerResponse, status: number, name: string): void {
  const body = { name, message: `The stand-in says ${name}.`, data: {} }
  response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body))
}
