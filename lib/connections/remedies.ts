import { connectingWords, isConnectable } from '@/lib/platform/connecting'
import type { ConnectionSystem } from './model'

const VARIABLES: Record<ConnectionSystem, string> = {
  postgresql: 'DATABASE_URL',
  openid: 'AUTH0_DOMAIN',
  fibery: 'FIBERY_URL',
  dremio: 'DREMIO_URL',
  duckdb: 'the sample data in analytics/data',
  dbos: 'DATABASE_URL',
  superset: 'SUPERSET_URL',
}

const NAMES: Record<ConnectionSystem, string> = {
  postgresql: 'the PostgreSQL server',
  openid: 'the identity provider',
  fibery: 'Fibery',
  dremio: 'Dremio',
  duckdb: 'the embedded analytics engine',
  dbos: 'the workflow engine',
  superset: 'Superset',
}

const OWN: Partial<Record<ConnectionSystem, Record<string, string>>> = {
  postgresql: {
    DATABASE_UNAVAILABLE:
      'Start the PostgreSQL server, or correct DATABASE_URL. The portal comes back by itself once it answers.',
  },
  openid: {
    SHAPE: 'AUTH0_DOMAIN must be the issuer exactly as its discovery document names it, its path included.',
  },
  fibery: {
    UNAUTHORIZED: 'Make a new API token in Fibery (Settings, API tokens) and set FIBERY_TOKEN to it.',
    FORBIDDEN: "Give the token's account access to the spaces that the portal is to show.",
  },
  dremio: {
    UNAUTHORIZED:
      'Correct DREMIO_USER and DREMIO_PASSWORD, or make a new personal access token in Dremio and set DREMIO_TOKEN to it.',
    FORBIDDEN: "Give the portal's account at Dremio the right to read what the queries ask for.",
  },
  superset: {
    UNAUTHORIZED:
      'Correct SUPERSET_USER and SUPERSET_PASSWORD. It must be an account of Superset’s own database, not of a sign-in before it.',
    FORBIDDEN:
      'Give the portal’s account at Superset a role that may read dashboards, charts and datasets, and set embedding.',
    WRONG_CONTENT_TYPE:
      'SUPERSET_URL must lead to Superset itself, without a sign-in page or another service before its /api.',
  },
  duckdb: {
    UNREACHABLE:
      'The DuckDB library is missing for this machine: run npm ci again on it, or see whether node_modules was copied from another one.',
  },
  dbos: {
    NO_EXECUTOR:
      "No replica takes up runs. Look for 'the workflow engine did not start' in the portal's log; a missing schema is made by starting the portal.",
    NOT_MIGRATED: 'Start the portal once with a migrator (DATABASE_MIGRATOR_URL): it makes the schema dbos.',
  },
}

/** What to do about a failure: for the system and code where there is something special to say, else by the code. */
export function remedyFor(system: ConnectionSystem, code: string): string {
  if (code === 'NOT_CONFIGURED' && isConnectable(system)) return connectingWords(system)
  return OWN[system]?.[code] ?? byCode(code, NAMES[system], VARIABLES[system])
}

function byCode(code: string, name: string, variable: string): string {
  switch (code) {
    case 'UNREACHABLE':
    case 'CONNECTION_CUT':
      return `See whether ${name} runs and can be reached from here, and whether ${variable} is right.`
    case 'TIMEOUT':
      return `See whether ${name} is overloaded, or whether a firewall drops what is sent to it. The portal asks again by itself.`
    case 'UNAUTHORIZED':
      return `Give the portal new credentials for ${name}.`
    case 'FORBIDDEN':
      return `Give the portal's account at ${name} the access that it lacks.`
    case 'RATE_LIMITED':
    case 'LIMITER_FULL':
    case 'BREAKER_OPEN':
      return 'Nothing now: the portal waits a moment and asks again by itself.'
    case 'REDIRECTED':
      return `${variable} points to a page that redirects. Set it to the address it redirects to, without a path to a sign-in page.`
    case 'SERVER_ERROR':
    case 'SERVER_FAULT':
      return `Look at the log of ${name}: it failed on its own side.`
    case 'NOT_CONFIGURED':
      return `Set ${variable} to connect it.`
    default:
      return `See whether ${variable} points to ${name} and not to something else that answers there.`
  }
}
