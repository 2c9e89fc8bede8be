import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DREMIO_BASES, DREMIO_SECRETS, type DremioBase } from '@/lib/testing/dremio-bases'
import { askDremio as ask, dremioClientFor, LEFT, leaveEarly } from '@/lib/testing/dremio-client'
import { faultOf } from '@/lib/testing/engine-asking'
import { ENDLESS, numbersSql } from '@/lib/testing/engine-cases'
import { json, startHttpServer } from '@/lib/testing/http-server'
import type { Misbehaviour } from '@/local/dremio/misbehaviour'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import type { HttpLimits } from '../http'
import type { DremioClient, DremioClientOptions } from './client'

const LIMITS: Partial<HttpLimits> = { retries: 2, retryDelayMs: 5, timeoutMs: 10_000, breakerAfter: 100 }

let standIn: DremioStandIn
let base: DremioBase
const logged: string[] = []

function clientFor(more: Partial<DremioClientOptions> = {}): DremioClient {
  return dremioClientFor({ baseUrl: standIn.url, ...base.client, limits: LIMITS, ...more }, logged)
}

const asked = (call: string) => standIn.calls.filter((one) => one.call === call).length
/** The machine may be busy with other things. */
const PATIENT = { timeout: 10_000 }
const running = () => standIn.jobs.all().filter(({ outcome }) => outcome === 'running').length

const CALLS = ['submit', 'status', 'results'] as const
const SLOW_CALLS = ['submit', 'results'] as const

type Fault = { layer: string; code: string; retryable?: boolean }
type Told = Partial<Misbehaviour> & Pick<Misbehaviour, 'mode'>

function describeFaults(): void {
  describe('each failure has its layer', () => {
    it.each<[string, Told, Fault]>([
      ['a proxy’s page', { mode: 'html' }, { layer: 'protocol', code: 'WRONG_CONTENT_TYPE' }],
      ['the right answer as text', { mode: 'text' }, { layer: 'protocol', code: 'WRONG_CONTENT_TYPE' }],
      ['JSON that ends too early', { mode: 'broken' }, { layer: 'protocol', code: 'NOT_JSON' }],
      ['JSON of another shape', { mode: 'strange' }, { layer: 'validation', code: 'SHAPE' }],
      ['an answer that drips', { mode: 'drip' }, { layer: 'timeout', code: 'TIMEOUT', retryable: true }],
      ['no answer', { mode: 'stall' }, { layer: 'timeout', code: 'TIMEOUT', retryable: true }],
      ['a sign-in page elsewhere', { mode: 'redirect' }, { layer: 'http', code: 'REDIRECTED' }],
      ['403', { mode: 'forbidden' }, { layer: 'http', code: 'FORBIDDEN' }],
      ['500 in its own words', { mode: 'down' }, { layer: 'http', code: 'SERVER_FAULT' }],
      ['a proxy’s 502', { mode: 'gateway' }, { layer: 'http', code: 'SERVER_ERROR' }],
      ['404', { mode: 'gone' }, { layer: 'http', code: 'HTTP_STATUS' }],
      ['cut in the middle', { mode: 'cut' }, { layer: 'unreachable', code: 'CONNECTION_CUT' }],
      ['hung up on', { mode: 'drop' }, { layer: 'unreachable', code: 'UNREACHABLE' }],
      ['401 without a body', { mode: 'unauthorized' }, { layer: 'http', code: 'UNAUTHORIZED' }],
    ])('%s', { timeout: 20_000 }, async (_, told, fault) => {
      const isSlow = fault.code === 'TIMEOUT'
      const client = clientFor(isSlow ? { limits: { ...LIMITS, retries: 0, timeoutMs: 2_000 } } : {})
      await ask(client, 'SELECT 1 AS a')
      for (const call of isSlow ? SLOW_CALLS : CALLS) {
        standIn.misbehave({ ...told, call })
        const seen = await faultOf(ask(client, 'SELECT 1 AS a'))
        expect({ call, ...seen }).toMatchObject({ call, system: 'dremio', operation: call, ...fault })
        standIn.misbehave({ mode: 'off' })
        await expect.poll(running, PATIENT).toBe(0)
      }
      expect(await ask(client, `SELECT 'on' AS a`)).toEqual([['on']])
      for (const secret of DREMIO_SECRETS) expect(logged.join('\n')).not.toContain(secret)
      expect(logged.join('\n')).not.toContain('SELECT')
    })

    it('an answer without end is left once it is too large, and so is one row that is', async () => {
      const client = clientFor({ limits: { ...LIMITS, maxBytes: 1024 * 1024 } })
      standIn.misbehave({ mode: 'huge', call: 'results' })
      expect(await faultOf(ask(client, 'SELECT 1 AS a'))).toMatchObject({
        layer: 'protocol',
        code: 'TOO_LARGE',
      })
    })

    it('a page that is too large is asked for in halves', async () => {
      const client = clientFor({ limits: { ...LIMITS, maxBytes: 64 * 1024 } })
      const rows = await ask(client, `SELECT repeat('x', 1000) AS a FROM range(700)`)
      expect(rows).toHaveLength(700)
    })

    it('nobody listens', async () => {
      const gone = await startHttpServer(json({}))
      await gone.close()
      const client = clientFor({ baseUrl: gone.url })
      expect(await faultOf(ask(client, 'SELECT 1 AS a'))).toMatchObject({
        layer: 'unreachable',
        detail: 'ECONNREFUSED',
      })
    })
  })
}

