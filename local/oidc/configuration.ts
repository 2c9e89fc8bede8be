import { randomBytes } from 'node:crypto'
import type { JWK } from 'jose'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { findAccount } from './accounts'
import { createAdapter, type Memory } from './file-adapter'
import { messagePage, signOutPage } from './pages'

const HOUR = 3600
const DAY = 24 * HOUR
const SCOPES = 'openid profile email offline_access'

export type ProviderSettings = {
  clientId: string
  clientSecret: string
  /** The portal's own address, without a slash at its end. */
  portalUrl: string
  cookieSecret: string
  jwks: { keys: JWK[] }
  memory: Memory
  mountPath: string
}

/** The provider as the portal needs it: one confidential client, groups in the claims, both kinds of logout. */
export function configurationOf(settings: ProviderSettings): Configuration {
  return {
    adapter: (model) => createAdapter(settings.memory, model),
    // Keys of oidc-provider's own JWK type; these are RSA private keys made by jose.
    jwks: settings.jwks as Configuration['jwks'],
    cookies: {
      keys: [settings.cookieSecret],
      // Names of its own: cookies of localhost are shared by every port.
      names: { session: 'demo_idp', interaction: 'demo_idp_interaction', resume: 'demo_idp_resume' },
    },
    clients: [clientOf(settings)],
    scopes: SCOPES.split(' '),
    claims: {
      openid: ['sub', 'sid'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    // Names and groups in the ID token too, as Auth0 and Keycloak do it.
    conformIdTokenClaims: false,
    findAccount: async (_ctx, subject) => {
      const account = findAccount({ subject })
      if (account === undefined) return undefined
      const { login, name, email, groups } = account
      const claims = { sub: subject, name, preferred_username: login, email, email_verified: true }
      return { accountId: subject, claims: async () => ({ ...claims, groups: [...groups] }) }
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    fetch: (url, options) => fetchFromPortal(settings.portalUrl, url, options),
    loadExistingGrant: grantEverythingAsked,
    interactions: { url: (_ctx, interaction) => `${settings.mountPath}/sign-in/${interaction.uid}` },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: answerSignOut,
        postLogoutSuccessSource: answerSignedOut,
      },
    },
    renderError: answerError,
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      IdToken: HOUR,
      Interaction: HOUR,
      Grant: 14 * DAY,
      RefreshToken: 14 * DAY,
      Session: 14 * DAY,
    },
  }
}

/** The provider's own guard keeps it from calling this computer, where the portal is: only the portal is let through. */
async function fetchFromPortal(
  portalUrl: string,
  url: unknown,
  options: RequestInit = {},
): Promise<Response> {
  const target = new URL(String(url))
  if (target.origin !== new URL(portalUrl).origin) throw new Error(`not called: ${target.origin}`)
  const { method, headers, body, redirect, signal } = options
  return await fetch(target, { method, headers, body, redirect, signal })
}

function clientOf({ clientId, clientSecret, portalUrl }: ProviderSettings) {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [`${portalUrl}/auth/callback`],
    post_logout_redirect_uris: [`${portalUrl}/signed-out`, portalUrl],
    backchannel_logout_uri: `${portalUrl}/auth/backchannel-logout`,
    backchannel_logout_session_required: true,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    token_endpoint_auth_method: 'client_secret_post' as const,
    scope: SCOPES,
  }
}

/** The portal is the company's own: nobody is asked for consent. */
async function grantEverythingAsked(ctx: KoaContextWithOIDC) {
  const { session, client, provider } = ctx.oidc
  if (!session?.accountId || !client) return undefined
  const known = session.grantIdFor(client.clientId)
  if (known) {
    const grant = await provider.Grant.find(known)
    if (grant) return grant
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope(SCOPES)
  await grant.save()
  return grant
}

function answer(ctx: KoaContextWithOIDC, html: string, scripts = `'none'`): void {
  ctx.type = 'html'
  ctx.set('cache-control', 'no-store')
  ctx.set(
    'content-security-policy',
    `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${scripts}`,
  )
  ctx.body = html
}

async function answerSignOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const nonce = randomBytes(16).toString('base64')
  answer(ctx, signOutPage(form, nonce), `'nonce-${nonce}'`)
}

async function answerSignedOut(ctx: KoaContextWithOIDC): Promise<void> {
  answer(ctx, messagePage('Signed out', 'You are signed out of the demo identity provider.'))
}

async function answerError(ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }) {
  answer(ctx, messagePage('The sign-in cannot go on', out.error_description ?? out.error))
}
