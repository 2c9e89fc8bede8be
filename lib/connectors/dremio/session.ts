import { isConnectorError } from '../errors'

/** A name and a password (software only), or a personal access token (Cloud, Enterprise). */
export type DremioCredentials = { user: string; password: string } | { accessToken: string }

export type SessionOptions = {
  credentials: DremioCredentials
  /** `POST /apiv2/login`. @throws ConnectorError */
  login: (user: string, password: string) => Promise<{ token: string; expires?: number | undefined }>
  /** `DELETE /apiv2/login`. */
  logout: (authorization: string) => Promise<void>
  nowMs: () => number
}

export type Session = {
  /** Calls with the header for it. Refused, it signs in anew and calls once more. @throws ConnectorError */
  call: <T>(ask: (authorization: string) => Promise<T>) => Promise<T>
  /** Signs out what was signed in; a call after that signs in anew. Never throws. */
  end: () => Promise<void>
}

type Held = { authorization: string; endsAt: number }

/** A token that ends so soon is not begun with. */
const SPARE_MS = 60_000

/** One sign-in for all calls of this process. */
export function createSession({ credentials, login, logout, nowMs }: SessionOptions): Session {
  if ('accessToken' in credentials) {
    return { call: (ask) => ask(`Bearer ${credentials.accessToken}`), end: async () => {} }
  }
  const { user, password } = credentials
  let current: Promise<Held> | undefined

  function begin(): Promise<Held> {
    const begun = login(user, password).then(
      ({ token, expires }) => ({
        authorization: `_dremio${token}`,
        endsAt: expires ?? Number.POSITIVE_INFINITY,
      }),
      (error: unknown) => {
        if (current === begun) current = undefined
        throw error
      },
    )
    return begun
  }

  /** `refused`: not this one again. A new one is taken whatever it says of its end. */
  async function authorization(refused?: string): Promise<string> {
    const held = current
    if (held !== undefined) {
      const session = await held
      if (session.authorization !== refused && session.endsAt - SPARE_MS > nowMs())
        return session.authorization
      if (current === held) current = undefined
    }
    current ??= begin()
    return (await current).authorization
  }

  return {
    async call(ask) {
      const first = await authorization()
      try {
        return await ask(first)
      } catch (error) {
        if (!isConnectorError(error) || error.code !== 'UNAUTHORIZED') throw error
        return await ask(await authorization(first))
      }
    },
    async end() {
      const held = current
      current = undefined
      // One that cannot be ended ends by itself, in its time.
      await held?.then((session) => logout(session.authorization)).catch(() => {})
    },
  }
}
