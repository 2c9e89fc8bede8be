import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { CliCtx } from '@/cli/command'
import { describeFailure } from '@/cli/failure'
import { type Answer, json } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/products'
import { addSalesRecords, publishSales } from '@/lib/testing/sales-publication'
import { salesDashboard, takesToken } from '@/lib/testing/superset'
import { refreshDashboards } from '../service/refresh-dashboards'
import { doctor } from './doctor'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

const admin = personWith('admin')
const ctx: CliCtx = { ...admin, json: false }
const examine = () => doctor.run(ctx, {})

/** Refuses every token but the doctor's good one. */
const charts: Answer = (request, response) => {
  const isGood = takesToken(request.headers['x-guesttoken'], superset.guestSecret, { held: true })
  const form_data = { datasource: '7__table', metrics: ['revenue'] }
  json(isGood ? { result: [{ id: 3, form_data }] } : {}, isGood ? 200 : 401)(request, response)
}

beforeAll(async () => {
  superset.dashboards.push(salesDashboard())
  const datasets = salesDashboard().datasets.map(({ id, schema = '', table, columns }) => ({
    ...{ id, schema, table_name: table, datasource_name: table, name: table },
    columns: columns.map((name) => ({ column_name: name })),
  }))
  await addSalesRecords()
  await refreshDashboards(admin, { claimant: randomUUID() })
  superset.instead('/api/v1/dashboard/1/charts', charts)
  superset.instead('/api/v1/dashboard/1/datasets', json({ result: datasets }))
})

describe('pergola dashboards doctor', () => {
  it('says what to do first while no dashboard is published', async () => {
    const failure = examine()
    await expect(failure).rejects.toThrow('nothing could be tried: publish a dashboard first')
    // JSON tells it from an open way.
    expect(describeFailure(await failure.catch((error: unknown) => error), 'r')).toMatchObject({
      exitCode: 1,
      data: { asked: false, system: 'superset', remedy: expect.stringContaining('publish a dashboard') },
    })
  })

  it('tells each way that is open with what closes it, and ends with 1; with 0 where none is', async () => {
    await publishSales(admin)
    superset.instead('/api/v1/chart/data', json({ result: [] }, 200))
    superset.instead('/embedded/', json({}, 403))
    const open = await examine()
    expect(open.exitCode).toBe(1)
    expect(open.words).toMatch(/^\d+ known ways past the row rules are open at http/)
    const rows = open.table?.rows ?? []
    const samples = rows.find(([, title]) => String(title).includes('(samples)'))
    expect(samples).toEqual([
      'open',
      expect.any(String),
      'status 200',
      expect.stringContaining('security manager'),
    ])

    // It refuses the dashboard's own question too: nothing is told of the others.
    superset.instead('/api/v1/chart/data', json({}, 403))
    const closed = await examine()
    expect(closed.exitCode).toBe(0)
    expect(closed.words).toMatch(/; \d+ could not be told\.$/)
    expect(closed.words).toMatch(/^No known way past the row rules is open/)
  })

  it('says that Superset could not be asked', async () => {
    superset.instead('/api/v1/dashboard/1/datasets', json({ message: 'no' }, 500))
    const failure = examine()
    await expect(failure).rejects.toThrow(/^Superset could not be asked \(SERVER_/)
    expect(describeFailure(await failure.catch((error: unknown) => error), 'r')).toMatchObject({
      exitCode: 1,
      data: { asked: false, code: 'SERVER_FAULT' },
    })
  })
})
