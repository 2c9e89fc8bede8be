import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askDremio as ask, dremioClientFor } from '@/lib/testing/dremio-client'
import { faultOf } from '@/lib/testing/engine-asking'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import type { DremioClientOptions } from './client'
import { dremioError } from './errors'

const USER = { user: 'portal', password: 'a-password-for-the-stand-in' }

describe('what stands there', () => {
  it('is told by name', async () => {
    const sample = await startDremioStandIn({
      port: 0,
      ...USER,
      folders: [resolve('analytics/data/northwind')],
    })
    const client = dremioClientFor({ baseUrl: sample.url, credentials: USER })
    expect(await client.fetchTableNames()).toContain('main.order_details')
    const plan = await client.explain({
      sql: 'SELECT count(*) AS n FROM orders WHERE order_id > $id',
      values: { id: { type: 'integer', value: 3n } },
      timeoutMs: 10_000,
    })
    expect(plan).toMatch(/orders/)
    await client.close()
    await sample.stop()
  })

  it('adds up to the revenue of Northwind, exactly', async () => {
    const sample = await startDremioStandIn({
      port: 0,
      ...USER,
      folders: [resolve('analytics/data/northwind')],
    })
    const rows = await ask(
      dremioClientFor({ baseUrl: sample.url, credentials: USER }),
      `SELECT SUM(unit_price * quantity * (1 - discount)) AS whole,
              ROUND(SUM(unit_price * quantity * (1 - discount)), 2) AS rounded FROM order_details`,
    )
    expect(rows).toEqual([['1265793.0395', '1265793.04']])
    await sample.stop()
  })
})

describe('Dremio Cloud', () => {
  const project = '11111111-2222-3333-4444-555555555555'
  const accessToken = 'a-personal-access-token'
  let cloud: DremioStandIn

  beforeAll(async () => {
    const perMinute = { status: 6 }
    cloud = await startDremioStandIn({
      port: 0,
      ...USER,
      project,
      accessTokens: [accessToken],
      perMinute,
      stateMs: 1,
    })
  })
  afterAll(() => cloud.stop())

  const cloudClient = (more: Partial<DremioClientOptions> = {}) =>
    dremioClientFor({
      ...{
        baseUrl: cloud.url,
        project,
        credentials: { accessToken },
        limits: { retries: 2, retryDelayMs: 5 },
      },
      ...more,
    })

  it('is asked under its project with a token, and begins a statement once however often it is sent', async () => {
    const client = cloudClient()
    cloud.misbehave({ mode: 'drop', call: 'submit', times: 1 })
    expect(await ask(client, 'SELECT 1 AS a')).toEqual([[1]])
    expect(cloud.calls.filter(({ call }) => call === 'submit')).toHaveLength(2)
    expect(
      await faultOf(ask(cloudClient({ credentials: { accessToken: 'other' } }), 'SELECT 1 AS a')),
    ).toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('takes a turn for each call, and waits for the job where there is none yet', async () => {
    const turns: string[] = []
    const client = cloudClient({
      acquire: async (call) => {
        turns.push(call)
      },
    })
    expect(await ask(client, 'SELECT 1 AS a')).toEqual([[1]])
    expect(new Set(turns)).toEqual(new Set(['submit', 'status', 'results']))
    // The stand-in's ceiling is reached: 429 says nothing of the job, which is waited for until its time is up.
    for (let more = 0; more < 3; more += 1) {
      await client.open({ sql: 'SELECT 1 AS a', values: {}, timeoutMs: 500 }).catch(() => {})
    }
    const late = await faultOf(client.open({ sql: 'SELECT 1 AS a', values: {}, timeoutMs: 500 }))
    expect(late).toMatchObject({ layer: 'timeout', code: 'TIMEOUT' })
  })

  it('keeps a job waiting, and does not end it, where no turn can be had for a while', async () => {
    const other = await startDremioStandIn({
      port: 0,
      ...USER,
      project,
      accessTokens: [accessToken],
      stateMs: 1,
    })
    const noTurn = dremioError({ operation: 'status', layer: 'refused', code: 'LIMITER_FULL' })
    const refusals: Error[] = [noTurn, new Error('no database'), noTurn]
    const client = cloudClient({
      baseUrl: other.url,
      acquire: async (call) => {
        const refusal = call === 'status' ? refusals.pop() : undefined
        if (refusal !== undefined) throw refusal
      },
    })
    expect(await ask(client, 'SELECT 1 AS a')).toEqual([[1]])
    expect(refusals).toEqual([])
    await other.stop()
  })
})
