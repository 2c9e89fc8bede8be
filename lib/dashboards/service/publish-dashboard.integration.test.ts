import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { json } from '@/lib/testing/http-server'
import {
  addSalesRecords,
  publishSales,
  readerOfGroup,
  SALES_SLUG,
  salesId,
  salesInput,
} from '@/lib/testing/sales-publication'
import { salesDashboard } from '@/lib/testing/superset'
import { issueGuestToken } from './issue-guest-token'
import { openDashboard } from './open-dashboard'
import { publishDashboard, unpublishDashboard } from './publish-dashboard'
import { refreshDashboards } from './refresh-dashboards'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

let admin: Ctx
let reader: Ctx

const publish = (more: Record<string, unknown> = {}) => publishSales(admin, more)

beforeAll(async () => {
  await addSalesRecords()
  admin = await createTestCtx({ role: 'admin' })
  reader = await readerOfGroup()
})

beforeEach(async () => {
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard())
  for (const path of ['/api/v1/dashboard/1', '/api/v1/dataset']) superset.instead(path, null)
  await db().dashboard.deleteMany()
  await refreshDashboards(admin, { claimant: randomUUID() })
})

describe('publishing a dashboard', () => {
  it('stores what was decided, turns embedding on, and records it with the conditions in force', async () => {
    await expect(publish()).resolves.toEqual({ slug: SALES_SLUG, version: 1, state: 'published' })
    expect(superset.dashboards[0]?.embedded).toMatch(/^[0-9a-f-]{36}$/)
    const opened = await openDashboard(reader, SALES_SLUG)
    expect(opened).toMatchObject({
      state: 'ready',
      embeddedId: superset.dashboards[0]?.embedded,
      supersetOrigin: 'https://superset.example.com',
      rules: null,
      dashboard: { title: 'Sales', tags: ['revenue', 'sales'], goneAt: null },
    })
    expect(opened.dashboard.products).toEqual([{ code: 'NW-060', name: 'Other' }])
    expect(opened.filters.map(({ id, kind }) => [id, kind])).toEqual([
      ['NATIVE_FILTER-group', 'select'],
      ['NATIVE_FILTER-product', 'select'],
    ])
    const [row] = await auditOf(await salesId(), 'dashboard.published')
    expect(row).toMatchObject({ outcome: 'done', actorId: admin.actor.id })
    expect(row?.changes).toMatchObject({
      rules: {
        before: null,
        after: [
          'northwind.sales: groups, product_group_code IN (:groups)',
          'northwind.stock: group-names, category_name IN (:groupNames)',
        ],
      },
    })
  })

  it('is refused while a dataset has neither a rule nor the word open, and nothing is stored', async () => {
    await expect(publish({ 'rule.8': '' })).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { 'rule.8': [expect.stringMatching(/^northwind.stock: choose/)] },
    })
    // One that came since the list was refreshed counts too.
    superset.dashboards[0]?.datasets.push({ id: 9, table: 'new', columns: ['x'] })
    await expect(publish()).rejects.toMatchObject({ fieldErrors: { 'rule.9': [expect.any(String)] } })
    expect(await db().dashboard.count()).toBe(0)
    expect(superset.dashboards[0]?.embedded).toBeUndefined()
  })

  it('is refused for a rule on a column that the dataset lacks, and for a rule that there is not', async () => {
    const [first, second] = superset.dashboards[0]?.datasets ?? []
    if (first && second) [first.columns, second.columns] = [['revenue'], ['Category_Name']]
    await expect(publish()).rejects.toMatchObject({
      fieldErrors: { 'rule.7': [expect.stringMatching(/no column product_group_code/)] },
    })
    await expect(publish({ 'rule.7': 'no-such-rule' })).rejects.toMatchObject({
      fieldErrors: { 'rule.7': [expect.stringMatching(/no rule no-such-rule/)] },
    })
  })

  it('names every field that does not hold', async () => {
    const wrong = { filters: 'NATIVE_FILTER-none', productFilterId: 'NATIVE_FILTER-period', groups: 'NONE' }
    const failure = publish({ ...wrong, products: 'NO-1', ownerId: randomUUID() })
    await expect(failure).rejects.toMatchObject({ code: 'VALIDATION' })
    const error = (await failure.catch((caught: unknown) => caught)) as { fieldErrors: object }
    expect(Object.keys(error.fieldErrors).sort()).toEqual([
      ...['filters', 'groups', 'ownerId', 'productFilterId', 'products'],
    ])
  })

  it('is refused to who may not, for what is not there, and for what is gone; the refusal is recorded', async () => {
    await expect(publishDashboard(reader, salesInput())).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await auditOf(SALES_SLUG)).toMatchObject([{ action: 'dashboard.published', outcome: 'refused' }])
    await expect(publish({ upstreamId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    superset.dashboards.length = 0
    await refreshDashboards(admin, { claimant: randomUUID() })
    await expect(publish()).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'gone' } })
  })

  it('is told as Superset’s failure when it does not answer, and stores nothing', async () => {
    superset.instead('/api/v1/dashboard/1', json({ message: 'Forbidden' }, 403))
    await expect(publish()).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: { system: 'superset', code: 'FORBIDDEN' },
    })
    expect(await db().dashboard.count()).toBe(0)
  })

  it('is changed over the version that the writer started from; the second of two is told', async () => {
    await publish()
    await expect(publish({ title: 'Sales of the house' })).resolves.toMatchObject({
      version: 2,
      state: 'changed',
    })
    await expect(publishDashboard(admin, salesInput({ version: 1 }))).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { yours: 1, present: 2 },
    })
    await expect(publish({ title: 'Sales of the house' })).resolves.toMatchObject({ state: 'unchanged' })
    const rows = await auditOf(await salesId(), 'dashboard.changed')
    expect(rows.map(({ changes }) => changes)).toEqual([
      { title: { before: 'Sales', after: 'Sales of the house' } },
    ])
  })

  it('is published once by two at once; the second is shown what the first decided', async () => {
    const both = await Promise.allSettled([
      publishDashboard(admin, salesInput()),
      publishDashboard(admin, salesInput()),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'VERSION_CONFLICT', details: { present: 1 } },
    })
  })

  it('keeps one address for one dashboard', async () => {
    await publish()
    superset.dashboards.push(salesDashboard({ id: 2, uuid: randomUUID(), slug: 'other', title: 'Other' }))
    await refreshDashboards(admin, { claimant: randomUUID() })
    const other = salesInput({ upstreamId: superset.dashboards[1]?.uuid })
    await expect(publishDashboard(admin, other)).rejects.toMatchObject({
      fieldErrors: { slug: [expect.any(String)] },
    })
  })

  it('is taken back, with a trace; what was decided stays for the next time', async () => {
    await publish()
    await expect(unpublishDashboard(reader, { slug: SALES_SLUG, version: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(unpublishDashboard(admin, { slug: SALES_SLUG, version: 9 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    await unpublishDashboard(admin, { slug: SALES_SLUG, version: 1 })
    await expect(openDashboard(reader, SALES_SLUG)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(issueGuestToken(reader, SALES_SLUG)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await auditOf(await salesId(), 'dashboard.unpublished')).toHaveLength(1)
    await expect(publish()).resolves.toMatchObject({ state: 'published', version: 3 })
  })
})
