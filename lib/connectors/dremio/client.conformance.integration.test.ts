import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DREMIO_BASES, type DremioBase } from '@/lib/testing/dremio-bases'
import { askThrough, type EngineTransport, faultOf } from '@/lib/testing/engine-asking'
import { DUCKDB_DIALECT, numbersSql } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { describeFaults } from '@/lib/testing/engine-endings'
import { describeSessions, describeTurnedAway, type SessionFaults } from '@/lib/testing/engine-sessions'
import { type DremioStandIn, type DremioStandInOptions, startDremioStandIn } from '@/local/dremio/server'
import { createDremioClient, type DremioClient } from './client'

type House = { transport: EngineTransport; faults: SessionFaults; standIn: () => DremioStandIn }

/** A stand-in of this base and a client for it, while the tests of the describe block run that this is called in. */
function houseOf(base: DremioBase, options: Partial<DremioStandInOptions> = {}): House {
  let standIn: DremioStandIn
  let client: DremioClient
  beforeAll(async () => {
    standIn = await startDremioStandIn({ port: 0, ...base.standIn, stateMs: 2, ...options })
    client = createDremioClient({
      baseUrl: standIn.url,
      ...base.client,
      fetch,
      clock: { nowMs: () => performance.now() },
      logger: { info: () => {}, warn: () => {} },
      limits: { retryDelayMs: 20, breakerAfter: 100 },
      // Cloud's own pace would be minutes of waiting; client.ceiling.integration.test.ts is about its ceiling.
      pace: { firstMs: 5, factor: 1.6, mostMs: 200 },
    })
  })
  afterAll(async () => {
    await client.close()
    await standIn.stop()
  })
  const transport: EngineTransport = {
    name: `Dremio by REST, ${base.name}`,
    open: (request) => client.open(request),
    // The stand-in answers by DuckDB.
    dialect: DUCKDB_DIALECT,
    limits: { timestampDigits: 3, timeDigits: 3, nonFinite: true },
    duplicateNames: 'refused',
    running: () => standIn.jobs.all().filter(({ outcome }) => outcome === 'running').length,
    rowsTaken: () => standIn.jobs.all().at(-1)?.rowsServed ?? 0,
    rowsAhead: 500,
  }
  const faults: SessionFaults = {
    expireSessions: () => standIn.signIn.expireAll(),
    logins: () => standIn.signIn.logins(),
    refuseSessions: (refuse) => standIn.signIn.refuseAll(refuse),
    busy: (times, retryAfter) =>
      standIn.misbehave({
        mode: 'busy',
        times,
        retryAfter: retryAfter === null ? null : String(retryAfter),
      }),
    calls: () => standIn.calls.map(({ at }) => at),
  }
  return { transport, faults, standIn: () => standIn }
}

describe.each(DREMIO_BASES)('$name', (base) => {
  const { transport, faults } = houseOf(base)
  describeEngine(transport)
  if (base.signsIn) describeSessions(transport, faults)
  else describeTurnedAway(transport, faults)
})

describe.each(DREMIO_BASES)('$name, whose planner complains once the job is begun', (base) => {
  const { transport } = houseOf(base, { planErrors: 'later' })
  describeFaults(transport, askThrough(transport))
})

describe.each(DREMIO_BASES)('$name, which keeps a result for a moment', (base) => {
  const { transport, standIn } = houseOf(base, { retentionMs: 150 })

  it('says that a result is gone, and never gives fewer rows', async () => {
    const { open } = askThrough(transport)
    const read = (async () => {
      const stream = await open(numbersSql(5))
      for await (const batch of stream.batches) expect(batch.length).toBeGreaterThan(0)
    })()
    expect(await faultOf(read)).toMatchObject({ layer: 'http', code: 'HTTP_STATUS', status: 404 })
    expect(standIn().jobs.all().at(-1)?.rowsServed ?? 0).toBeLessThan(100_000)
  })
})
