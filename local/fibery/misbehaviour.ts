import type { ServerResponse } from 'node:http'

/**
 * What the stand-in can be told to do instead of answering. `stall`: never answers. `cut`: ends the connection in the
 * middle. `html`: a proxy's page. `errors`: errors beside data. `huge`: an answer without end. `down`: 500 with JSON.
 * `unauthorized` and `busy`: plain-text 401 and 429. `off`: answers again.
 */
export const MODES = [
  'off',
  'stall',
  'cut',
  'html',
  'errors',
  'huge',
  'down',
  'unauthorized',
  'busy',
] as const

export type Mode = (typeof MODES)[number]

export function isMode(value: unknown): value is Mode {
  return MODES.includes(value as Mode)
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

export function misbehave(mode: Exclude<Mode, 'off'>, response: ServerResponse): void {
  if (mode === 'stall') return
  if (mode === 'cut') {
    response.writeHead(200, JSON_HEADERS)
    response.write('{"data":{"__schema":', () => response.socket?.destroy())
  } else if (mode === 'html') {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<h1>Sign in to the proxy</h1>')
  } else if (mode === 'errors') {
    const partial = { data: { __schema: null }, errors: [{ message: 'Something went wrong' }] }
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify(partial))
  } else if (mode === 'huge') pour(response)
  else if (mode === 'down') failure(response, 500, 'unexpected-error')
  else if (mode === 'unauthorized') plain(response, 401, 'Unauthorized')
  else plain(response, 429, 'Too Many Requests')
}

function pour(response: ServerResponse): void {
  response.writeHead(200, JSON_HEADERS)
  const block = Buffer.alloc(256 * 1024, ' ')
  const more = () => {
    let room = true
    while (room && !response.destroyed) room = response.write(block)
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
