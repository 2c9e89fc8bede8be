import type { Env } from '@/lib/platform/env-schema'
import { parseIssuer } from '@/lib/platform/issuer'
import type { ConnectionSystem } from './model'

/** An address without user, password, query or fragment. */
function bare(address: string): string {
  const url = new URL(address)
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}

function databaseTarget(address: string): string {
  const url = new URL(address)
  return `${url.hostname}:${url.port || '5432'}${url.pathname}`
}

function issuerTarget(domain: string): string {
  const issuer = parseIssuer(domain)
  return 'problem' in issuer ? domain : issuer.url
}

/** Where each system points, without a secret; null for one that is not connected. */
export function targetsOf(
  env: Pick<Env, 'DATABASE_URL' | 'AUTH0_DOMAIN' | 'FIBERY_URL' | 'DREMIO_URL' | 'SUPERSET_URL'>,
): Record<ConnectionSystem, string | null> {
  return {
    postgresql: databaseTarget(env.DATABASE_URL),
    openid: issuerTarget(env.AUTH0_DOMAIN),
    fibery: env.FIBERY_URL === undefined ? null : bare(env.FIBERY_URL),
    dremio: env.DREMIO_URL === undefined ? null : bare(env.DREMIO_URL),
    duckdb: 'DuckDB in the portal, over the sample data',
    dbos: `${databaseTarget(env.DATABASE_URL)}, schema dbos`,
    superset: env.SUPERSET_URL === undefined ? null : bare(env.SUPERSET_URL),
  }
}
