import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { env } from '@/lib/platform/env'
import type { Env } from '@/lib/platform/env-schema'
import { json, text } from '@/lib/testing/http-server'
import { salesDashboard } from '@/lib/testing/superset'
import { type SupersetServer, startSupersetServer } from '@/lib/testing/superset-server'
import { runCheck } from './checks'
import { remedyFor } from './remedies'

let server: SupersetServer

beforeAll(async () => {
  server = await startSupersetServer([salesDashboard()])
})
afterAll(() => server.close())

function settings(more: Partial<Env> = {}): Env {
  const own = { SUPERSET_URL: server.url, SUPERSET_USER: server.user, SUPERSET_PASSWORD: server.password }
  return { ...env(), ...own, ...more }
}

describe('the check of Superset', () => {
  it('asks for its health, signs in, and tells its version and how many dashboards the account sees', async () => {
    expect(await runCheck('superset', settings())).toMatchObject({
      ok: true,
      target: server.url,
      detail: 'It answered as Superset 6.1.0 with 1 dashboards.',
    })
  })

  it('names a version that was not tried', async () => {
    const page = '&#34;version_string&#34;: &#34;7.0.0&#34;'
    server.instead('/login/', text(page, 200, 'text/html'))
    const result = await runCheck('superset', settings())
    server.instead('/login/', null)
    expect(result).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/Superset 7\.0\.0.*tried with 6\.0 and 6\.1/),
    })
  })

  it('tells of a login that is refused, and what to do, without the password', async () => {
    const result = await runCheck('superset', settings({ SUPERSET_PASSWORD: 'a-wrong-password' }))
    expect(result).toMatchObject({ ok: false, code: 'UNAUTHORIZED' })
    expect(remedyFor('superset', 'UNAUTHORIZED')).toContain('SUPERSET_PASSWORD')
    expect(JSON.stringify(result)).not.toContain('wrong-password')
  })

  it.each([
    ['/health', text('<html>', 502, 'text/html'), 'SERVER_ERROR'],
    ['/api/v1/dashboard/', json({ message: 'Forbidden' }, 403), 'FORBIDDEN'],
    ['/api/v1/security/login', text('<html>', 200, 'text/html'), 'WRONG_CONTENT_TYPE'],
    ['/health', json({}, 302, { location: '/sso' }), 'REDIRECTED'],
    ['/health', () => {}, 'TIMEOUT'],
  ])('tells of a fault at %s', async (path, answer, code) => {
    server.instead(path, answer)
    const result = await runCheck('superset', settings())
    server.instead(path, null)
    expect(result).toMatchObject({ ok: false, code })
  })

  it('is none where Superset is not configured', async () => {
    expect(await runCheck('superset', settings({ SUPERSET_URL: undefined }))).toBeNull()
  })
})
