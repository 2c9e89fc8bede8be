import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { NextRequest, NextResponse } from 'next/server'
import { env } from '@/lib/platform/env'
import { isAppError, statusFor, toAppError, wordsFor } from '@/lib/platform/errors'
import { parseIssuer } from '@/lib/platform/issuer'
import { logger } from '@/lib/platform/logger'
import { checkLogoutToken } from './logout-token'
import { noteProviderAnswered, noteSignInFailed } from './provider-notes'
import { requestFacts, withLogoutToken, withRequestFacts } from './request-facts'
import { keepIdentity, sessionStore } from './service/session-store'
import { sessionCookieName } from './session-cookie'

/** Where the provider sends a browser once it has ended its own session; to be registered there. */
export const SIGNED_OUT_PATH = '/signed-out'
export const SIGN_IN_FAILED_PATH = '/sign-in-failed'

const PROVIDER_TIMEOUT_MS = 5_000

// Next bundles proxy, pages and routes apart: one client a process hangs on globalThis.
const store = globalThis as typeof globalThis & { pergolaAuth0?: Auth0Client }

function createClient(): Auth0Client {
  const settings = env()
  const issuer = parseIssuer(settings.AUTH0_DOMAIN)
  if ('problem' in issuer) throw new Error(`AUTH0_DOMAIN ${issuer.problem}`)
  return new Auth0Client({
    domain: issuer.url,
    allowInsecureRequests: issuer.insecure,
    clientId: settings.AUTH0_CLIENT_ID,
    clientSecret: settings.AUTH0_CLIENT_SECRET,
    secret: settings.AUTH0_SECRET,
    appBaseUrl: settings.APP_BASE_URL,
    authorizationParameters: { scope: settings.AUTH0_SCOPE },
    sessionStore,
    session: {
      // Idle and absolute expiry are the session table's, so that pages need no rolling cookie.
      rolling: false,
      absoluteDuration: settings.PERGOLA_SESSION_MAX_SECONDS,
      cookie: { name: sessionCookieName(settings.APP_BASE_URL), sameSite: 'lax' },
    },
    beforeSessionSaved: async (session) => {
      // The provider has given the tokens of this sign-in; what follows is the portal's own work.
      await noteProviderAnswered(performance.now() - requestFacts().beganMs)
      return keepIdentity(session)
    },
    onCallback: async (error, { returnTo }) => {
      if (error === null) return redirectTo(returnTo ?? '/')
      logger.warn({ err: error, requestId: requestFacts().requestId }, 'a sign-in did not succeed')
      await noteSignInFailed(error)
      return redirectTo(`${SIGN_IN_FAILED_PATH}?reason=${reasonOf(error.code)}`)
    },
    httpTimeout: PROVIDER_TIMEOUT_MS,
    enableTelemetry: false,
    enableAccessTokenEndpoint: false,
  })
}

function client(): Auth0Client {
  store.pergolaAuth0 ??= createClient()
  return store.pergolaAuth0
}

function reasonOf(code: string): string {
  if (code === 'invalid_state' || code === 'missing_state') return 'stale'
  return code === 'authorization_error' ? 'refused' : 'provider'
}

/** Within the portal: the library lets `/..//host` pass as the path `//host`, which read again is another site's address. */
function redirectTo(path: string): NextResponse {
  return NextResponse.redirect(new URL(path.replace(/^[/\\]+/, '/'), env().APP_BASE_URL))
}

type Answer = (request: NextRequest) => Promise<NextResponse>

/** The library has more routes (access tokens, MFA, passkeys, profile): the portal uses none of them, so none is open. */
const ROUTES: Record<string, Answer> = {
  'GET /auth/login': signIn,
  'GET /auth/callback': (request) => client().middleware(request),
  'GET /auth/logout': signOut,
  'POST /auth/backchannel-logout': backChannelLogout,
}

/** Sign-in's own routes, for proxy.ts. It answers every request, the database or the provider away included. */
export function auth0(): { middleware: Answer } {
  return { middleware: handleAuthRequest }
}

async function handleAuthRequest(request: NextRequest): Promise<NextResponse> {
  const answer = ROUTES[`${request.method} ${request.nextUrl.pathname.replace(/\/$/, '')}`]
  if (answer === undefined) return plain(404, wordsFor('NOT_FOUND'))
  return await withRequestFacts(request, async () => {
    try {
      return await answer(request)
    } catch (thrown) {
      const error = toAppError(thrown)
      logger.error(
        { err: error.cause ?? error, requestId: requestFacts().requestId },
        'a sign-in request failed',
      )
      return plain(statusFor(error.code), wordsFor(error.code))
    }
  })
}

/** Only `returnTo` is taken from the address: the library would hand everything else on to the provider. */
async function signIn(request: NextRequest): Promise<NextResponse> {
  const url = new URL(request.nextUrl.pathname, env().APP_BASE_URL)
  const returnTo = request.nextUrl.searchParams.get('returnTo')
  if (returnTo !== null) url.searchParams.set('returnTo', returnTo)
  const response = await client().middleware(new NextRequest(url, { headers: request.headers }))
  if (response.status < 500) return response
  await noteSignInFailed({ code: 'discovery_error' })
  return redirectTo(`${SIGN_IN_FAILED_PATH}?reason=unreachable`)
}

/** Ends both sessions (OpenID Connect RP-Initiated Logout 1.0). A link on another site does not sign anybody out. */
async function signOut(request: NextRequest): Promise<NextResponse> {
  if (request.headers.get('sec-fetch-site') === 'cross-site') return redirectTo('/')
  const url = new URL(request.nextUrl.pathname, env().APP_BASE_URL)
  url.searchParams.set('returnTo', new URL(SIGNED_OUT_PATH, env().APP_BASE_URL).toString())
  const response = await client().middleware(new NextRequest(url, { headers: request.headers }))
  if (response.status < 500) return response
  const failed = redirectTo(`${SIGNED_OUT_PATH}?provider=unreachable`)
  for (const cookie of response.headers.getSetCookie()) failed.headers.append('set-cookie', cookie)
  return failed
}

/**
 * OpenID Connect Back-Channel Logout 1.0 §2.6. The library throws for a token that does not verify, where the standard
 * asks for a 400 (§2.8), and asks neither how old a token is nor whether it came before.
 */
async function backChannelLogout(request: NextRequest): Promise<NextResponse> {
  const body = await request.text()
  const check = checkLogoutToken(new URLSearchParams(body).get('logout_token') ?? '', new Date())
  if (!check.ok) return logoutRefused(check.problem)
  const again = new NextRequest(request.url, { method: 'POST', headers: request.headers, body })
  try {
    const answer = await withLogoutToken(check.jti, () => client().middleware(again))
    // The library says 403 of another issuer's token.
    return answer.status === 403 ? logoutRefused('of another issuer') : answer
  } catch (error) {
    if (isAppError(error) && error.code !== 'CONFLICT') throw error
    return logoutRefused(error)
  }
}

function logoutRefused(why: unknown): NextResponse {
  logger.warn({ err: why, requestId: requestFacts().requestId }, 'a logout token was refused')
  return NextResponse.json(
    { error: 'invalid_request' },
    { status: 400, headers: { 'cache-control': 'no-store' } },
  )
}

function plain(status: number, words: string): NextResponse {
  const { requestId } = requestFacts()
  return new NextResponse(`${words}\n\nRequest ${requestId}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  })
}
