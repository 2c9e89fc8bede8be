import pg from 'pg'
import { createDbosClient, type DbosClient } from '@/lib/connectors/dbos/client'
import { APP_ROLE } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'

const POOL_SIZE = 6

type Engine = { databaseUrl: string; pool: pg.Pool; client: DbosClient }

// One pool a process: Next bundles pages, actions and instrumentation apart. The client is code and holds nothing, so
// each bundle has its own: in development one kept on globalThis would outlive a change of its code.
const shared = globalThis as typeof globalThis & { pergolaWorkflowPool?: pg.Pool }
let engine: Engine | undefined

function openPool(): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
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
  return pool
}

/** What runs are read and steered through, and what the executor works through: a pool of its own, as the portal's role. */
export function workflowEngine(): Engine {
  shared.pergolaWorkflowPool ??= openPool()
  const pool = shared.pergolaWorkflowPool
  if (engine?.pool !== pool) {
    const databaseUrl = env().DATABASE_URL
    engine = { databaseUrl, pool, client: createDbosClient({ databaseUrl, pool, logger }) }
  }
  return engine
}

export async function closeWorkflowEngine(): Promise<void> {
  const pool = shared.pergolaWorkflowPool
  shared.pergolaWorkflowPool = undefined
  engine = undefined
  await pool?.end()
}
