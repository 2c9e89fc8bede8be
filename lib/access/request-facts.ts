import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/** What the sign-in library does not hand to its session store: which request this is, and from what browser. */
export type RequestFacts = { requestId: string; userAgent: string | null }

const MAX_USER_AGENT = 400
const REQUEST_ID = /^[\w.-]{8,100}$/
const storage = new AsyncLocalStorage<RequestFacts>()

export function withRequestFacts<T>(request: Request, work: () => Promise<T>): Promise<T> {
  const given = request.headers.get('x-request-id') ?? ''
  const requestId = REQUEST_ID.test(given) ? given : randomUUID()
  const userAgent = request.headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null
  return storage.run({ requestId, userAgent }, work)
}

export function requestFacts(): RequestFacts {
  return storage.getStore() ?? { requestId: randomUUID(), userAgent: null }
}