function describeJobs(): void {
  describe('a job', () => {
    it('that fails after it was taken says why, in one line and without what was bound', async () => {
      const client = clientFor()
      standIn.misbehave({ mode: 'failed', call: 'submit', times: 1 })
      const fault = await faultOf(ask(client, 'SELECT 1 AS a'))
      expect(fault).toMatchObject({ layer: 'protocol', code: 'QUERY_FAILED', retryable: false })
      expect(fault.detail).toBe('SYSTEM ERROR: an executor was lost')
      const secret = `a bound secret that is no number`
      const told = await faultOf(
        ask(client, 'SELECT CAST($s AS INTEGER) AS a', { s: { type: 'text', value: secret } }),
      )
      expect(told).toMatchObject({ code: 'QUERY_FAILED' })
      expect(told.message).not.toContain('secret')
      expect(told.message).toContain('(a value)')
    })

    it('that somebody cancels at Dremio is told as that', async () => {
      standIn.misbehave({ mode: 'cancelled', call: 'submit', times: 1 })
      const fault = await faultOf(ask(clientFor(), ENDLESS))
      expect(fault).toMatchObject({
        code: 'QUERY_FAILED',
        detail: expect.stringContaining('cancelled at Dremio'),
      })
    })

    it('whose reader leaves while it is being submitted is cancelled once it is known', async () => {
      const client = clientFor({ limits: LIMITS })
      await ask(client, 'SELECT 1 AS a')
      const reader = new AbortController()
      const left = new Error('left')
      const answer = client.open({ sql: ENDLESS, values: {}, timeoutMs: 20_000, signal: reader.signal })
      reader.abort(left)
      await expect(answer).rejects.toBe(left)
      await expect.poll(() => asked('cancel'), PATIENT).toBe(1)
      await expect.poll(running, PATIENT).toBe(0)
    })

    it('whose reader leaves while Dremio asks for patience keeps nobody waiting', async () => {
      const client = clientFor({ limits: { ...LIMITS, budgetMs: 60_000 } })
      await ask(client, 'SELECT 1 AS a')
      standIn.misbehave({ mode: 'busy', call: 'status', retryAfter: '20' })
      expect(await leaveEarly(client)).toBe(LEFT)
    })

    it('is cancelled when the client is closed', async () => {
      const client = clientFor()
      const answer = faultOf(ask(client, ENDLESS))
      await expect.poll(running, PATIENT).toBe(1)
      await client.close()
      expect(await answer).toMatchObject({ layer: 'refused', detail: 'the portal is closing its connection' })
      expect(await faultOf(ask(client, 'SELECT 1 AS a'))).toMatchObject({ layer: 'refused' })
      await expect.poll(running, PATIENT).toBe(0)
    })

    it('reads on when calls fail in passing, and loses no row', async () => {
      const client = clientFor()
      const stream = await client.open({ sql: numbersSql(4), values: {}, timeoutMs: 20_000 })
      let rows = 0
      for await (const batch of stream.batches) {
        expect(batch[0]).toEqual([String(rows)])
        rows += batch.length
        const modes = ['drop', 'cut', 'gateway', 'short', 'busy'] as const
        standIn.misbehave({ mode: modes[(rows / 50) % modes.length] ?? 'drop', call: 'results', times: 1 })
      }
      expect(rows).toBe(10_000)
    })

    it('that Dremio has lost track of is told as that', async () => {
      standIn.misbehave({ mode: 'invalid', call: 'submit', times: 1 })
      const fault = await faultOf(ask(clientFor(), ENDLESS))
      expect(fault).toMatchObject({ code: 'QUERY_FAILED', detail: expect.stringContaining('no state') })
      await expect.poll(running, PATIENT).toBe(0)
    })

    it('whose result was dropped in the middle is a fault, never fewer rows', async () => {
      const client = clientFor()
      const stream = await client.open({ sql: numbersSql(4), values: {}, timeoutMs: 20_000 })
      const read = (async () => {
        for await (const batch of stream.batches) {
          expect(batch.length).toBeGreaterThan(0)
          standIn.jobs.forget()
        }
      })()
      expect(await faultOf(read)).toMatchObject({ code: 'HTTP_STATUS', status: 404, operation: 'results' })
    })
  })
}

