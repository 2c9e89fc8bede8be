import { afterAll, describe, it } from 'vitest'
import { rowsOf } from '@/lib/testing/engine-asking'
import { DREMIO_DIALECT } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { parseFlightAddress } from './address'
import { createFlightSqlClient, type FlightSqlOptions } from './client'

const { DREMIO_FLIGHT_URL = '', DREMIO_USER = '', DREMIO_PASSWORD = '', DREMIO_TOKEN } = process.env
const address = parseFlightAddress(DREMIO_FLIGHT_URL)

const UNDER_WAY = `SELECT COUNT(*) AS n FROM sys.jobs
  WHERE "query" NOT LIKE '%sys.jobs%' AND status NOT IN ('COMPLETED', 'CANCELED', 'FAILED')`

/** The suite of all engines against the Dremio that the environment names, by its Flight endpoint. */
function askRealDremio(options: FlightSqlOptions): void {
  const client = createFlightSqlClient(options)
  afterAll(() => client.close())
  describeEngine({
    name: 'a real Dremio by Flight',
    open: client.open,
    dialect: DREMIO_DIALECT,
    limits: { timestampDigits: 3, timeDigits: 3, nonFinite: true },
    duplicateNames: 'kept',
    running: async () => {
      const rows = await rowsOf(await client.open({ sql: UNDER_WAY, values: {}, timeoutMs: 30_000 }))
      return Number(rows[0]?.[0] ?? 0)
    },
  })
}

if (address !== null) {
  const basic = { kind: 'basic', username: DREMIO_USER, password: DREMIO_PASSWORD } as const
  askRealDremio({ address, credentials: DREMIO_TOKEN ? { kind: 'bearer', token: DREMIO_TOKEN } : basic })
} else {
  describe('a real Dremio by Flight', () => {
    it.skip('is not asked: set DREMIO_FLIGHT_URL, and DREMIO_USER with DREMIO_PASSWORD or DREMIO_TOKEN')
  })
}
