import { randomUUID } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { createTestCtx, ctxOf } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { json } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/products'
import {
  addSalesRecords,
  publishSales,
  readerOfGroup,
  SALES_SLUG,
  salesId,
} from '@/lib/testing/sales-publication'
import { createTestSession } from '@/lib/testing/session'
import { salesDashboard } from '@/lib/testing/superset'
import { dashboardsOfProduct } from './dashboards-of-product'
import { issueGuestToken } from './issue-guest-token'
import { forgetDatasets } from './live-datasets'
import { openDashboard } from './open-dashboard'
import { refreshDashboards } from './refresh-dashboards'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

let admin: Ctx
let reader: Ctx
let product: string

const publish = (more: Record<string, unknown> = {}) => publishSales(admin, more)

async function rulesOf(ctx: Ctx): Promise<Record<string, string>> {
  forgetDatasets(1)
  const { token } = await issueGuestToken(ctx, SALES_SLUG)
  const { rls_rules: rules } = decodeJwt<{ rls_rules: { dataset: number; clause: string }[] }>(token)
  return Object.fromEntries(rules.map(({ dataset, clause }) => [String(dataset), clause]))
}

beforeAll(async () => {
  product = (await addSalesRecords()).productId
  admin = await createTestCtx({ role: 'admin' })
  reader = await readerOfGroup()
})

beforeEach(async () => {
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard())
  for (const path of ['/api/v1/dashboard/1', '/api/v1/dataset']) superset.instead(path, null)
  await db().dashboard.deleteMany()
  await refreshDashboards(admin, { claimant: randomUUID() })
})

