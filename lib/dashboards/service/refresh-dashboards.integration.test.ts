import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { json } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/products'
import { salesDashboard } from '@/lib/testing/superset'
import { dashboardsJobCtx } from '../jobs'
import { claimReading } from '../repository/readings'
import { publishInput } from '../schema'
import { getToPublish, listRegistry } from './list-registry'
import { publishDashboard } from './publish-dashboard'
import { refreshDashboards } from './refresh-dashboards'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

const ADMIN = personWith('admin')
const OTHER = { id: 2, uuid: '22222222-2222-4222-8222-222222222222', slug: 'other', title: 'Other' }
const refresh = (claimant: string = randomUUID()) =>
  refreshDashboards(dashboardsJobCtx(claimant), { claimant })

beforeEach(async () => {
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard(), salesDashboard(OTHER))
  for (const path of ['/api/v1/dashboard/', '/api/v1/dashboard/2', '/login/']) superset.instead(path, null)
  await db().dashboard.deleteMany()
  await db().foundDashboard.deleteMany()
  await db().dashboardReading.deleteMany()
})

/** Every reading waits for its first answer until told to go on. */
function holdSuperset(): () => void {
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  superset.instead('/login/', (request, response) => {
    void held.then(() => json({})(request, response))
  })
  return goOn
}

async function titles(): Promise<string[]> {
  const { entries } = await listRegistry(ADMIN)
  return entries.map(({ found }) => `${found.title}${found.goneAt === null ? '' : ' (gone)'}`)
}

async function publishSales(ownerId = ''): Promise<void> {
  const { uuid: upstreamId } = salesDashboard()
  const rules = { 'rule.7': 'groups', 'rule.8': 'open' }
  await publishDashboard(
    ADMIN,
    publishInput.parse({ upstreamId, slug: 'sales', title: 'Sales', ownerId, ...rules }),
  )
}

