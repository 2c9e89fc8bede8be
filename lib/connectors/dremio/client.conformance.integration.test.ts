import { afterAll, beforeAll } from 'vitest'
import { DUCKDB_DIALECT } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { describeSessions } from '@/lib/testing/engine-sessions'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import { createDremioClient, type DremioClient } from './client'

const USER = { user: 'portal', password: 'a-password-for-the-stand-in' }

let standIn: DremioStandIn
let client: DremioClient

beforeAll(async () => {
  standIn = await startDremioStandIn({ port: 0, ...USER, stateMs: 2 })
  client = createDremioClient({
    baseUrl: standIn.url,
    credentials: USER,
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: () => {}, warn: () => {} },
    limits: { retryDelayMs: 20, breakerAfter: 100 },
  })
})

afterAll(async () => {
  await client.close()
  await standIn.stop()
})

const transport = {
  name: 'Dremio by REST',
  open: (request: Parameters<DremioClient['open']>[0]) => client.open(request),
  // The stand-in answers by DuckDB.
  dialect: DUCKDB_DIALECT,
  limits: { timestampDigits: 3, timeDigits: 3, nonFinite: true },
  duplicateNames: 'refused',
  running: () => standIn.jobs.all().filter(({ outcome }) => outcome === 'running').length,
  rowsTaken: () => standIn.jobs.all().at(-1)?.rowsServed ?? 0,
  rowsAhead: 500,
} as const

describeEngine(transport)

describeSessions(transport, {
  expireSessions: () => standIn.signIn.expireAll(),
  logins: () => standIn.signIn.logins(),
  refuseSessions: (refuse) => standIn.signIn.refuseAll(refuse),
  busy: (times, retryAfter) =>
    standIn.misbehave({ mode: 'busy', times, retryAfter: retryAfter === null ? null : String(retryAfter) }),
  calls: () => standIn.calls.map(({ at }) => at),
})
