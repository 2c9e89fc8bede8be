// The stand-in for the identity provider as a process of its own: `node --import tsx local/oidc/main.ts`.
//
//   OIDC_PORT           where to listen on 127.0.0.1 (required); the issuer is http://localhost:OIDC_PORT/oidc
//   OIDC_PORTAL_URL     the portal's address, e.g. http://localhost:3000 (required; must be this computer)
//   OIDC_CLIENT_ID      defaults to `pergola`
//   OIDC_CLIENT_SECRET  secret `signInClient` of .data/secrets.json (required)
//   OIDC_COOKIE_SECRET  secret `signInKeys` of .data/secrets.json (required)
//   OIDC_DATA_DIR       keys and sessions, e.g. .data/oidc (required)
//
// The portal beside it: AUTH0_DOMAIN=localhost:OIDC_PORT/oidc, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, and
// PERGOLA_ADMINS=http://localhost:OIDC_PORT/oidc|demo-admin (accounts.ts). Demo roles come from
// group mappings: seedDemoAccess of lib/access/service/demo.ts. It prints `ready ISSUER` and ends with SIGTERM, SIGINT, or with
// the process that forked it.
import { startOidcServer } from './server'

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing.`)
  return value
}

try {
  const { issuer, stop } = await startOidcServer({
    port: Number(required('OIDC_PORT')),
    portalUrl: required('OIDC_PORTAL_URL'),
    clientId: process.env.OIDC_CLIENT_ID || 'pergola',
    clientSecret: required('OIDC_CLIENT_SECRET'),
    cookieSecret: required('OIDC_COOKIE_SECRET'),
    dataDir: required('OIDC_DATA_DIR'),
    host: process.env.OIDC_HOST || undefined,
  })
  const end = () => {
    stop().finally(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, end)
  process.stdout.write(`ready ${issuer}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
