import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { STATES_BEFORE } from './jobs'
import { type DremioStandIn, startDremioStandIn } from './server'

const USER = { user: 'portal', password: 'secret' }
const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'
const JSON_TYPE = { 'content-type': 'application/json' }

let standIn: DremioStandIn
let token: string

beforeAll(async () => {
  standIn = await startDremioStandIn({ port: 0, ...USER, stateMs: 10, retentionMs: 60_000 })
  token = await login(standIn)
})
afterAll(() => standIn.stop())
afterEach(() => standIn.misbehave({ mode: 'off' }))

async function login({ url }: DremioStandIn): Promise<string> {
  const body = JSON.stringify({ userName: USER.user, password: USER.password })
  const response = await fetch(`${url}/apiv2/login`, { method: 'POST', headers: JSON_TYPE, body })
  return ((await response.json()) as { token: string }).token
}

type Sent = {
  method?: string
  body?: unknown
  authorization?: string | null
  headers?: Record<string, string>
}

async function send(path: string, { method = 'GET', body, authorization, headers = JSON_TYPE }: Sent = {}) {
  const own = authorization === undefined ? `_dremio${token}` : authorization
  const response = await fetch(`${standIn.url}${path}`, {
    method,
    headers: own === null ? headers : { ...headers, authorization: own },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    text,
    json: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
  }
}

async function submit(sql: string): Promise<string> {
  return String((await send('/api/v3/sql', { method: 'POST', body: { sql } })).json?.id)
}

async function statesOf(id: string): Promise<string[]> {
  const states: string[] = []
  for (;;) {
    const state = String((await send(`/api/v3/job/${id}`)).json?.jobState)
    if (states.at(-1) !== state) states.push(state)
    if (['COMPLETED', 'FAILED', 'CANCELED'].includes(state)) return states
  }
}

describe('the stand-in for Dremio', () => {
  it('lets nobody in without a token, and says nothing then', async () => {
    for (const authorization of [null, 'Bearer nonsense', '_dremiononsense', `Token ${token}`]) {
      expect(await send('/api/v3/job/x', { authorization })).toMatchObject({ status: 401, text: '' })
    }
    expect((await send('/api/v3/job/x', { authorization: `Bearer ${token}` })).status).toBe(404)
    const wrong = await send('/apiv2/login', { method: 'POST', body: { userName: 'portal', password: 'no' } })
    expect(wrong).toMatchObject({ status: 401, json: { errorMessage: expect.any(String), moreInfo: '' } })
  })

  it('tells how a job stands, until it has completed', async () => {
    const states = await statesOf(await submit('SELECT 1 AS a'))
    expect(states.at(-1)).toBe('COMPLETED')
    const order = [...STATES_BEFORE, 'RUNNING', 'COMPLETED']
    expect(states).toEqual(order.filter((state) => states.includes(state)))
  })

  it('gives results of completed jobs only, 500 rows at most', async () => {
    const endless = await submit(ENDLESS)
    const early = await send(`/api/v3/job/${endless}/results`)
    expect(early).toMatchObject({
      status: 400,
      json: {
        errorMessage: expect.stringMatching(/^Can not fetch details for a job that is in \[\w+\] state\.$/),
      },
    })
    await send(`/api/v3/job/${endless}/cancel`, { method: 'POST' })
    const id = await submit('SELECT range AS n FROM range(1200)')
    await statesOf(id)
    expect(await send(`/api/v3/job/${id}/results?limit=501`)).toMatchObject({
      status: 400,
      json: { errorMessage: 'limit can not exceed 500 rows' },
    })
    const unsaid = await send(`/api/v3/job/${id}/results`)
    expect(unsaid.json?.rowCount).toBe(1200)
    expect(unsaid.json?.rows).toHaveLength(100)
    expect((await send(`/api/v3/job/${id}/results?offset=1000&limit=500`)).json?.rows).toHaveLength(200)
    expect(await send('/api/v3/job/unknown/results')).toMatchObject({ status: 404 })
  })

  it('writes numbers raw, moments in milliseconds without a zone, and two columns of one name on top of each other', async () => {
    const id = await submit(
      `SELECT 9223372036854775807 AS big, 0.0000001::DECIMAL(9,7) AS small, TIMESTAMP '2026-11-21 10:00:00.123456' AS at, 'x' AS t, 'y' AS t`,
    )
    await statesOf(id)
    const { text, json } = await send(`/api/v3/job/${id}/results`)
    expect(text).toContain(
      '{"big":9223372036854775807,"small":1E-7,"at":"2026-11-21 10:00:00.123","t":"x","t":"y"}',
    )
    expect(json?.schema).toMatchObject([
      { name: 'big', type: { name: 'BIGINT' } },
      { name: 'small', type: { name: 'DECIMAL', precision: 9, scale: 7 } },
      { name: 'at', type: { name: 'TIMESTAMP' } },
      { name: 't' },
      { name: 't' },
    ])
  })

  it('takes no parameters, and no field that Dremio does not know', async () => {
    const sent = { method: 'POST', body: { sql: 'SELECT 1 AS a', parameters: [1] } }
    expect(await send('/api/v3/sql', sent)).toMatchObject({
      status: 400,
      json: { errorMessage: 'Unrecognized field "parameters"' },
    })
    const path = { method: 'POST', body: { sql: 'SELECT 1 AS a', context: 'Sales.Northwind' } }
    expect((await send('/api/v3/sql', path)).status).toBe(400)
    const named = await send('/api/v3/sql', { method: 'POST', body: { sql: 'SELECT $a AS a' } })
    expect(named).toMatchObject({ status: 400, json: { context: expect.any(Array) } })
    const form = { method: 'POST', body: { sql: 'SELECT 1' }, headers: { 'content-type': 'text/plain' } }
    expect((await send('/api/v3/sql', form)).status).toBe(415)
  })

  it.each([
    'DROP TABLE x',
    'SELECT 1; SELECT 2',
    `COPY (SELECT 1) TO '/tmp/x.csv'`,
    `SELECT * FROM '/etc/passwd'`,
  ])('is for reading its own tables: %s', async (sql) => {
    expect((await send('/api/v3/sql', { method: 'POST', body: { sql } })).status).toBe(400)
  })

  it('cancels in two steps', async () => {
    const id = await submit(ENDLESS)
    expect(await send(`/api/v3/job/${id}/cancel`, { method: 'POST' })).toMatchObject({ status: 204 })
    expect((await statesOf(id)).at(-1)).toBe('CANCELED')
    expect((await send(`/api/v3/job/${id}`)).json?.cancellationReason).toContain('portal')
  })

  it('forgets results once they are too old', async () => {
    const short = await startDremioStandIn({
      port: 0,
      ...USER,
      accessTokens: ['pat'],
      stateMs: 0,
      retentionMs: 50,
    })
    const headers = { ...JSON_TYPE, authorization: 'Bearer pat' }
    const body = JSON.stringify({ sql: 'SELECT 1 AS a' })
    const { id } = (await (
      await fetch(`${short.url}/api/v3/sql`, { method: 'POST', headers, body })
    ).json()) as {
      id: string
    }
    const later = async () => (await fetch(`${short.url}/api/v3/job/${id}`, { headers })).status
    await expect.poll(later).toBe(404)
    await short.stop()
  })

  it('tells of a mistake by a job that fails, where it is set so', async () => {
    const late = await startDremioStandIn({
      port: 0,
      ...USER,
      accessTokens: ['pat'],
      stateMs: 0,
      planErrors: 'later',
    })
    const headers = { ...JSON_TYPE, authorization: 'Bearer pat' }
    const body = JSON.stringify({ sql: 'SELEC' })
    const { id } = (await (
      await fetch(`${late.url}/api/v3/sql`, { method: 'POST', headers, body })
    ).json()) as {
      id: string
    }
    const told = (await (await fetch(`${late.url}/api/v3/job/${id}`, { headers })).json()) as Record<
      string,
      unknown
    >
    expect(told).toMatchObject({ jobState: 'FAILED', errorMessage: expect.stringContaining('syntax') })
    await late.stop()
  })

  it('has a ceiling for what is asked in a minute, as Cloud, and other addresses', async () => {
    const cloud = await startDremioStandIn({
      ...{ port: 0, ...USER, accessTokens: ['pat'], project: 'p1', perMinute: { status: 3 } },
    })
    const headers = { authorization: 'Bearer pat' }
    const statuses: number[] = []
    for (let call = 0; call < 5; call += 1) {
      statuses.push((await fetch(`${cloud.url}/v0/projects/p1/job/x`, { headers })).status)
    }
    expect(statuses).toEqual([404, 404, 404, 429, 429])
    for (const path of ['/api/v3/job/x', '/v0/projects/p2/job/x', '/apiv2/login']) {
      expect((await fetch(`${cloud.url}${path}`, { headers })).status).toBe(404)
    }
    await cloud.stop()
  })

  it('misbehaves for as long as it is told to', async () => {
    const told = { mode: 'busy', call: 'status', times: 1, retryAfter: 7 }
    await send('/__misbehave', { method: 'POST', body: told })
    const response = await fetch(`${standIn.url}/api/v3/job/x`, {
      headers: { authorization: `_dremio${token}` },
    })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await send('/api/v3/job/x')).status).toBe(404)
    expect((await send('/__misbehave', { method: 'POST', body: { mode: 'dance' } })).status).toBe(400)
  })
})
