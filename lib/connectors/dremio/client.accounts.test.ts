import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DREMIO_BASES, type DremioBase } from '@/lib/testing/dremio-bases'
import { askDremio as ask, dremioClientFor, LEFT, leaveEarly } from '@/lib/testing/dremio-client'
import { faultOf } from '@/lib/testing/engine-asking'
import { ENDLESS } from '@/lib/testing/engine-cases'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import type { DremioClient, DremioClientOptions } from './client'

// What the two bases do not share: how somebody signs in, and whether a submission may be sent twice.

const LIMITS = { retries: 2, retryDelayMs: 5, timeoutMs: 10_000, breakerAfter: 100 }
const PATIENT = { timeout: 10_000 }

let standIn: DremioStandIn
let base: DremioBase

function houseOf(signsIn: boolean): void {
  beforeAll(async () => {
    base = DREMIO_BASES.find((one) => one.signsIn === signsIn) as DremioBase
    standIn = await startDremioStandIn({ port: 0, ...base.standIn, stateMs: 1 })
  })
  afterAll(() => standIn.stop())
  afterEach(() => {
    standIn.misbehave({ mode: 'off' })
    standIn.calls.length = 0
  })
}

const clientFor = (more: Partial<DremioClientOptions> = {}): DremioClient =>
  dremioClientFor({ baseUrl: standIn.url, ...base.client, limits: LIMITS, ...more })
const asked = (call: string) => standIn.calls.filter((one) => one.call === call).length
const running = () => standIn.jobs.all().filter(({ outcome }) => outcome === 'running').length

describe('Dremio software', () => {
  houseOf(true)

  it('refuses a wrong password once, and is not tried again', async () => {
    const client = clientFor({ credentials: { user: 'portal', password: 'wrong' } })
    expect(await faultOf(ask(client, 'SELECT 1 AS a'))).toMatchObject({
      code: 'UNAUTHORIZED',
      operation: 'login',
    })
    expect([asked('login'), asked('submit')]).toEqual([1, 0])
  })

  it('keeps nobody waiting who leaves while a sign-in stalls', async () => {
    const client = clientFor({ limits: { ...LIMITS, budgetMs: 60_000 } })
    await ask(client, 'SELECT 1 AS a')
    standIn.signIn.expireAll()
    standIn.misbehave({ mode: 'stall', call: 'login' })
    expect(await leaveEarly(client)).toBe(LEFT)
  })

  it('is signed out of when the client is closed, and not signed in to again', async () => {
    const client = clientFor()
    const answer = faultOf(ask(client, ENDLESS))
    await expect.poll(running, PATIENT).toBe(1)
    const sessions = standIn.signIn.open()
    await client.close()
    expect(standIn.signIn.open()).toBe(sessions - 1)
    await answer
    await faultOf(ask(client, 'SELECT 1 AS a'))
    expect(standIn.signIn.open()).toBe(sessions - 1)
  })

  it('is not sent a submission again that may have been heard, but one that was told to come later', async () => {
    const client = clientFor()
    await ask(client, 'SELECT 1 AS a')
    for (const mode of ['drop', 'unsaid'] as const) {
      standIn.calls.length = 0
      standIn.misbehave({ mode, call: 'submit', times: 1 })
      expect(await faultOf(ask(client, 'SELECT 1 AS a'))).toMatchObject({ layer: 'unreachable' })
      expect(asked('submit')).toBe(1)
    }
    standIn.misbehave({ mode: 'busy', call: 'submit', times: 2 })
    expect(await ask(client, 'SELECT 1 AS a')).toEqual([[1]])
    expect(asked('submit')).toBe(4)
  })
})

describe('Dremio Cloud', () => {
  houseOf(false)

  it('refuses a token that has ended, without a body, and is not asked for another', async () => {
    const client = clientFor({ credentials: { accessToken: 'one that has ended' } })
    const fault = await faultOf(ask(client, 'SELECT 1 AS a'))
    expect(fault).toMatchObject({
      layer: 'http',
      code: 'UNAUTHORIZED',
      operation: 'submit',
      retryable: false,
    })
    expect(asked('submit')).toBeLessThanOrEqual(2)
    expect(asked('login')).toBe(0)
  })

  it.each(['drop', 'unsaid'] as const)(
    'is sent a submission again whose answer did not come (%s), and begins one job',
    async (mode) => {
      standIn.misbehave({ mode, call: 'submit', times: 1 })
      const jobs = standIn.jobs.all().length
      expect(await ask(clientFor(), 'SELECT 1 AS a')).toEqual([[1]])
      expect(asked('submit')).toBe(2)
      expect(standIn.jobs.all()).toHaveLength(jobs + 1)
    },
  )
})