function describeStatements(): void {
  describe('a statement', () => {
    it('is sent with its values as literals, in the only field that there is', async () => {
      const rows = await ask(clientFor(), 'SELECT $a AS a', { a: { type: 'text', value: `O'Brien` } })
      expect(rows).toEqual([[`O'Brien`]])
    })

    it('without a value for a parameter is not sent', async () => {
      const fault = await faultOf(ask(clientFor(), 'SELECT $missing AS a'))
      expect(fault).toMatchObject({ code: 'QUERY_FAILED', detail: expect.stringContaining('$missing') })
      expect(asked('submit')).toBe(0)
    })

    it('is described by its columns and parameters, without its rows', async () => {
      const shape = await clientFor().describe(
        `SELECT CAST($a AS INTEGER) AS a, 'x' AS b FROM range(3) WHERE 'y' IN $list LIMIT $most -- so many`,
        {
          a: { type: 'integer', value: null },
          list: { type: 'list', of: 'text', value: [] },
          most: { type: 'integer', value: 1n },
        },
      )
      expect(shape).toEqual({
        columns: [
          { name: 'a', type: 'integer', nativeType: 'INTEGER' },
          { name: 'b', type: 'text', nativeType: 'VARCHAR' },
        ],
        parameters: ['a', 'list', 'most'],
      })
    })
  })
}

// Each of these is asked of both bases: software's v3 and Cloud's v0, which share their resources.
describe.each(DREMIO_BASES)('Dremio by REST, $name', (one) => {
  beforeAll(async () => {
    base = one
    standIn = await startDremioStandIn({ port: 0, ...one.standIn, stateMs: 1 })
  })
  afterAll(() => standIn.stop())
  afterEach(() => {
    standIn.misbehave({ mode: 'off' })
    standIn.calls.length = 0
    logged.length = 0
  })
  describeFaults()
  describeJobs()
  describeStatements()
})