describe('refreshing the registry', () => {
  it('keeps what Superset has, with datasets and filters, its age and its version', async () => {
    await expect(refresh()).resolves.toMatchObject({ outcome: 'published', dashboards: 2, failure: null })
    const { entries, reading, versionWarning } = await listRegistry(ADMIN)
    expect(versionWarning).toBeNull()
    expect(reading).toMatchObject({ address: superset.url, version: '6.1.0', failure: null, since: null })
    expect(entries.map(({ found }) => found)).toMatchObject([
      {
        upstreamId: salesDashboard().uuid,
        href: 'https://superset.example.com/superset/dashboard/northwind-sales/',
        owners: ['Test Owner'],
        datasets: [
          { id: 7, name: 'northwind.sales' },
          { id: 8, name: 'northwind.stock' },
        ],
        failureCode: null,
      },
      { title: 'Other' },
    ])
    expect(entries[0]?.found.filters).toHaveLength(3)
    expect(entries[0]?.publication).toBeNull()
  })

  it('makes a tombstone of what is gone, tells its owner once, and takes it away when it is back', async () => {
    const owner = await createTestCtx({ role: 'viewer' })
    await refresh()
    await publishSales(owner.actor.id)
    superset.dashboards.shift()
    await expect(refresh()).resolves.toMatchObject({ gone: ['Sales'] })
    await expect(refresh()).resolves.toMatchObject({ gone: [] })
    expect(await titles()).toEqual(['Northwind sales (gone)', 'Other'])
    const notices = await db().notice.findMany({ where: { userId: owner.actor.id } })
    expect(notices).toMatchObject([
      {
        kind: 'dashboard.gone',
        words: expect.stringMatching(/“Sales” is gone from Superset, or no longer visible/),
      },
    ])
    superset.dashboards.push(salesDashboard())
    await expect(refresh()).resolves.toMatchObject({ returned: ['Sales'] })
    expect(await titles()).toEqual(['Northwind sales', 'Other'])
    expect((await db().dashboard.findFirstOrThrow()).goneAt).toBeNull()
    expect((await auditOf('registry', 'dashboard.refreshed')).map(({ changes }) => changes)).toEqual([
      { gone: { before: null, after: ['Sales'] }, returned: { before: null, after: [] } },
      { gone: { before: null, after: [] }, returned: { before: null, after: ['Sales'] } },
    ])
  })

  it('loses nothing when Superset fails, at once or halfway', async () => {
    await refresh()
    superset.instead('/api/v1/dashboard/', json({ errors: [{ message: 'x', error_type: 'GENERIC' }] }, 500))
    await expect(refresh()).resolves.toMatchObject({ outcome: 'failed', failure: { code: 'SERVER_FAULT' } })
    expect(await titles()).toEqual(['Northwind sales', 'Other'])
    expect((await listRegistry(ADMIN)).reading?.failure).toMatchObject({ code: 'SERVER_FAULT' })
    superset.instead('/api/v1/dashboard/', null)
    superset.instead('/api/v1/dashboard/2', (_request, response) => response.destroy())
    await expect(refresh()).resolves.toMatchObject({ outcome: 'failed' })
    expect(await titles()).toEqual(['Northwind sales', 'Other'])
    superset.instead('/api/v1/dashboard/2', null)
    await expect(refresh()).resolves.toMatchObject({ outcome: 'published' })
    expect((await listRegistry(ADMIN)).reading?.failure).toBeNull()
  })

  it('keeps what was known of a dashboard that alone does not answer, and says so', async () => {
    await refresh()
    superset.instead('/api/v1/dashboard/2', json({ message: 'Forbidden' }, 403))
    await expect(refresh()).resolves.toMatchObject({ outcome: 'published', dashboards: 2, gone: [] })
    const other = await getToPublish(ADMIN, OTHER.uuid)
    expect(other.found).toMatchObject({ failureCode: 'FORBIDDEN', goneAt: null })
    expect(other.decisions).toMatchObject([
      { name: 'northwind.sales', decision: 'undecided' },
      { name: 'northwind.stock', decision: 'undecided' },
    ])
  })

  it('asks once when two want it at once, and takes over from one that died', async () => {
    const goOn = holdSuperset()
    const both = [refresh(), refresh()]
    await expect(Promise.race(both)).resolves.toMatchObject({ outcome: 'joined' })
    goOn()
    const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome).sort()
    expect(outcomes).toEqual(['joined', 'published'])
    const dead = await claimReading('dead', superset.url)
    await expect(refresh()).resolves.toMatchObject({ outcome: 'joined' })
    expect(dead).not.toBeNull()
    await db().dashboardReading.updateMany({ data: { startedAt: new Date(Date.now() - 11 * 60_000) } })
    await expect(refresh()).resolves.toMatchObject({ outcome: 'published' })
  })

  it('never puts in force what began before the one in force', async () => {
    const goOn = holdSuperset()
    const before = superset.asked('GET', '/login/')
    const first = refresh('one')
    await expect.poll(() => superset.asked('GET', '/login/')).toBe(before + 1)
    superset.instead('/login/', null)
    superset.dashboards.pop()
    // The same claimant, taken up again by another replica.
    await expect(refresh('one')).resolves.toMatchObject({ outcome: 'published', dashboards: 1 })
    goOn()
    await expect(first).resolves.toMatchObject({ outcome: 'superseded' })
    expect(await titles()).toEqual(['Northwind sales'])
  })

  it('learns when embedding was turned off, or made anew', async () => {
    await refresh()
    await publishSales()
    const embedded = async () => (await db().dashboard.findFirstOrThrow()).embeddedId
    expect(await embedded()).toBe(superset.dashboards[0]?.embedded)
    superset.dashboards[0] = salesDashboard({ embedded: null })
    await refresh()
    expect(await embedded()).toBeNull()
    superset.dashboards[0] = salesDashboard({ embedded: 'another' })
    await refresh()
    expect(await embedded()).toBe('another')
  })

  it('names a version that was not tried, and one that is not told', async () => {
    superset.instead('/login/', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('data-bootstrap="{&#34;version_string&#34;: &#34;4.1.2&#34;}"')
    })
    await refresh()
    expect((await listRegistry(ADMIN)).versionWarning).toMatch(
      /It is Superset 4\.1\.2, and the portal was tried with 6/,
    )
    superset.instead('/login/', json({ message: 'x' }, 404))
    await refresh()
    expect((await listRegistry(ADMIN)).versionWarning).toMatch(/does not tell its version/)
  })

  it('tells of published datasets that nobody has decided on', async () => {
    await refresh()
    await publishSales()
    superset.dashboards[0]?.datasets.push({ id: 9, schema: 'northwind', table: 'new', columns: [] })
    await refresh()
    const [entry] = (await listRegistry(ADMIN)).entries
    expect(entry?.undecided).toEqual([{ id: 9, name: 'northwind.new', decision: 'undecided' }])
  })

  it('is for those who publish; a refusal is recorded', async () => {
    const viewer = personWith('viewer')
    const asked = [
      () => refreshDashboards(viewer, { claimant: 'x' }),
      () => listRegistry(viewer),
      () => getToPublish(viewer, OTHER.uuid),
    ]
    for (const ask of asked) {
      await expect(ask()).rejects.toMatchObject({
        code: 'FORBIDDEN',
        details: { right: 'publish:dashboard' },
      })
    }
    expect(await db().auditEvent.count({ where: { actorId: viewer.actor.id, outcome: 'refused' } })).toBe(3)
    expect(await db().dashboardReading.count()).toBe(0)
  })
})
