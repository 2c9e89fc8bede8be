import { afterAll, describe, it } from 'vitest'
import { rowsOf } from '@/lib/testing/engine-asking'
import { DREMIO_DIALECT } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { createDremioClient } from './client'

const { DREMIO_URL, DREMIO_USER, DREMIO_PASSWORD, DREMIO_TOKEN, DREMIO_PROJECT } = process.env

/** The suite that the stand-in passes, against the Dremio that the environment names (docs/connectors/dremio.md). */
function askRealDremio(baseUrl: string): void {
  const project = DREMIO_PROJECT || undefined
  const credentials = DREMIO_TOKEN
    ? { accessToken: DREMIO_TOKEN }
    : { user: DREMIO_USER ?? '', password: DREMIO_PASSWORD ?? '' }
  const client = createDremioClient({
    baseUrl,
    project,
    credentials,
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: () => {}, warn: () => {} },
  })
  afterAll(() => client.close())

  const jobs = project === undefined ? 'sys.jobs' : 'sys.project.jobs'
  const underWay = `SELECT COUNT(*) AS n FROM ${jobs}
    WHERE "query" NOT LIKE '%${jobs}%' AND status NOT IN ('COMPLETED', 'CANCELED', 'FAILED')`

  describeEngine({
    name: 'a real Dremio',
    open: client.open,
    dialect: DREMIO_DIALECT,
    limits: { timestampDigits: 3, timeDigits: 3, nonFinite: true },
    duplicateNames: 'refused',
    running: async () => {
      const rows = await rowsOf(await client.open({ sql: underWay, values: {}, timeoutMs: 30_000 }))
      return Number(rows[0]?.[0] ?? 0)
    },
  })
}

if (DREMIO_URL) askRealDremio(DREMIO_URL)
else {
  describe('a real Dremio', () => {
    it.skip(
      'is not asked: set DREMIO_URL, and DREMIO_USER with DREMIO_PASSWORD or DREMIO_TOKEN (Cloud: DREMIO_PROJECT too)',
    )
  })
}
