import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import type { LeakKey } from '@/lib/dashboards/leaks'
import { publishInput } from '@/lib/dashboards/schema'
import { issueGuestToken } from '@/lib/dashboards/service/issue-guest-token'
import { listRegistry } from '@/lib/dashboards/service/list-registry'
import { publishDashboard } from '@/lib/dashboards/service/publish-dashboard'
import { refreshDashboards } from '@/lib/dashboards/service/refresh-dashboards'
import { db } from '@/lib/platform/db'
import { BEVERAGES, createTestCtx } from '@/lib/testing/actors'
import type { SupersetFacts } from '@/start/upstreams/superset'
import { asGuest, DATA, type Demo, type Json, readDemo, requestFor, rowsOf } from './superset-guest'
import { type Person, signIn } from './superset-people'
import { widenGuests } from './superset-role'

// The portal's own services and commands over a real Superset: tokens that it is asked for, embedding that is turned on by
// publishing, and the doctor.

const { ours, plain } = inject('supersets')
const ORIGIN = 'http://localhost:3000'
const COPY = 'Northwind, a copy'

/** Superset makes the tokens: the portal has no secret. */
const asked = (superset: SupersetFacts) => ({
  APP_BASE_URL: ORIGIN,
  SUPERSET_URL: superset.url,
  SUPERSET_USER: superset.user,
  SUPERSET_PASSWORD: superset.password,
  SUPERSET_TOKENS: 'asked',
})
Object.assign(process.env, asked(ours))

let admin: Ctx
let demo: Demo
/** Of each side: a second dashboard, with the same charts. */
const copies: { person: Person; id: number }[] = []

beforeAll(async () => {
  admin = await createTestCtx({ role: 'admin' })
  await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  demo = await readDemo(ours)
  for (const superset of [ours, plain]) copies.push(await copyDashboard(superset))
  const { failure } = await refreshDashboards(admin, { claimant: randomUUID() })
  expect(failure).toBeNull()
})

afterAll(async () => {
  for (const { person, id } of copies) await person.send('DELETE', `/api/v1/dashboard/${id}`)
})

/** One that is published in Superset, and that nobody has turned embedding on for. */
async function copyDashboard(superset: SupersetFacts) {
  const person = await signIn(superset, superset.admin)
  const { dashboardId } = await readDemo(superset)
  const { json } = await person.get(`/api/v1/dashboard/${dashboardId}`)
  const { position_json: position, json_metadata: metadata } = json.result as Record<string, string>
  const whole = { ...JSON.parse(metadata ?? '{}'), positions: JSON.parse(position ?? '{}') }
  const body = { dashboard_title: COPY, duplicate_slices: false, json_metadata: JSON.stringify(whole) }
  const made = await person.post(`/api/v1/dashboard/${dashboardId}/copy/`, body)
  const { id } = made.json.result as { id: number }
  const published = await person.send('PUT', `/api/v1/dashboard/${id}`, { published: true })
  expect([made.status, published.status]).toEqual([200, 200])
  return { person, id }
}

async function publish(title: string, slug: string): Promise<void> {
  const { entries } = await listRegistry(admin)
  const found = entries.find((entry) => entry.found.title === title)?.found
  const rules = Object.fromEntries((found?.datasets ?? []).map(({ id }) => [`rule.${id}`, 'groups']))
  const input = { upstreamId: found?.upstreamId, title, slug, description: '', ...rules }
  await publishDashboard(admin, publishInput.parse(input))
}

async function revenueWith(token: string, form: Json = {}): Promise<unknown> {
  const answer = await asGuest(ours, token, DATA, { body: requestFor(demo, { form }) })
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  return rowsOf(answer)[0]?.revenue
}

