import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { json, text } from '@/lib/testing/http-server'
import { type SupersetServer, startSupersetServer, type ToldDashboard } from '@/lib/testing/superset-server'
import { createSupersetClient, type SupersetClient } from './client'

const asking = { requestId: 'test' }
const SALES: ToldDashboard = {
  id: 1,
  uuid: '11111111-1111-4111-8111-111111111111',
  title: 'Sales',
  slug: 'sales',
  owners: [{ first_name: 'Test', last_name: 'Owner' }],
  filters: [
    {
      id: 'NATIVE_FILTER-1',
      name: 'Group',
      filterType: 'filter_select',
      targets: [{ column: { name: 'category' } }],
    },
    { id: 'NATIVE_FILTER-2', name: 'Period', filterType: 'filter_time', targets: [{}] },
    { id: 'DIVIDER-1', name: '', type: 'DIVIDER' },
    { id: 'NATIVE_FILTER-3', name: 'Odd', filterType: 'filter_somethingnew' },
  ],
  datasets: [{ id: 7, schema: 'northwind', table: 'sales', columns: ['category_name', 'revenue'] }],
}

let server: SupersetServer
let logged: string[]
let now: number

beforeEach(async () => {
  server = await startSupersetServer([{ ...SALES }])
  logged = []
  now = Date.now()
})
afterEach(() => server.close())

function clientWith(more: { password?: string; baseUrl?: string } = {}): SupersetClient {
  const log = (fields: unknown, words: string) => void logged.push(JSON.stringify([fields, words]))
  const { password = server.password, baseUrl = `${server.url}/` } = more
  return createSupersetClient({
    baseUrl,
    credentials: { user: server.user, password },
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: log, warn: log },
    limits: { timeoutMs: 2_000, budgetMs: 4_000, retries: 0, maxBytes: 1024 * 1024 },
    nowMs: () => now,
  })
}

const LOGIN = '/api/v1/security/login'

describe('Superset’s dashboards', () => {
  it('are listed over all pages, and told with owners, filters and datasets', async () => {
    for (let n = 2; n <= 230; n += 1)
      server.dashboards.push({ ...SALES, id: n, uuid: undefined, title: `D ${n}`, slug: null })
    const client = clientWith()
    const listed = await client.listDashboards(asking)
    expect(listed).toHaveLength(230)
    expect(listed.find(({ id }) => id === 1)).toMatchObject({
      ...{
        uuid: SALES.uuid,
        title: 'Sales',
        slug: 'sales',
        path: '/superset/dashboard/sales/',
        draft: false,
      },
      changedAt: new Date('2026-11-20T08:00:00Z'),
    })
    expect(await client.readDashboard(1, asking)).toEqual({
      uuid: SALES.uuid,
      owners: ['Test Owner'],
      filters: [
        { id: 'NATIVE_FILTER-1', name: 'Group', kind: 'select', column: 'category' },
        { id: 'NATIVE_FILTER-2', name: 'Period', kind: 'time', column: null },
      ],
    })
    expect(await client.readDatasets(1, asking)).toEqual([{ id: 7, name: 'northwind.sales' }])
    expect(await client.readColumns(7, asking)).toEqual(['category_name', 'revenue'])
    expect(server.asked('POST', LOGIN)).toBe(1)
  })

  it('are an error when not all were told, never a part of them', async () => {
    server.instead('/api/v1/dashboard/', json({ count: 2, result: [{ id: 1 }] }))
    await expect(clientWith().listDashboards(asking)).rejects.toMatchObject({
      ...{ layer: 'validation', code: 'SHAPE', detail: '1 dashboards of 2 were told' },
    })
  })

  it('carry `editors` where a later version names owners so', async () => {
    const result = { id: 1, editors: [{ id: 3, label: 'Test Team', type: 1 }], json_metadata: 'no json' }
    server.instead('/api/v1/dashboard/1', json({ result }))
    expect(await clientWith().readDashboard(1, asking)).toEqual({
      uuid: null,
      owners: ['Test Team'],
      filters: [],
    })
  })

  it('tell by which id they are embedded, and have it turned on once', async () => {
    const client = clientWith()
    expect(await client.findEmbedded(1, asking)).toBeNull()
    const id = await client.ensureEmbedded(1, 'https://portal.example', asking)
    expect(await client.findEmbedded(1, asking)).toBe(id)
    expect(await client.ensureEmbedded(1, 'https://portal.example', asking)).toBe(id)
    expect(server.asked('POST', '/api/v1/dashboard/1/embedded')).toBe(1)
  })

  it('are framed by the portal too where others alone may', async () => {
    const result = { uuid: 'abc', allowed_domains: ['https://other.example'] }
    server.instead('/api/v1/dashboard/1/embedded', json({ result }))
    await clientWith().ensureEmbedded(1, 'https://portal.example', asking)
    expect(JSON.parse(server.heard.at(-1)?.body ?? '')).toEqual({
      allowed_domains: ['https://other.example', 'https://portal.example'],
    })
  })
})

