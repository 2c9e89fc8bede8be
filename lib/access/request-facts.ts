import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/**
 * What the sign-in library does not hand to its session store: which request this is, from what browser, and the name of
 * the logout token that it brings.
 */
export type RequestFacts = {
  requestId: string
  userAgent: string | null
  /** On the clock of `performance.now`. */
  beganMs: number
  logoutTokenId?: string
}

const MAX_USER_AGENT = 400
const REQUEST_ID = /^[\w.-]{8,100}$/
const storage = new AsyncLocalStorage<RequestFacts>()

export function withRequestFacts<T>(request: Request, work: () => Promise<T>): Promise<T> {
  const given = request.headers.get('x-request-id') ?? ''
  const requestId = REQUEST_ID.test(given) ? given : randomUUID()
  const userAgent = request.headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null
  return storage.run({ requestId, userAgent, beganMs: performance.now() }, work)
}

/** The same request, with the name of the logout token that it brought. */
export function withLogoutToken<T>(logoutTokenId: string, work: () => Promise<T>): Promise<T> {
  return storage.run({ ...requestFacts(), logoutTokenId }, work)
}

export function requestFacts(): RequestFacts {
  return storage.getStore() ?? { requestId: randomUUID(), userAgent: null, beganMs: performance.now() }
}