describe('tokens that Superset makes for the portal', () => {
  beforeAll(() => publish('Northwind sales', 'sales'))

  it('draw the rows that the reader may read, and none to who may read none', async () => {
    const reader = await createTestCtx({
      grants: [{ role: 'viewer' }, { role: 'analyst', condition: BEVERAGES }],
    })
    const { token, expiresAt } = await issueGuestToken(reader, 'sales')
    expect(await revenueWith(token)).toBe(267868.18)
    const claims = decodeJwt(token)
    expect((claims.user as { username: string }).username).toBe(reader.actor.id)
    expect(expiresAt.getTime()).toBe(Math.floor((claims.exp ?? 0) * 1000))
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(300)

    const whole = await createTestCtx({ grants: [{ role: 'analyst' }] })
    expect(await revenueWith((await issueGuestToken(whole, 'sales')).token)).toBeCloseTo(1_265_793.04, 1)
    const none = await createTestCtx({ role: 'viewer' })
    expect(await revenueWith((await issueGuestToken(none, 'sales')).token)).toBeNull()
  })

  it('are not asked for who may not see the dashboard', async () => {
    const nobody = await createTestCtx({ grants: [] })
    await expect(issueGuestToken(nobody, 'sales')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a dashboard that nobody has turned embedding on for', () => {
  it('is embedded once it is published, for the portal’s origin alone, and drawn', async () => {
    const [copy] = copies
    if (copy === undefined) throw new Error('there is no copy')
    const embedding = `/api/v1/dashboard/${copy.id}/embedded`
    expect((await copy.person.get(embedding)).status).toBe(404)

    await publish(COPY, 'copy')
    const row = await db().dashboard.findUniqueOrThrow({ where: { slug: 'copy' } })
    const { uuid, allowed_domains } = (await copy.person.get(embedding)).json.result as Json
    expect([row.embeddedId, allowed_domains]).toEqual([uuid, [ORIGIN]])
    expect(uuid).not.toBe(ours.embeddedId)

    const framed = async (referer: string) =>
      (await fetch(`${ours.url}/embedded/${uuid}`, { headers: { referer } })).status
    expect([await framed(`${ORIGIN}/dashboards/copy`), await framed('http://elsewhere.example/')]).toEqual([
      200, 403,
    ])
    const { token } = await issueGuestToken(admin, 'copy')
    expect(await revenueWith(token, { dashboardId: copy.id })).toBeCloseTo(1_265_793.04, 1)
    // It opens the one dashboard, not the other.
    const other = await asGuest(ours, token, DATA, { body: requestFor(demo, {}) })
    expect(other.status).toBe(403)
  })
})

/** What a plain Superset 6.1 leaves open to the guests of a role with the least rights. */
const OPEN: readonly LeakKey[] = [
  ...(['token-endless', 'token-lasting', 'token-no-rules', 'token-loose-rule', 'token-known'] as const),
  ...(['dataset-no-rule', 'extra-column', 'sql-column', 'sql-axis', 'sql-metric', 'query-to-xml'] as const),
  ...(['order-by', 'sql-condition', 'having', 'hidden-filter', 'samples', 'drill', 'drill-free'] as const),
  ...(['drill-by', 'query-text', 'filter-values', 'dataset-sql', 'people'] as const),
]
/** And what it leaves open besides where their role is as wide as an administrator's. */
const OPEN_BY_ROLE: readonly LeakKey[] = [
  ...(['saved-samples', 'dataset-samples', 'explore-json', 'sql-lab', 'databases', 'datasets'] as const),
  ...(['queries', 'log', 'accounts', 'export', 'export-datasets'] as const),
]

type Finding = { key: LeakKey; outcome: string; detail: string; remedy: string }

/** `npx pergola …` as somebody types it. */
function pergola(environment: Record<string, string>, ...args: string[]) {
  const { PATH = '', HOME = '', DATABASE_URL = '', PERGOLA_DATA_DIR = '' } = process.env
  const env = { NODE_ENV: 'production', PATH, HOME, DATABASE_URL, PERGOLA_DATA_DIR, ...environment } as const
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ['cli/bin/pergola.js', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

async function doctor(environment: Record<string, string>) {
  const { code, stdout, stderr } = await pergola(environment, 'dashboards', 'doctor', '--json')
  expect(stdout, stderr).toMatch(/^\{/)
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  const keysOf = (outcome: string) =>
    findings.filter((finding) => finding.outcome === outcome).map(({ key }) => key)
  return { code, findings, open: keysOf('open'), untold: keysOf('unknown'), closed: keysOf('closed') }
}

describe('the doctor', () => {
  it('finds nothing open where Superset is set up as it should be, and leaves nothing untold', async () => {
    const signed = {
      ...{ SUPERSET_TOKENS: 'signed', SUPERSET_GUEST_SECRET: ours.guestSecret },
      SUPERSET_GUEST_AUDIENCE: ours.audience,
    }
    const { code, open, untold, closed } = await doctor({ ...asked(ours), ...signed })
    expect([code, open, untold]).toEqual([0, [], []])
    expect(closed.length).toBeGreaterThan(40)
  })

  it('names what a plain Superset leaves open, each with its remedy, and ends with 1', async () => {
    const list = await pergola(asked(plain), 'dashboards', 'list', '--refresh')
    expect(list.code, list.stderr).toBe(0)
    const { code, open, untold, findings } = await doctor(asked(plain))
    expect([code, untold]).toEqual([1, []])
    expect(open).toEqual(OPEN)
    expect(findings.filter(({ remedy }) => remedy.length < 40)).toEqual([])
  })

  it('names what a wide role opens', async () => {
    const person = await signIn(plain, plain.admin)
    const query = {
      database_id: 1,
      sql: 'select 1',
      schema: 'northwind',
      client_id: randomUUID().slice(0, 11),
    }
    expect((await person.post('/api/v1/sqllab/execute/', query)).status).toBe(200)
    const narrow = await widenGuests(person)
    try {
      const { code, open } = await doctor(asked(plain))
      expect(code).toBe(1)
      expect(open.filter((key) => !OPEN.includes(key))).toEqual(OPEN_BY_ROLE)
    } finally {
      await narrow()
    }
  })
})
