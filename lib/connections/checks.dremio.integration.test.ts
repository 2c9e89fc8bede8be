import { resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { env } from '@/lib/platform/env'
import type { Env } from '@/lib/platform/env-schema'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import { runCheck } from './checks'
import { remedyFor } from './remedies'

const ACCOUNT = { user: 'portal', password: 'a-password-that-nobody-is-told' }

let standIn: DremioStandIn

beforeAll(async () => {
  standIn = await startDremioStandIn({
    ...{ port: 0, ...ACCOUNT, stateMs: 1 },
    folders: [resolve('analytics/data/northwind')],
  })
})
afterAll(() => standIn.stop())
afterEach(() => standIn.misbehave({ mode: 'off' }))

function settings(more: Partial<Env> = {}): Env {
  const own = { DREMIO_URL: standIn.url, DREMIO_USER: ACCOUNT.user, DREMIO_PASSWORD: ACCOUNT.password }
  return { ...env(), ...own, ...more }
}

describe('the check of Dremio', () => {
  it('signs in, asks for the tables, and leaves no session behind', async () => {
    const before = standIn.signIn.open()
    expect(await runCheck('dremio', settings())).toMatchObject({
      ok: true,
      target: standIn.url,
      detail: expect.stringMatching(/^It answered with \d+ tables and views\.$/),
    })
    expect(standIn.signIn.logins()).toBeGreaterThan(0)
    expect(standIn.signIn.open()).toBe(before)
  })

  it('tells of an account that is not taken, and what to do, without its password', async () => {
    const result = await runCheck('dremio', settings({ DREMIO_PASSWORD: 'a-wrong-password' }))
    expect(result).toMatchObject({ ok: false, code: 'UNAUTHORIZED' })
    expect(remedyFor('dremio', 'UNAUTHORIZED')).toContain('DREMIO_PASSWORD')
    expect(JSON.stringify(result)).not.toContain('wrong-password')
  })

  it.each([
    ['html', 'WRONG_CONTENT_TYPE'],
    ['gateway', 'SERVER_ERROR'],
    ['redirect', 'REDIRECTED'],
    ['forbidden', 'FORBIDDEN'],
    ['failed', 'QUERY_FAILED'],
  ] as const)('tells of one that answers with %s', async (mode, code) => {
    standIn.misbehave({ mode })
    const result = await runCheck('dremio', settings())
    expect(result).toMatchObject({ ok: false, code })
    expect(remedyFor('dremio', code)).not.toBe('')
  })

  it('gives up one that says nothing, within its time', async () => {
    standIn.misbehave({ mode: 'stall' })
    expect(await runCheck('dremio', settings())).toMatchObject({ ok: false, code: 'TIMEOUT' })
  })

  it('is none where Dremio is not configured', async () => {
    expect(await runCheck('dremio', settings({ DREMIO_URL: undefined }))).toBeNull()
  })
})
