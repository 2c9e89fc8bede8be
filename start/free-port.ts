import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves, and another at each call: houses may stand side by side. */
const FIRST_PORT = 20_000
const LAST_PORT = 30_000
/** Room behind each, for the stand-ins that listen next to a portal. */
const STEP = 10
/** Given out by this process: whoever asked may not listen there yet. */
const given = new Set<number>()

/** A loopback port that is free, with room behind it. `from`: the first that is tried. */
export async function freePort(
  from = FIRST_PORT + STEP * randomInt((LAST_PORT - FIRST_PORT) / STEP),
): Promise<number> {
  for (let port = from; port < from + 1_000; port += STEP) {
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error(`no port from ${from} on is free`)
}

/** Whether nobody listens there on 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