describe('the session at Superset', () => {
  it('is renewed by its refresh token before it ends, without another sign-in', async () => {
    const client = clientWith()
    await client.readDatasets(1, asking)
    now += 14.6 * 60_000
    await client.readDatasets(1, asking)
    expect(server.asked('POST', '/api/v1/security/refresh')).toBe(1)
    expect(server.asked('POST', LOGIN)).toBe(1)
  })

  it('is begun anew, once, when Superset no longer knows its token', async () => {
    const client = clientWith()
    await client.readDatasets(1, asking)
    server.forget()
    await Promise.all([1, 2, 3].map(() => client.readDatasets(1, asking)))
    expect(server.asked('POST', LOGIN)).toBe(2)
    await client.ensureEmbedded(1, 'https://portal.example', asking)
    server.forget()
    server.dashboards[0] = { ...SALES, embedded: null }
    await client.ensureEmbedded(1, 'https://portal.example', asking)
    expect(server.asked('POST', LOGIN)).toBe(3)
  })

  it('asks for another CSRF token when the one it has is refused', async () => {
    const client = clientWith()
    await client.ensureEmbedded(1, 'https://portal.example', asking)
    const refusal = { errors: [{ message: '400 Bad Request: The CSRF token has expired.', error_type: 'X' }] }
    server.instead('/api/v1/security/guest_token/', (request, response) => {
      server.instead('/api/v1/security/guest_token/', null)
      json(refusal, 400)(request, response)
    })
    const claims = {
      username: 'u',
      embeddedId: server.dashboards[0]?.embedded ?? '',
      rules: [{ dataset: 7, clause: '1 = 0' }],
    }
    expect(await client.askGuestToken(claims, asking)).toMatch(/^eyJ/)
    expect(server.asked('GET', '/api/v1/security/csrf_token/')).toBe(2)
  })

  it('says that the login was refused, and tries it again only when it is asked again', async () => {
    const client = clientWith({ password: 'wrong-password' })
    await expect(client.readDatasets(1, asking)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      operation: 'login',
    })
    expect(server.asked('POST', LOGIN)).toBe(1)
    await expect(client.readDatasets(1, asking)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('leaves no password and no token in the log', async () => {
    const client = clientWith()
    await client.ensureEmbedded(1, 'https://portal.example', asking)
    await expect(clientWith({ password: 'wrong-password' }).readDatasets(1, asking)).rejects.toThrow()
    expect(logged.length).toBeGreaterThan(4)
    expect(logged.join('\n')).not.toMatch(/superset-test-password|wrong-password|eyJ|Bearer|session=/)
  })
})

describe('a failure of Superset', () => {
  it.each([
    ['a refusal', json({ message: 'Forbidden' }, 403), { layer: 'http', code: 'FORBIDDEN' }],
    [
      'something that is not there',
      json({ message: 'Not found' }, 404),
      { layer: 'http', code: 'HTTP_STATUS', status: 404 },
    ],
    [
      'a fault of its own',
      json({ errors: [{ message: 'secret words', error_type: 'GENERIC_BACKEND_ERROR' }] }, 500),
      { code: 'SERVER_FAULT', detail: 'status 500, GENERIC_BACKEND_ERROR' },
    ],
    ['a page of a proxy', text('<html>Bad gateway</html>', 502, 'text/html'), { code: 'SERVER_ERROR' }],
    ['a sign-in page', text('<html>', 200, 'text/html'), { layer: 'protocol', code: 'WRONG_CONTENT_TYPE' }],
    ['a redirect', json({}, 302, { location: '/login/' }), { code: 'REDIRECTED' }],
    [
      'another shape',
      json({ result: [{ id: 'seven' }] }),
      { layer: 'validation', detail: 'not of the shape agreed at result.0.id' },
    ],
    ['too many requests', json({}, 429, { 'retry-after': '3600' }), { code: 'RATE_LIMITED' }],
  ])('is told by its layer and code: %s', async (_name, answer, expected) => {
    server.instead('/api/v1/dashboard/1/datasets', answer)
    const failure = clientWith().readDatasets(1, asking)
    await expect(failure).rejects.toMatchObject({
      system: 'superset',
      operation: 'readDatasets',
      ...expected,
    })
    await expect(failure).rejects.not.toThrow(/secret words/)
  })

  it('is told when nobody listens, and when no answer comes', async () => {
    await expect(clientWith({ baseUrl: 'http://127.0.0.1:1' }).checkHealth(asking)).rejects.toMatchObject({
      layer: 'unreachable',
    })
    server.instead('/health', () => {})
    await expect(clientWith().checkHealth(asking)).rejects.toMatchObject({ layer: 'timeout' })
  })
})

describe('its version', () => {
  it('is read from the page that signs people in; none where that does not tell it', async () => {
    expect(await clientWith().readVersion(asking)).toBe('6.1.0')
    server.instead('/login/', text('<html>', 200, 'text/html'))
    expect(await clientWith().readVersion(asking)).toBeNull()
  })
})
