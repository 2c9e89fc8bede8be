import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '@/lib/platform/db'
import { createRateSlots } from '@/lib/platform/rate-slot'
import { dremioClientFor } from '@/lib/testing/dremio-client'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'

const PROJECT = 'a-project'
const TOKEN = 'a-personal-access-token'
/** Cloud's 100 a minute, scaled: one each 50 ms. */
const INTERVAL_MS = 50
const LASTS_MS = 3_000

let cloud: DremioStandIn

beforeAll(async () => {
  // Jobs that wait to be planned for as long as anybody looks.
  cloud = await startDremioStandIn({
    ...{ port: 0, user: 'portal', password: '', project: PROJECT, accessTokens: [TOKEN] },
    stateMs: 60_000,
  })
})
afterAll(() => cloud.stop())

/** Two replicas, each with jobs that do not end by themselves; how often they ask, and how they end. */
async function askFor(acquire: (call: string, signal: AbortSignal, withinMs?: number) => Promise<void>) {
  cloud.calls.length = 0
  const replicas = [1, 2].map(() =>
    dremioClientFor({
      ...{ baseUrl: cloud.url, project: PROJECT, credentials: { accessToken: TOKEN }, acquire },
      pace: { firstMs: 5, factor: 1, mostMs: 5 },
    }),
  )
  const reader = new AbortController()
  const left = new Error('left')
  const jobs = replicas.flatMap((client) =>
    [1, 2].map(() =>
      client
        .open({ sql: 'SELECT 1 AS a', values: {}, timeoutMs: 60_000, signal: reader.signal })
        .catch((error) => error),
    ),
  )
  await pause(LASTS_MS)
  reader.abort(left)
  expect(await Promise.all(jobs)).toEqual([left, left, left, left])
  await Promise.all(replicas.map((client) => client.close()))
  expect(cloud.calls.filter(({ call }) => call === 'cancel')).toHaveLength(4)
  const asked = cloud.calls.filter(({ call }) => call === 'status').map(({ at }) => at)
  return { asked, span: (asked.at(-1) ?? 0) - (asked[0] ?? 0) }
}

describe('the ceiling of a minute', () => {
  it('holds for all jobs of all replicas together, who share it', { timeout: 60_000 }, async () => {
    const rates = [{ key: `dremio status ${randomUUID()}`, intervalMs: INTERVAL_MS }]
    const acquire = createRateSlots({ pool: pool(), rates, maxWaitMs: 30_000 })
    const { asked, span } = await askFor(async (call, signal, withinMs) => {
      if (call === 'status') await acquire(signal, withinMs)
    })
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(span / INTERVAL_MS) + 2)
    const unbounded = await askFor(async () => {})
    expect(unbounded.asked.length).toBeGreaterThan(unbounded.span / INTERVAL_MS + 2)
  })
})