describe('a guest token', () => {
  beforeEach(async () => {
    await publish()
  })

  it('holds every dataset to the reader’s groups, by a signature that Superset knows, for at most five minutes', async () => {
    const { token, expiresAt } = await issueGuestToken(reader, SALES_SLUG)
    const { payload } = await jwtVerify(token, new TextEncoder().encode(superset.guestSecret), {
      audience: 'superset',
      algorithms: ['HS256'],
    })
    expect(payload).toMatchObject({
      user: { username: reader.actor.id },
      resources: [{ type: 'dashboard', id: superset.dashboards[0]?.embedded }],
      rls_rules: [
        { dataset: 7, clause: "product_group_code IN ('BEVERAGES')" },
        { dataset: 8, clause: "category_name IN ('Drinks & ''more''')" },
      ],
      type: 'guest',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(expiresAt.getTime()).toBe((payload.exp ?? 0) * 1000)
    expect(JSON.stringify(payload)).not.toContain('@')
  })

  it('shows no rows by a name that another group has been given, and all of them by codes', async () => {
    const group = await db().productGroup.create({
      data: { code: `SAME-${randomUUID().slice(0, 8).toUpperCase()}`, name: "Drinks & 'more'" },
    })
    onTestFinished(async () => void (await db().productGroup.delete({ where: { id: group.id } })))
    expect(await rulesOf(reader)).toEqual({ 7: "product_group_code IN ('BEVERAGES')", 8: '1 = 0' })
  })

  it('shows other rows to others: all, other groups, none', async () => {
    expect(await rulesOf(await createTestCtx({ role: 'analyst' }))).toEqual({ 7: '1 = 1', 8: '1 = 1' })
    const seafood = await readerOfGroup({ kind: 'productGroup', in: ['SEAFOOD'] })
    expect(await rulesOf(seafood)).toEqual({
      7: "product_group_code IN ('SEAFOOD')",
      8: "category_name IN ('Seafood')",
    })
    const none = { 7: '1 = 0', 8: '1 = 0' }
    expect(await rulesOf(await createTestCtx({ role: 'viewer' }))).toEqual(none)
    expect(await rulesOf(await readerOfGroup({ kind: 'productGroup', in: [] }))).toEqual(none)
    const forgotten = await readerOfGroup({ kind: 'productGroup', in: ['NO-MORE'] })
    expect(await rulesOf(forgotten)).toEqual({ 7: "product_group_code IN ('NO-MORE')", 8: '1 = 0' })
  })

  it('shows nothing of a dataset that came after publishing, or whose number means another table now', async () => {
    const [first] = superset.dashboards[0]?.datasets ?? []
    if (first) first.table = 'salaries'
    superset.dashboards[0]?.datasets.push({ id: 9, schema: 'northwind', table: 'new', columns: ['x'] })
    expect(await rulesOf(await createTestCtx({ role: 'analyst' }))).toEqual({
      ...{ 7: '1 = 0', 8: '1 = 1', 9: '1 = 0' },
    })
  })

  it('shows all rows of a dataset that is open, to who may read none besides', async () => {
    await publish({ 'rule.8': 'open' })
    expect(await rulesOf(await createTestCtx({ role: 'viewer' }))).toEqual({ 7: '1 = 0', 8: '1 = 1' })
  })

  it('is given no more once the right is gone or the person disabled, and to nobody out of reach', async () => {
    const session = await createTestSession({ grants: [{ role: 'viewer' }] })
    await issueGuestToken(await ctxOf(session.sessionKey), SALES_SLUG)
    await db().grant.deleteMany({ where: { userId: session.userId } })
    await expect(issueGuestToken(await ctxOf(session.sessionKey), SALES_SLUG)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const disabled = await createTestSession({ role: 'analyst', disabled: true })
    await expect(issueGuestToken(await ctxOf(disabled.sessionKey), SALES_SLUG)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const elsewhere = await createTestCtx({
      grants: [{ role: 'viewer', condition: { kind: 'tag', in: ['stock'] } }],
    })
    for (const ask of [issueGuestToken, openDashboard]) {
      await expect(ask(elsewhere, SALES_SLUG)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    const refused = await auditOf(await salesId(), 'dashboard.read')
    expect(refused).toMatchObject([{ outcome: 'refused', actorId: elsewhere.actor.id }])
  })

  it('stands in the record with its rules once a change, not with every refresh', async () => {
    const own = await readerOfGroup()
    const { actor } = own
    for (let n = 0; n < 3; n += 1) await issueGuestToken(own, SALES_SLUG)
    await Promise.all([1, 2].map(() => issueGuestToken(own, SALES_SLUG)))
    const told = async () =>
      (await auditOf(await salesId(), 'dashboard.opened')).filter(({ actorId }) => actorId === actor.id)
    expect(await told()).toMatchObject([
      {
        changes: {
          rows: {
            after: [
              "northwind.sales: product_group_code IN ('BEVERAGES')",
              "northwind.stock: category_name IN ('Drinks & ''more''')",
            ],
          },
        },
      },
    ])
    await publish({ 'rule.8': 'open' })
    await issueGuestToken(own, SALES_SLUG)
    expect(await told()).toHaveLength(2)
    await issueGuestToken({ ...own, now: () => new Date(Date.now() + 25 * 3_600_000) }, SALES_SLUG)
    expect(await told()).toHaveLength(3)
  })

  it('is not given for one that is gone, not embedded, or without a dataset', async () => {
    const data = async (fields: object) =>
      db().dashboard.update({ where: { slug: SALES_SLUG }, data: fields })
    await data({ goneAt: new Date() })
    await expect(issueGuestToken(reader, SALES_SLUG)).rejects.toMatchObject({ details: { reason: 'gone' } })
    await data({ goneAt: null, embeddedId: null })
    await expect(issueGuestToken(reader, SALES_SLUG)).rejects.toMatchObject({
      details: { reason: 'not-embedded' },
    })
    await data({ embeddedId: 'x' })
    superset.dashboards[0]?.datasets.splice(0)
    forgetDatasets(1)
    await expect(issueGuestToken(reader, SALES_SLUG)).rejects.toMatchObject({
      details: { reason: 'no-datasets' },
    })
  })

  it('is not given when Superset does not tell the datasets', async () => {
    superset.instead('/api/v1/dashboard/1/datasets', json({ message: 'x' }, 500))
    forgetDatasets(1)
    await expect(issueGuestToken(admin, SALES_SLUG)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: { system: 'superset', code: 'SERVER_FAULT' },
    })
    // What Superset said is for who can mend it; the log has it all the same.
    await expect(issueGuestToken(reader, SALES_SLUG)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: expect.toSatisfy((details) => JSON.stringify(details) === '{"code":"SERVER_FAULT"}'),
      cause: { name: 'ConnectorError', status: 500 },
    })
    superset.instead('/api/v1/dashboard/1/datasets', null)
    await expect(issueGuestToken(reader, SALES_SLUG)).resolves.toBeDefined()
  })

  it('that would not fit into a header is refused, not cut', async () => {
    const many = Array.from({ length: 600 }, (_, n) => `GROUP-${n}`)
    const own = personWith('admin')
    const rights = [
      { right: 'read:dashboard' as const },
      { right: 'read:query' as const, condition: { kind: 'productGroup' as const, in: many } },
    ]
    const ctx = { ...own, actor: { ...own.actor, rights } }
    await expect(issueGuestToken(ctx, SALES_SLUG)).rejects.toMatchObject({
      details: { reason: 'token-too-long' },
    })
  })
})

describe('the rules in force', () => {
  it('are shown to who publishes, and to nobody else', async () => {
    await publish()
    expect((await openDashboard(admin, SALES_SLUG)).rules).toEqual([
      { dataset: 'northwind.sales', clause: '1 = 1' },
      { dataset: 'northwind.stock', clause: '1 = 1' },
    ])
    expect((await openDashboard(reader, SALES_SLUG)).rules).toBeNull()
  })
})

describe('the dashboards of a product', () => {
  it('are those published for it or its group, held to it by the filter that was chosen', async () => {
    await publish()
    expect(await dashboardsOfProduct(admin, product)).toMatchObject([
      { slug: SALES_SLUG, filter: { id: 'NATIVE_FILTER-product' }, value: 'NW-001' },
    ])
    await publish({ productFilterBy: 'name' })
    expect(await dashboardsOfProduct(admin, product)).toMatchObject([{ value: 'Chai' }])
    await publish({ productFilterId: '', groups: '' })
    expect(await dashboardsOfProduct(admin, product)).toEqual([])
    const other = await db().product.findFirstOrThrow({ where: { code: 'NW-060' } })
    expect(await dashboardsOfProduct(admin, other.id)).toMatchObject([{ filter: null, value: null }])
  })

  it('are none for who may not see dashboards, or not the product', async () => {
    await publish()
    const ctx = personWith(null)
    expect(await dashboardsOfProduct(ctx, product)).toEqual([])
    const withRights = (...rights: Ctx['actor']['rights']) => ({ ...ctx, actor: { ...ctx.actor, rights } })
    expect(await dashboardsOfProduct(withRights({ right: 'read:product' }), product)).toEqual([])
    const seafood = { kind: 'productGroup' as const, in: ['SEAFOOD'] }
    const held = withRights({ right: 'read:dashboard' }, { right: 'read:product', condition: seafood })
    expect(await dashboardsOfProduct(held, product)).toEqual([])
  })
})
