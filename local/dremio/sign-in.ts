import { randomBytes } from 'node:crypto'

export type SignIn = {
  /** A token for the right name and password; null for others. */
  login: (userName: unknown, password: unknown) => { token: string; expires: number } | null
  /** The user that a call is made as; null: none, and so 401. */
  userOf: (authorization: string | undefined) => string | null
  end: (authorization: string) => void
  expireAll: () => void
  /** Sessions that have not ended. */
  open: () => number
  refuseAll: (refuse: boolean) => void
  logins: () => number
}

export type SignInOptions = {
  user: string
  password: string
  accessTokens: readonly string[]
  lifeMs: number
}

/** Tokens of `POST /apiv2/login`, and personal access tokens. */
export function createSignIn({ user, password, accessTokens, lifeMs }: SignInOptions): SignIn {
  const sessions = new Map<string, number>()
  let logins = 0
  let refusing = false
  return {
    login(userName, given) {
      if (refusing || userName !== user || given !== password) return null
      logins += 1
      const token = randomBytes(16).toString('hex')
      const expires = Date.now() + lifeMs
      sessions.set(token, expires)
      return { token, expires }
    },
    userOf(authorization) {
      if (refusing || authorization === undefined) return null
      const [, bearer] = /^Bearer (.+)$/.exec(authorization) ?? []
      if (bearer !== undefined && accessTokens.includes(bearer)) return user
      // `_dremio` and the token follow each other at once; a space between them is tolerated.
      const token = /^_dremio\s*(.+)$/.exec(authorization)?.[1] ?? bearer ?? authorization
      const expires = sessions.get(token)
      return expires !== undefined && expires > Date.now() ? user : null
    },
    end: (authorization) => void sessions.delete(authorization.replace(/^_dremio\s*|^Bearer /, '')),
    open: () => sessions.size,
    expireAll: () => sessions.clear(),
    refuseAll: (refuse) => {
      refusing = refuse
    },
    logins: () => logins,
  }
}
