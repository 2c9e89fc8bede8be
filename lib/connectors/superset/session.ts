import { decodeJwt } from 'jose'
import { isConnectorError } from '../errors'

export type SupersetCredentials = { user: string; password: string }

export type SignedIn = { accessToken: string; refreshToken: string | null }

export type SessionOptions = {
  credentials: SupersetCredentials
  /** `POST /api/v1/security/login`. @throws ConnectorError */
  login: (credentials: SupersetCredentials) => Promise<SignedIn>
  /** `POST /api/v1/security/refresh`: another access token. @throws ConnectorError */
  refresh: (refreshToken: string) => Promise<string>
  nowMs: () => number
}

export type Session = {
  /** Calls with the header for it. Refused, it signs in anew and calls once more. @throws ConnectorError */
  call: <T>(ask: (authorization: string) => Promise<T>) => Promise<T>
}

type Held = SignedIn & { endsAt: number }

/** A token that ends so soon is not begun with. */
const SPARE_MS = 30_000

/** One sign-in for all calls of this process: an access token of 15 minutes, and one of a month that brings the next. */
export function createSession({ credentials, login, refresh, nowMs }: SessionOptions): Session {
  let current: Promise<Held> | undefined

  /** `before`: whose refresh token serves, unless it was refused. */
  async function begin(before: Held | undefined): Promise<Held> {
    if (before?.refreshToken != null) {
      try {
        const accessToken = await refresh(before.refreshToken)
        return { accessToken, refreshToken: before.refreshToken, endsAt: endOf(accessToken) }
      } catch (error) {
        // Ended, or of a key that is no more; whatever else is wrong, the login would meet it too.
        if (!isConnectorError(error) || error.layer !== 'http') throw error
      }
    }
    const signedIn = await login(credentials)
    return { ...signedIn, endsAt: endOf(signedIn.accessToken) }
  }

  function replace(held: Promise<Held> | undefined, before: Held | undefined): Promise<Held> {
    // Somebody else has replaced it meanwhile: one sign-in serves all.
    if (current !== undefined && current !== held) return current
    const begun = begin(before)
    current = begun
    begun.catch(() => {
      if (current === begun) current = undefined
    })
    return begun
  }

  /** `refused`: not this one again, nor one that its refresh token brings. */
  async function signedIn(refused?: string): Promise<Held> {
    const held = current
    if (held === undefined) return await replace(undefined, undefined)
    const session = await held
    if (session.accessToken === refused) return await replace(held, undefined)
    return session.endsAt - SPARE_MS > nowMs() ? session : await replace(held, session)
  }

  return {
    async call(ask) {
      const { accessToken } = await signedIn()
      try {
        return await ask(`Bearer ${accessToken}`)
      } catch (error) {
        if (!isConnectorError(error) || error.code !== 'UNAUTHORIZED') throw error
        return await ask(`Bearer ${(await signedIn(accessToken)).accessToken}`)
      }
    },
  }
}

/** Milliseconds since 1970. A token that does not say when it ends is used until it is refused. */
function endOf(token: string): number {
  try {
    const { exp } = decodeJwt(token)
    return exp === undefined ? Number.POSITIVE_INFINITY : exp * 1000
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
