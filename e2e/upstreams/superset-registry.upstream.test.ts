import { beforeAll, describe, expect, inject, it } from 'vitest'
import { createSupersetClient, type SupersetClient } from '@/lib/connectors/superset/client'
import { signGuestToken } from '@/lib/connectors/superset/guest-token'
import type { SupersetDataset } from '@/lib/connectors/superset/map'
import { versionWarning } from '@/lib/dashboards/model'
import { NO_ROWS, type RowReach, renderRule } from '@/lib/dashboards/row-rule'
import { asGuest, DATA, type Demo, readDemo, requestFor, rowsOf } from './superset-guest'

// The connector and the portal's own row rules, held to a real Superset of each version that is said to work.

const ORIGIN = 'http://localhost:3000'
const asking = { requestId: 'upstream-test' }
const BY_NAME = { key: 'group-names', title: 'By name', clause: 'category_name IN (:groupNames)' }
const BY_CODE = { key: 'groups', title: 'By code', clause: 'product_group_code IN (:groups)' }

describe.each([
  ['6.1.0', 'ours'],
  ['6.0.0', 'older'],
] as const)('Superset %s', (version, which) => {
  const superset = inject('supersets')[which]
  let client: SupersetClient
  let demo: Demo
  let id: number
  let datasets: SupersetDataset[]
  const logged: string[] = []

  const clientAs = (password: string) => {
    const log = (fields: unknown, words: string) => void logged.push(JSON.stringify([fields, words]))
    return createSupersetClient({
      baseUrl: superset.url,
      credentials: { user: superset.user, password },
      fetch,
      clock: { nowMs: () => performance.now() },
      logger: { info: log, warn: log },
    })
  }

  beforeAll(async () => {
    client = clientAs(superset.password)
    demo = await readDemo(superset)
  })

  it('answers, and tells its version', async () => {
    await client.checkHealth(asking)
    expect(await client.readVersion(asking)).toBe(version)
    expect(versionWarning(version)).toBeNull()
  })

  it('tells its dashboards with their owners, filters, datasets and columns', async () => {
    const listed = await client.listDashboards(asking)
    expect(listed).toMatchObject([{ slug: superset.slug, title: 'Northwind sales', draft: false }])
    id = listed[0]?.id ?? 0
    const detail = await client.readDashboard(id, asking)
    expect(detail.owners.length).toBeGreaterThan(0)
    expect(detail.uuid ?? listed[0]?.uuid).toMatch(/^[0-9a-f-]{36}$/)
    expect(detail.filters.map(({ name, kind, column }) => [name, kind, column])).toEqual([
      ['Product group', 'select', 'category_name'],
      ['Product', 'select', 'product_code'],
      ['Period', 'time', null],
    ])
    datasets = await client.readDatasets(id, asking)
    expect(datasets.map(({ name }) => name).sort()).toEqual(['northwind.sales', 'northwind.stock'])
    for (const { id: dataset } of datasets) {
      expect(await client.readColumns(dataset, asking)).toContain('product_group_code')
    }
  })

  it('has embedding turned on for the portal already, and keeps its id', async () => {
    expect(await client.findEmbedded(id, asking)).toBe(superset.embeddedId)
    expect(await client.ensureEmbedded(id, ORIGIN, asking)).toBe(superset.embeddedId)
    expect(await client.findEmbedded(999_999, asking)).toBeNull()
  })

  it('refuses a wrong password as such, and neither password nor token is logged', async () => {
    await expect(clientAs('a-wrong-password').readDatasets(id, asking)).rejects.toMatchObject({
      layer: 'http',
      code: 'UNAUTHORIZED',
      operation: 'login',
    })
    expect(logged.length).toBeGreaterThan(5)
    expect(logged.join('\n')).not.toMatch(/a-wrong-password|eyJ|Bearer/)
    expect(logged.join('\n')).not.toContain(superset.password)
  })

  async function revenueAs(reach: RowReach, template = BY_NAME): Promise<unknown> {
    const clause = renderRule(template, reach)
    const token = await signGuestToken(
      {
        username: 'reader-of-a-test',
        embeddedId: superset.embeddedId,
        rules: datasets.map(({ id: dataset }) => ({ dataset, clause })),
      },
      { secret: superset.guestSecret, audience: superset.audience, issuedAt: new Date(), seconds: 60 },
    )
    return await totalWith(token)
  }

  async function totalWith(token: string): Promise<unknown> {
    const answer = await asGuest(superset, token, DATA, { body: requestFor(demo, {}) })
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.any(String)])
    const [row = {}] = rowsOf(answer)
    return Object.values(row)[0]
  }

  const groups = (...names: [code: string, name: string][]): RowReach => ({
    reach: 'groups',
    groups: names.map(([code, name]) => ({ code, name })),
  })

  it('draws the rows of the token that the portal signs, and no others', async () => {
    expect(await revenueAs({ reach: 'all' })).toBeCloseTo(1_265_793.04, 1)
    expect(await revenueAs({ reach: 'none' })).toBeNull()
    const beverages = await revenueAs(groups(['BEVERAGES', 'Beverages']))
    expect(beverages).toBeCloseTo(267_868.18, 1)
    expect(await revenueAs(groups(['BEVERAGES', 'x']), BY_CODE)).toBe(beverages)
  })

  it('draws the same whatever the other groups of a reader are called', async () => {
    const beverages = await revenueAs(groups(['BEVERAGES', 'Beverages']))
    const odd = [
      "Rock'n'Roll",
      "') OR ('1'='1",
      '100 %',
      '%s %(x)s',
      'a:b :c',
      'a -- b',
      '/* x',
      '漢字 💥',
      '$$',
      '#',
    ]
    for (const name of odd)
      expect([name, await revenueAs(groups(['A', name], ['B', 'Beverages']))]).toEqual([name, beverages])
    for (const name of ["') OR 1=1 --", 'Grains"Cereals']) {
      expect([name, await revenueAs(groups(['A', name]))]).toEqual([name, null])
    }
    expect(renderRule(BY_NAME, groups(['A', "\\' OR 1=1 --"]))).toBe(NO_ROWS)
  })

  it('gives tokens of its own with the same rules', async () => {
    const clause = renderRule(BY_NAME, groups(['BEVERAGES', 'Beverages']))
    const rules = datasets.map(({ id: dataset }) => ({ dataset, clause }))
    const claims = { username: 'reader-of-a-test', embeddedId: superset.embeddedId, rules }
    expect(await totalWith(await client.askGuestToken(claims, asking))).toBeCloseTo(267_868.18, 1)
    const unknown = { ...claims, embeddedId: '00000000-0000-4000-8000-000000000000' }
    await expect(client.askGuestToken(unknown, asking)).rejects.toMatchObject({ layer: 'http', status: 400 })
  })
})
