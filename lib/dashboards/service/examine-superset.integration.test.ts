import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { type Answer, json } from '@/lib/testing/http-server'
import { addSalesRecords, publishSales } from '@/lib/testing/sales-publication'
import { salesDashboard, takesToken } from '@/lib/testing/superset'
import { examineSuperset, lastExamination } from './examine-superset'
import { refreshDashboards } from './refresh-dashboards'

// The real one, plain and closed: e2e/upstreams.

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

let admin: Ctx

/** The dashboard's own question: the chart's figure, or its filter's values, and nothing more. */
const isOwn = (body: string) => {
  const { result_type: type, form_data: form, queries } = JSON.parse(body)
  const [{ columns, metrics, orderby, extras, filters }] = queries
  const isBare = JSON.stringify([orderby, extras, filters]) === '[[],{},[]]' && type === 'full'
  const own = form.type === 'NATIVE_FILTER' ? [['category_name'], []] : [[], ['revenue']]
  return isBare && form.slice_id !== 0 && JSON.stringify([columns, metrics]) === JSON.stringify(own)
}

/** What a Superset tells a guest whose token is good, and everybody of its datasets. */
function serveGuests(attacks: number, own = 200): void {
  const datasets = salesDashboard().datasets.map(({ id, schema = '', table, columns }) => ({
    ...{ id, schema, table_name: table, datasource_name: table, name: table },
    columns: columns.map((name) => ({ column_name: name })),
  }))
  const charts: Answer = (request, response) => {
    const isGood = takesToken(request.headers['x-guesttoken'], superset.guestSecret)
    const form_data = { datasource: '7__table', metrics: ['revenue'] }
    json(isGood ? { result: [{ id: 3, form_data }] } : { message: 'no' }, isGood ? 200 : 401)(
      request,
      response,
    )
  }
  superset.instead('/api/v1/dashboard/1/charts', charts)
  superset.instead('/api/v1/dashboard/1/datasets', json({ result: datasets }))
  superset.instead('/api/v1/chart/data', (request, response) =>
    json({ result: [] }, isOwn(request.body) ? own : attacks)(request, response),
  )
  superset.instead('/embedded/', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('')
  })
}

beforeAll(async () => {
  await addSalesRecords()
  admin = await createTestCtx({ role: 'admin' })
})

beforeEach(async () => {
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard())
  for (const path of ['/api/v1/dashboard/1', '/api/v1/chart/data', '/embedded/']) superset.instead(path, null)
  await db().dashboard.deleteMany()
  await db().supersetExamination.deleteMany()
  await refreshDashboards(admin, { claimant: randomUUID() })
})

describe('the examination of a Superset', () => {
  it('tells what is open and what is closed, keeps it, and stands in the record', async () => {
    await publishSales(admin)
    serveGuests(200)
    const { findings, target } = await examineSuperset(admin)
    const outcomes = Object.fromEntries(findings.map(({ key, outcome }) => [key, outcome]))
    expect(target).toBe(superset.url)
    expect(outcomes).toMatchObject({
      'token-tampered': 'closed',
      'token-unsigned': 'closed',
      'token-expired': 'closed',
      'token-audience': 'closed',
      'token-known': 'closed',
      'no-token': 'closed',
      // It looks at signature, audience and end alone.
      'token-lasting': 'open',
      'token-no-rules': 'open',
      'sql-metric': 'open',
      'query-to-xml': 'open',
      samples: 'open',
      'other-dashboard': 'unknown',
      'sql-lab': 'closed',
      'frame-others': 'open',
      'frame-domains': 'open',
    })
    expect(await lastExamination(admin)).toMatchObject({ target, findings })
    expect(await auditOf('superset')).toMatchObject([
      { action: 'connection.examined', outcome: 'done', actorId: admin.actor.id },
    ])
    // Nothing that was asked could have shown a row.
    const asked = superset.heard.filter(({ url }) => url === '/api/v1/chart/data')
    for (const { headers, body } of asked) {
      const [, payload = ''] = String(headers['x-guesttoken']).split('.')
      const { rls_rules: rules } = JSON.parse(Buffer.from(payload, 'base64url').toString())
      const shown = [
        { dataset: 7, clause: '1 = 0' },
        { dataset: 8, clause: '1 = 0' },
      ]
      // One without a rule for the dataset asks for a value that nothing has.
      const none = [{ dataset: -1, clause: '1 = 0' }]
      expect(rules).toEqual(rules.length === 1 ? none : shown)
      if (rules.length === 1) expect(body).toMatch(/"op":"IN","val":\["[0-9a-f-]{36}"\]/)
    }
    expect(asked.length).toBeGreaterThan(5)

    serveGuests(403)
    const again = await examineSuperset(admin)
    expect(again.findings.filter(({ key }) => key === 'sql-metric')).toMatchObject([{ outcome: 'closed' }])
  })

  it.each([
    ['400', 400, 200, 'it did not understand the question'],
    ['404', 404, 200, 'it knows no such thing'],
    ['429', 429, 200, 'it was asked too often'],
    ['500', 500, 200, 'it failed'],
    ['403, as the dashboard’s own question', 403, 403, 'as the dashboard’s own question is answered'],
  ])('calls nothing closed that is answered %s', async (_name, attacks, own, why) => {
    await publishSales(admin)
    serveGuests(attacks, own)
    const { findings } = await examineSuperset(admin)
    const metric = findings.find(({ key }) => key === 'sql-metric')
    expect(metric).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining(why) })
    // Superset itself does not read such brackets.
    const brackets = findings.find(({ key }) => key === 'sql-filter')
    expect(brackets?.outcome).toBe(attacks === 400 ? 'closed' : 'unknown')
  })

  it('does not begin where a good token is refused: every refusal would look like a closed door', async () => {
    await publishSales(admin)
    serveGuests(200)
    superset.instead('/api/v1/dashboard/1/charts', json({ message: 'no' }, 401))
    await expect(examineSuperset(admin)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'no-ground', detail: expect.stringContaining('401') },
    })
    expect(await lastExamination(admin)).toBeNull()
  })

  it('needs a published dashboard, and a Superset that answers', async () => {
    await expect(examineSuperset(admin)).rejects.toMatchObject({ details: { reason: 'no-ground' } })
    await publishSales(admin)
    superset.instead('/api/v1/dashboard/1/datasets', json({ message: 'no' }, 500))
    await expect(examineSuperset(admin)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
  })

  it('is for who may check connections; a refusal is recorded, and what was found is for who may read them', async () => {
    const viewer = await createTestCtx({ role: 'viewer' })
    await expect(examineSuperset(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(lastExamination(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await db().auditEvent.findMany({ where: { actorId: viewer.actor.id } })).toMatchObject([
      { action: 'connection.examined', outcome: 'refused' },
      { action: 'connection.read', outcome: 'refused' },
    ])
  })
})
