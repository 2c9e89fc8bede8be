import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './postgres-cluster'
import { StartError, systemCode } from './start-error'

const PREVIOUS_ENDS_MS = 15_000
const LAST_THREADS_MS = 3_000
/** Where the stand-ins are looked for a place, after the portal's own port. */
const NEAR = 40

/** `localhost` is two addresses, and another program may have either. */
function addressesOf(host: string): string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host]
}

function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(systemCode(error) ?? 'unknown'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

/** Why the portal cannot listen there; undefined when it can. */
async function problemAt(host: string, port: number): Promise<string | undefined> {
  for (const address of addressesOf(host)) {
    const code = await listenOnce(address, port)
    const isMissingFamily = host === 'localhost' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')
    if (code !== undefined && !isMissingFamily) return code
  }
  return undefined
}

/**
 * @param previousPid the portal of a house that was killed: it is ending, and its port will be free in a moment
 * @throws StartError that says what is wrong with this port and what to do
 */
export async function requireFreePort(host: string, port: number, previousPid?: number): Promise<void> {
  let deadline = previousPid === undefined ? 0 : Date.now() + PREVIOUS_ENDS_MS
  let isEnding = previousPid !== undefined
  for (;;) {
    // Its first thread may be gone, and with it the process to look at, while others still hold the port.
    if (isEnding && previousPid !== undefined && !isAlive(previousPid)) {
      isEnding = false
      deadline = Math.min(deadline, Date.now() + LAST_THREADS_MS)
    }
    const problem = await problemAt(host, port)
    if (problem === undefined) return
    if (problem !== 'EADDRINUSE' || Date.now() >= deadline)
      throw new StartError(wordsFor(problem, host, port))
    await sleep(100)
  }
}

function wordsFor(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program: end that one, or choose another port with PORT=${port + 100} npm start.`
  }
  if (code === 'EACCES')
    return `Port ${port} is kept for root: choose one above 1023 with PORT=3000 npm start.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST is ${host}, which is no address of this machine: correct it, or leave it unset for localhost.`
  }
  return `The portal cannot listen on ${host} port ${port} (${code}): choose another with HOST and PORT.`
}

/** The first free loopback port after `after`, so that a stand-in has the same address at each start. */
export async function nextFreePort(after: number): Promise<number> {
  for (let port = after + 1; port <= Math.min(after + NEAR, 65_535); port += 1) {
    if ((await problemAt('localhost', port)) === undefined) return port
  }
  throw new StartError(
    `No port from ${after + 1} to ${after + NEAR} is free for the stand-ins: choose another PORT.`,
  )
}
