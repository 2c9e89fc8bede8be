import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { json, text } from '@/lib/testing/http-server'
import { addSalesRecords, publishSales, SALES_SLUG, salesId } from '@/lib/testing/sales-publication'
import { salesDashboard } from '@/lib/testing/superset'
import { embeddingState, outlookOf } from './embedding-state'
import { forgetDatasets } from './live-datasets'
import { openDashboard } from './open-dashboard'
import { refreshDashboards } from './refresh-dashboards'
import { versionNote } from './version-note'
import { wordState } from './word-state'

// What each answer of Superset's comes to: host-state.test.ts.

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

let admin: Ctx

beforeAll(async () => {
  await addSalesRecords()
  admin = await createTestCtx({ role: 'admin' })
})

beforeEach(async () => {
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard())
  superset.instead('/embedded/', text('<html></html>', 200, 'text/html'))
  await db().dashboard.deleteMany()
  await refreshDashboards(admin, { claimant: randomUUID() })
  await publishSales(admin)
})

describe('how a dashboard stands for a reader', () => {
  it('is open to who may see it, and asks Superset without a token', async () => {
    const viewer = await createTestCtx({ role: 'viewer' })
    expect(await embeddingState(viewer, SALES_SLUG)).toEqual({ obstacle: null, detail: '' })
    const asked = superset.heard.filter(({ url }) => url.startsWith('/embedded/'))
    expect(asked.length).toBeGreaterThan(0)
    for (const { headers } of asked) {
      expect(headers['x-guesttoken']).toBeUndefined()
      expect(headers.authorization).toBeUndefined()
    }
  })

  it('is not told to who may not see it: without the right, and out of reach as if it were not there', async () => {
    const nobody = await createTestCtx({})
    const held = await createTestCtx({
      grants: [{ role: 'viewer', condition: { kind: 'tag', in: ['other'] } }],
    })
    await expect(embeddingState(nobody, SALES_SLUG)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(embeddingState(held, SALES_SLUG)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(embeddingState(held, 'no-such')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await auditOf(await salesId(), 'dashboard.read')).toMatchObject([
      { outcome: 'refused', actorId: held.actor.id },
    ])
  })

  it('is told from the registry where Superset need not be asked: gone, and without an embedded id', async () => {
    await db().dashboard.updateMany({ data: { embeddedId: null } })
    expect(await embeddingState(admin, SALES_SLUG)).toMatchObject({ obstacle: 'unknown' })
    await db().dashboard.updateMany({ data: { goneAt: new Date() } })
    expect(await embeddingState(admin, SALES_SLUG)).toMatchObject({ obstacle: 'gone' })
  })
})

describe('whether Superset takes the portal’s word', () => {
  // What was known of a test before is nothing to this one.
  beforeEach(() => {
    Object.assign(globalThis, { pergolaSupersetWord: new Map() })
    forgetDatasets(1)
  })
  afterEach(() => {
    for (const path of ['/api/v1/security/login', '/api/v1/me/roles/']) superset.instead(path, null)
  })

  const untilKnown = (obstacle: string | null) =>
    expect
      .poll(async () => (await embeddingState(admin, SALES_SLUG)).obstacle, { timeout: 10_000, interval: 50 })
      .toBe(obstacle)

  it('is asked with a token to which no row is shown, and nobody waits for it', async () => {
    const before = superset.asked('GET', '/api/v1/me/roles/')
    expect(await embeddingState(admin, SALES_SLUG)).toEqual({ obstacle: null, detail: '' })
    await expect.poll(() => superset.asked('GET', '/api/v1/me/roles/')).toBe(before + 1)
    const asked = superset.heard.findLast(({ url }) => url === '/api/v1/me/roles/')
    const claims = decodeJwt(String(asked?.headers['x-guesttoken']))
    expect(claims).toMatchObject({
      user: { username: 'pergola' },
      rls_rules: [
        { dataset: 7, clause: '1 = 0' },
        { dataset: 8, clause: '1 = 0' },
      ],
    })
    // As long as a reader’s.
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(env().SUPERSET_TOKEN_SECONDS)
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    for (let n = 0; n < 5; n += 1) await embeddingState(admin, SALES_SLUG)
    expect(superset.asked('GET', '/api/v1/me/roles/')).toBe(before + 1)
  })

  it('is told of an account that is refused, which is not tried again with every look', async () => {
    superset.instead('/api/v1/security/login', json({ message: 'Not authorized' }, 401))
    superset.forget()
    await untilKnown('login')
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    const tried = superset.asked('POST', '/api/v1/security/login')
    for (let n = 0; n < 5; n += 1) await untilKnown('login')
    expect(superset.asked('POST', '/api/v1/security/login')).toBe(tried)
  })

  it('is told with the first look that comes late enough to ask again', async () => {
    superset.instead('/api/v1/security/login', json({ message: 'Not authorized' }, 401))
    superset.forget()
    await untilKnown('login')
    superset.instead('/api/v1/security/login', null)
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000)
    expect(await embeddingState(admin, SALES_SLUG)).toEqual({ obstacle: null, detail: '' })
  })

  it('is told of tokens that are not taken, and soon when they are', async () => {
    superset.instead('/api/v1/me/roles/', json({ message: 'Not authorized' }, 401))
    await untilKnown('token')
    superset.instead('/api/v1/me/roles/', null)
    await untilKnown(null)
  })

  it('is kept of the last five hundred dashboards that were asked for', async () => {
    const ids = Array.from({ length: 502 }, (_, n) => `many-${n}`)
    const asked = { upstreamId: randomUUID(), requestId: 'many', now: () => new Date() }
    for (const embeddedId of ids) await wordState({ ...asked, embeddedId })
    const { pergolaSupersetWord: kept } = globalThis as { pergolaSupersetWord?: Map<string, unknown> }
    expect([...(kept?.keys() ?? [])]).toEqual(ids.slice(2))
  })

  it('is not doubted for what else is wrong', async () => {
    superset.instead('/api/v1/me/roles/', json({ message: 'Forbidden' }, 403))
    await embeddingState(admin, SALES_SLUG)
    await expect.poll(() => superset.heard.at(-1)?.url).toBe('/api/v1/me/roles/')
    expect(await embeddingState(admin, SALES_SLUG)).toEqual({ obstacle: null, detail: '' })
  })
})

describe('what its page is told', () => {
  it('comes after the page where nothing is known against Superset, and with it where something is', async () => {
    const opened = { ...(await openDashboard(admin, SALES_SLUG)), embeddedId: randomUUID() }
    superset.instead('/embedded/', text('', 404, 'text/html'))
    const unasked = await outlookOf(admin, opened)
    expect(unasked.known).toEqual({ obstacle: null, detail: '' })
    const fault = { obstacle: 'unknown', detail: '/embedded: status 404' }
    expect(await unasked.told).toEqual(fault)
    expect(await outlookOf(admin, opened)).toEqual({ known: fault, told: null })
  })

  it('comes with the page while a question is long under way, and while its word is not taken', async () => {
    const opened = { ...(await openDashboard(admin, SALES_SLUG)), embeddedId: randomUUID() }
    superset.instead('/embedded/', () => {})
    expect(await (await outlookOf(admin, opened)).told).toMatchObject({ obstacle: 'slow' })
    expect(await outlookOf(admin, opened)).toMatchObject({ known: { obstacle: 'slow' }, told: null })

    const other = { ...opened, embeddedId: randomUUID() }
    superset.instead('/embedded/', text('<html></html>', 200, 'text/html'))
    superset.instead('/api/v1/me/roles/', json({ message: 'Not authorized' }, 401))
    onTestFinished(() => superset.instead('/api/v1/me/roles/', null))
    expect(await (await outlookOf(admin, other)).told).toEqual({ obstacle: null, detail: '' })
    await expect
      .poll(() => outlookOf(admin, other), { timeout: 10_000 })
      .toMatchObject({ known: { obstacle: 'token' }, told: null })
  })

  it('is told with the page where nobody need be asked', async () => {
    await db().dashboard.updateMany({ data: { goneAt: new Date() } })
    const opened = await openDashboard(admin, SALES_SLUG)
    expect(await outlookOf(admin, opened)).toEqual({ known: { obstacle: 'gone', detail: '' }, told: null })
  })
})

describe('the status lines and headers of Superset', () => {
  it('are told to who publishes, and to nobody else: with the page, after it, or asked', async () => {
    const reader = await createTestCtx({ role: 'viewer' })
    superset.instead('/embedded/', text('', 404, 'text/html'))
    const opened = { ...(await openDashboard(reader, SALES_SLUG)), embeddedId: randomUUID() }
    const detail = '/embedded: status 404'
    expect(await (await outlookOf(reader, opened)).told).toEqual({ obstacle: 'unknown', detail: '' })
    expect((await outlookOf(reader, opened)).known).toEqual({ obstacle: 'unknown', detail: '' })
    expect((await outlookOf(admin, opened)).known).toEqual({ obstacle: 'unknown', detail })
    await db().dashboard.updateMany({ data: { embeddedId: opened.embeddedId } })
    expect(await embeddingState(reader, SALES_SLUG)).toEqual({ obstacle: 'unknown', detail: '' })
    expect(await embeddingState(admin, SALES_SLUG)).toEqual({ obstacle: 'unknown', detail })
    await db().dashboard.updateMany({ data: { embeddedId: null } })
    expect(await embeddingState(reader, SALES_SLUG)).toEqual({ obstacle: 'unknown', detail: '' })
  })
})

describe('what is said of the version', () => {
  it('is said to who publishes, of one that was not tried', async () => {
    expect(await versionNote(admin)).toBeNull()
    await db().dashboardReading.updateMany({ data: { supersetVersion: '5.0.0' } })
    expect(await versionNote(admin)).toContain('Superset 5.0.0')
    await expect(versionNote(await createTestCtx({ role: 'viewer' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
