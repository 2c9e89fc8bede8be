import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  ClientSecretPost,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processUserInfoResponse,
  refreshTokenGrantRequest,
  userInfoRequest,
} from 'oauth4webapi'
import { toConnectorError } from './errors'
import type { Tokens } from './schema'

const DISCOVERY_FOR_MS = 600_000

export type OpenIdClientOptions = {
  /** The issuer's address, as its discovery document gives it. */
  issuer: string
  /** Plain http is let through: for localhost only. */
  insecure: boolean
  clientId: string
  clientSecret: string
  fetch: typeof fetch
  /** Milliseconds since 1970. */
  clock: () => number
}

export type OpenIdClient = ReturnType<typeof createOpenIdClient>

/**
 * What the portal asks an OpenID provider beyond sign-in itself. Every function takes a signal that bounds it as a whole
 * and throws ConnectorError. Nothing is retried: a refresh token may be good for one use.
 */
export function createOpenIdClient(options: OpenIdClientOptions) {
  const client: Client = { client_id: options.clientId }
  let discovered: { server: AuthorizationServer; untilMs: number } | undefined

  function http(signal: AbortSignal) {
    return {
      signal,
      [customFetch]: options.fetch,
      [allowInsecureRequests]: options.insecure,
    }
  }

  async function discover(signal: AbortSignal): Promise<AuthorizationServer> {
    if (discovered !== undefined && discovered.untilMs > options.clock()) return discovered.server
    const issuer = new URL(options.issuer)
    const response = await discoveryRequest(issuer, http(signal))
    const server = await processDiscoveryResponse(issuer, response)
    discovered = { server, untilMs: options.clock() + DISCOVERY_FOR_MS }
    return server
  }

  async function named<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      throw toConnectorError(operation, error)
    }
  }

  return {
    /** The claims of a person (OpenID Connect Core 1.0 §5.3); an answer about somebody else is an error. */
    fetchUserInfo(accessToken: string, subject: string, signal: AbortSignal) {
      return named<Record<string, unknown>>('fetchUserInfo', async () => {
        const server = await discover(signal)
        const response = await userInfoRequest(server, client, accessToken, http(signal))
        return await processUserInfoResponse(server, client, subject, response)
      })
    },

    /** New tokens for a refresh token (RFC 6749 §6). The old refresh token may be dead afterwards: store the new one. */
    fetchTokens(refreshToken: string, signal: AbortSignal) {
      return named<Tokens>('fetchTokens', async () => {
        const server = await discover(signal)
        const secret = ClientSecretPost(options.clientSecret)
        const response = await refreshTokenGrantRequest(server, client, secret, refreshToken, http(signal))
        const tokens = await processRefreshTokenResponse(server, client, response)
        return {
          accessToken: tokens.access_token,
          refreshToken: tokens.refresh_token ?? refreshToken,
          expiresAt: Math.floor(options.clock() / 1000) + (tokens.expires_in ?? 300),
        }
      })
    },
  }
}
