import pg from 'pg'
import { createDbosClient, type DbosClient } from '@/lib/connectors/dbos/client'
import { APP_ROLE } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'

const POOL_SIZE = 6

type Engine = { databaseUrl: string; pool: pg.Pool; client: DbosClient }

// One a process: Next bundles pages, actions and instrumentation apart.
const shared = globalThis as typeof globalThis & { pergolaWorkflowEngine?: Engine }

function open(): Engine {
  const databaseUrl = env().DATABASE_URL
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    options: `-c role=${APP_ROLE}`,
    application_name: 'pergola workflows',
  })
  // A server that goes away ends idle clients; without a listener that ends the process.
  pool.on('error', () => {})
  return { databaseUrl, pool, client: createDbosClient({ databaseUrl, pool, logger }) }
}

/** What runs are read and steered through, and what the executor works through: a pool of its own, as the portal's role. */
export function workflowEngine(): Engine {
  shared.pergolaWorkflowEngine ??= open()
  return shared.pergolaWorkflowEngine
}

export async function closeWorkflowEngine(): Promise<void> {
  const engine = shared.pergolaWorkflowEngine
  shared.pergolaWorkflowEngine = undefined
  await engine?.pool.end()
}
